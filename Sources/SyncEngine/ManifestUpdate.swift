internal import DeployModel
internal import FileTree

/// What the next manifest says, after a change set was carried out.
enum ManifestUpdate {
    /// The manifest of the run that did `job`.
    static func next(
        after job: Applier.Job, _ applied: AppliedChanges, state: RemoteState, run: String
    ) -> Manifest {
        var manifest = Manifest(
            header: Manifest.Header(
                project: state.layout.project, run: run, parentRun: state.manifest?.header.run, written: job.now(),
                origin: job.origin))
        manifest.header.state = state.manifest?.header.state ?? Journal.nothing
        manifest.header.history = state.manifest?.header.history ?? []
        // What a filter kept out of this run is still what it was.
        manifest.files = job.base.files.filter { !job.filter.includes($0.key, kind: .file) }
        manifest.folders = job.base.folders.filter { !job.filter.includes($0, kind: .folder) }
        for path in job.changes.unchanged { recordUnchanged(path, job, &manifest) }
        // Left alone on purpose: what is known of it stays known, so the difference is seen again.
        for path in job.changes.untouched { manifest.files[path] = job.base.files[path] }
        for path in job.changes.lingering.map(\.path) {
            manifest.files[path]?.lingering = (job.base.files[path]?.lingering ?? 0) + 1
        }
        for item in applied.all {
            // What was received stays whoever's it was.
            let isOurs = item.change.side == .remote || job.base.files[item.change.path] != nil
            if let file = item.file, isOurs { manifest.files[item.change.path] = file }
            if item.change.action == .createFolder, item.change.side == .remote {
                manifest.folders.insert(item.change.path)
            }
        }
        return manifest
    }

    private static func recordUnchanged(_ path: RelativePath, _ job: Applier.Job, _ manifest: inout Manifest) {
        guard let entry = job.local[path] else { return }
        if entry.kind == .folder {
            // A folder that was there before this project came is not the project's.
            if job.base.folders.contains(path) { manifest.folders.insert(path) }
        } else if let known = job.base.files[path], job.remote[path].map(known.isStill) ?? false {
            manifest.files[path] = known
            manifest.files[path]?.lingering = nil
        } else if let size = entry.size ?? job.remote[path]?.size, job.adopts || job.base.files[path] != nil {
            // Found equal by size and time alone, what the server holds was never hashed.
            manifest.files[path] = Manifest.File(
                size: size, sha256: job.proven.contains(path) ? job.hashes[path] : nil,
                serverTime: job.remote[path]?.modified, modified: entry.modified)
        }
    }
}

extension Manifest.File {
    /// Whether what is known of a file is still about the one that is there. Whole hours do not count.
    func isStill(_ entry: FileEntry) -> Bool {
        if let there = entry.size, there != size { return false }
        guard let then = serverTime, let now = entry.modified else { return true }
        return then.hourShift(from: now) != nil
    }
}

extension Manifest.Header {
    /// Tells of a switch that was carried out: what it led to is live now.
    mutating func note(_ journal: Journal) {
        let files = journal.steps.filter(\.isOfFile)
        state = journal.to
        if journal.from == journal.to { return }
        history.append(
            HistoryEntry(
                run: run, state: state, from: journal.from, time: written, author: origin.author, commit: origin.commit,
                written: files.count { $0.after != nil }, deleted: files.count { $0.after == nil && $0.before != nil }))
        history = history.suffix(Manifest.historyLimit)
    }
}
