internal import DeployModel
internal import FileTree

/// What the next manifest says, after a change set was carried out.
enum ManifestUpdate {
    /// The manifest of the run that did `job`.
    static func next(
        after job: Applier.Job, staged: [Journal.Switch], state: RemoteState, run: String
    ) -> Manifest {
        var manifest = Manifest(
            header: Manifest.Header(
                project: state.layout.project, run: run, parentRun: state.manifest?.header.run, written: job.now,
                commit: job.commit))
        // What a filter kept out of this run is still what it was.
        manifest.files = job.base.files.filter { !job.filter.includes($0.key, kind: .file) }
        manifest.folders = job.base.folders.filter { !job.filter.includes($0, kind: .folder) }
        for path in job.changes.unchanged { recordUnchanged(path, job, &manifest) }
        // Left alone on purpose: what is known of it stays known, so the difference is seen again.
        for remark in job.changes.skipped + job.changes.drifted + job.changes.conflicts {
            manifest.files[remark.path] = job.base.files[remark.path]
        }
        for item in staged { manifest.files[item.path] = item.file }
        for change in job.changes.changes where change.action == .createFolder { manifest.folders.insert(change.path) }
        return manifest
    }

    private static func recordUnchanged(_ path: RelativePath, _ job: Applier.Job, _ manifest: inout Manifest) {
        guard let entry = job.local[path] else { return }
        if entry.kind == .folder {
            // A folder that was there before this project came is not the project's.
            if job.base.folders.contains(path) { manifest.folders.insert(path) }
        } else if let known = job.base.files[path] {
            manifest.files[path] = known
        } else if let size = entry.size {
            // Found equal by size and time: what the server holds was never hashed.
            manifest.files[path] = Manifest.File(size: size, sha256: nil, serverTime: job.remote[path]?.modified)
        }
    }
}
