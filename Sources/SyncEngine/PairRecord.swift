package import DeployModel
internal import FileTree

/// The record of a pair of folders, kept on this machine: what both sides were when they were last the same. It is the
/// base of downloads and of synchronisations both ways.
package enum PairRecord {
    /// The record behind a run: what was done, what was found equal, and of the rest what was known before. A run that
    /// broke off is recorded as far as it came.
    ///
    /// - Parameters:
    ///   - previous: what was known before, of this pair.
    ///   - isComplete: whether the run was about all of both folders, and came to its end.
    package static func next(
        previous: SyncBase, after job: Applier.Job, _ applied: AppliedChanges, run: String, isComplete: Bool
    ) -> Manifest {
        var record = Manifest(
            header: Manifest.Header(
                project: "", run: run, parentRun: nil, written: job.now(), origin: job.origin))
        record.header.isComplete = previous.isComplete && previous.knownFolders == nil || isComplete
        record.header.root = job.root
        record.header.token = job.token
        record.files = previous.files.filter { !job.filter.includes($0.key, kind: .file) }
        record.folders = previous.folders.filter { !job.filter.includes($0, kind: .folder) }
        let done = applied.all
        let doneChanges = Set(done.map(\.change))
        let open = job.changes.changes.filter { !doneChanges.contains($0) }
        for path in job.changes.untouched + open.filter({ !$0.isOfFolder }).map(\.path) {
            record.files[path] = previous.files[path]
        }
        for path in job.changes.unchanged {
            if job.local[path]?.kind == .folder {
                record.folders.insert(path)
            } else {
                record.files[path] = equal(path, job, previous)
            }
        }
        for item in done {
            if let file = item.file { record.files[item.change.path] = file }
            if item.change.action == .createFolder { record.folders.insert(item.change.path) }
        }
        // A folder that stays on one side because of what is in it was there, and is not forgotten.
        let gone = Set(done.lazy.filter { $0.change.action == .deleteFolder }.map(\.change.path))
        for path in previous.folders where job.local[path]?.kind == .folder || job.remote[path]?.kind == .folder {
            if !gone.contains(path) { record.folders.insert(path) }
        }
        return record
    }

    private static func equal(_ path: RelativePath, _ job: Applier.Job, _ previous: SyncBase) -> Manifest.File? {
        guard let local = job.local[path], let size = local.size ?? job.remote[path]?.size else { return nil }
        return Manifest.File(
            size: size, sha256: job.hashes[path], serverTime: job.remote[path]?.modified, modified: local.modified)
    }
}
