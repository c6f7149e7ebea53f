internal import DeployModel
internal import FileTree
internal import SyncTargets

/// What a run changes here: files are fetched into a staging folder of the local tree, get their times, and are renamed
/// onto their names once all are there.
struct LocalDelivery: Sendable {
    private let local: any SyncTarget
    private let remote: any SyncTarget
    private let area: StagingArea
    private let emit: @Sendable (ExecutionEvent) -> Void

    init(
        local: any SyncTarget, remote: any SyncTarget, run: String, emit: @escaping @Sendable (ExecutionEvent) -> Void
    ) {
        self.local = local
        self.remote = remote
        self.emit = emit
        area = StagingArea(folder: Self.incoming, prefix: "", run: run)
    }

    /// Where files wait.
    private static let incoming = StateLayout.folder.appending("incoming") ?? StateLayout.folder
    private static let folders = [StateLayout.folder, incoming]

    /// Fetches all files that are wanted here. Nothing that anybody sees has changed then.
    ///
    /// - Throws: ``TargetError``.
    func stage(_ job: Applier.Job) async throws -> [StagedFile] {
        let transfers = job.changes.changes(on: .local).filter(\.isTransfer)
        if transfers.isEmpty { return [] }
        for result in try await local.perform(Self.folders.map { .createFolder($0) }) {
            guard case .failed(let error) = result else { continue }
            throw TargetError(
                error.code, "files cannot be received in \(local.name): \(error.message)",
                help: "the folder .deploy has to be made there while files are on their way")
        }
        // Nobody else reads what waits there: it gets its permissions with its name.
        _ = try await local.perform([.setMode(area.folder, 0o700)])
        do {
            try await removeLeftovers()
            let staging = Staging(source: remote, target: local, area: area, emit: emit)
            let staged = try await staging.stage(transfers, from: job.remote).switches
            return try await finish(staged, transfers, job)
        } catch {
            await tidy()
            throw error
        }
    }

    /// Remains of a run that was killed.
    private func removeLeftovers() async throws {
        let names = try await local.list(area.folder).entries.map(\.path)
        _ = try await local.perform(names.map { .deleteFile($0) })
    }

    /// Gives the files their times, and those that replace another one its permissions.
    ///
    /// - Returns: what both sides have once the files are in place.
    private func finish(
        _ staged: [StagedFile], _ transfers: [Change], _ job: Applier.Job
    ) async throws -> [StagedFile] {
        let modes = staged.compactMap { item in
            job.local[item.path]?.mode.map { TargetOperation.setMode(area.path(item.staged), $0) }
        }
        // Who cannot set permissions had none to keep.
        _ = try await local.performInAnyOrder(modes)
        let now = FileTime(seconds: job.now())
        let times = staged.map { item in
            TargetOperation.setModified(area.path(item.staged), item.file.modified ?? now)
        }
        return zip(staged, try await local.performInAnyOrder(times)).map { item, result in
            var item = item
            // The time that it has here from now on.
            item.file.modified = result == .done ? item.file.modified ?? now : item.file.serverTime
            item.file.serverTime = job.remote[item.path]?.modified
            return item
        }
    }

    /// Renames what was fetched, makes folders, deletes. What somebody changed here since it was looked at stays.
    ///
    /// - Throws: ``TargetError``.
    func switchOver(_ job: Applier.Job, _ staged: [StagedFile], _ applied: AppliedChanges) async throws {
        let changes = job.changes.changes(on: .local)
        if changes.isEmpty { return }
        let files = changes.filter { !$0.isOfFolder }.map(\.path)
        var refused: [RelativePath: TargetError] = [:]
        for (path, now) in zip(files, try await local.entries(at: files))
        where !isSame(now, job.local[path] ?? job.local.unmatched[path]) && !isOwn(path, job) {
            refused[path] = TargetError(
                .changed, "\(path) changed here during the run", help: "run again; nothing of it was lost")
        }
        let moves = staged.map { ($0.path, SwitchOver.Move(incoming: area.path($0.staged), file: $0.file)) }
        try await SwitchOver(target: local, applied: applied, emit: emit)
            .carryOut(changes, Dictionary(uniqueKeysWithValues: moves), refused: refused)
    }

    /// Whether a name takes no part, and only goes with its folder.
    private func isOwn(_ path: RelativePath, _ job: Applier.Job) -> Bool {
        job.local.excluded[path] != nil && job.local.unmatched[path] == nil
    }

    private func isSame(_ now: FileEntry?, _ then: FileEntry?) -> Bool {
        // A file where a folder comes goes in the same run.
        if then?.kind == .folder || now?.kind == .folder { return now?.kind == then?.kind }
        guard let now, let then else { return now == nil && then == nil }
        let isSameTime = now.modified.flatMap { time in then.modified?.mayEqual(time) } ?? true
        return now.size == then.size && now.identity == then.identity && isSameTime
    }

    /// Removes the staging folder, as far as it is empty.
    func tidy() async {
        guard let names = try? await local.list(area.folder).entries.map(\.path) else { return }
        _ = try? await local.perform(
            names.map { .deleteFile($0) } + Self.folders.reversed().map { .deleteFolder($0) })
    }
}
