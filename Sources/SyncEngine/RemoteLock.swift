internal import FileTree
package import SyncTargets

extension LockOwner {
    /// Whether the owner was a process of this machine and has ended.
    func isDead(in surroundings: RemoteLock.Surroundings) -> Bool {
        world != nil && world == surroundings.world && !surroundings.isRunning(pid)
    }

    /// The owner's process id, if it is a process of this machine that runs.
    package func process(in surroundings: RemoteLock.Surroundings) -> Int32? {
        world != nil && world == surroundings.world && surroundings.isRunning(pid) ? pid : nil
    }
}

/// The lock of a remote root, for one run at a time: a folder, because making one is the only thing that an FTP server does
/// for exactly one of those who ask (RFC 959, MKD). In it lies a file that says who holds it; renaming that file is a sign
/// of life.
package actor RemoteLock {
    /// The process that wants a lock, and its clock.
    package struct Surroundings: Sendable {
        /// What this process's id belongs to; nil where that is not known.
        package var world: String?
        /// This process's id.
        package var pid: Int32
        /// Whether a process of this id runs in the same world.
        package var isRunning: @Sendable (Int32) -> Bool
        /// Seconds on a clock that only goes forward.
        package var uptime: @Sendable () -> Double
        /// Waits for so many seconds. Throws `CancellationError`.
        package var pause: @Sendable (Double) async throws -> Void

        /// Surroundings from their parts.
        package init(
            world: String?, pid: Int32, isRunning: @escaping @Sendable (Int32) -> Bool,
            uptime: @escaping @Sendable () -> Double, pause: @escaping @Sendable (Double) async throws -> Void
        ) {
            self.world = world
            self.pid = pid
            self.isRunning = isRunning
            self.uptime = uptime
            self.pause = pause
        }
    }

    /// What lies in the lock's folder.
    package struct Sight: Sendable {
        /// Whether there is one.
        package var isThere = true
        /// The names.
        package var names: Set<String>
        /// Who holds it; nil where nobody has signed, or nobody can read it.
        package var owner: LockOwner?
        /// Whether somebody has signed. A signature without content is that of one who died over it.
        var isSigned = false
    }

    /// Where it lies. Not below the token: two first deployments have none in common.
    static let folder = StateLayout.folder.appending("lock") ?? StateLayout.folder
    private static let breaking = folder.appending("breaking") ?? folder
    /// Seconds between two looks at a lock that is waited for.
    private static let look = 2.0

    private let target: any SyncTarget
    private let owner: LockOwner
    private let surroundings: Surroundings
    private let timeText: @Sendable (Int64) -> String
    private var beats = 0

    /// A lock that is not held yet. `timeText` writes seconds since the epoch for people.
    package init(
        _ target: any SyncTarget, owner: LockOwner, surroundings: Surroundings,
        timeText: @escaping @Sendable (Int64) -> String
    ) {
        self.target = target
        self.owner = owner
        self.surroundings = surroundings
        self.timeText = timeText
    }

    // MARK: Taking and giving back

    /// Takes it, or waits up to `patience` seconds for it. `waiting` is told once for whom.
    ///
    /// - Parameter isFolderThere: whether the tool's folder is known to exist.
    /// - Throws: ``TargetError`` with the code `locked` where somebody else holds it.
    package func acquire(
        patience: Double, isFolderThere: Bool, waiting: @Sendable (String) -> Void
    ) async throws {
        let start = surroundings.uptime()
        var watch = LockWatch()
        var hasTold = false
        while try await !claim(isFolderThere) {
            let sight = try await Self.sight(of: target)
            if isLeftBehind(sight, &watch) {
                try await Self.takeAway(sight, from: target)
                continue
            }
            // Whoever died before signing keeps nobody waiting for long, asked for or not.
            let enough = sight.isSigned ? patience : max(patience, LockWatch.unsigned + 2 * Self.look)
            let left = enough - (surroundings.uptime() - start)
            guard left > 0 else { throw refusal(sight.owner) }
            if !hasTold { waiting("waiting for \(sight.owner?.text(timeText) ?? "another run") on \(target.name)") }
            hasTold = true
            try await surroundings.pause(min(Self.look, left))
        }
    }

    /// Writes down whose it is.
    ///
    /// - Throws: ``TargetError``.
    package func sign() async throws {
        let (bytes, path) = (owner.encoded, path(0))
        try await target.withWriter(confirmed: { _ in }) { try await $0.store(.bytes(bytes), at: path) { _ in } }
    }

    private func claim(_ isFolderThere: Bool) async throws -> Bool {
        let before: [TargetOperation] = isFolderThere ? [] : [.createFolder(StateLayout.folder)]
        for result in try await target.perform(before + [.claimFolder(Self.folder)]) {
            guard case .failed(let error) = result else { continue }
            if error.code == .exists { return false }
            throw TargetError(
                error.code, "the tool's folder on the remote cannot be made: \(error.message)",
                help: "the user needs to be allowed to make the folder .deploy there")
        }
        return true
    }

    /// Whether its owner is a process of this machine that has ended, or has not been heard of for a whole lease.
    private func isLeftBehind(_ sight: Sight, _ watch: inout LockWatch) -> Bool {
        if let owner = sight.owner, owner.isDead(in: surroundings) { return true }
        return watch.isStale(sight.names, isSigned: sight.isSigned, now: surroundings.uptime())
    }

    private func refusal(_ owner: LockOwner?) -> TargetError {
        TargetError(
            .locked, "another run is at work on \(target.name): \(owner?.text(timeText) ?? "it has not signed yet")",
            help: "--wait 300 waits for it; if it was killed, 'deploy unlock' takes its lock away")
    }

    /// Gives it back, also where the run was cancelled: then in a task that is not, and not for longer than a person waits.
    /// What fails is left to the lease.
    package func release() async {
        let operations: [TargetOperation] = [.deleteFile(path(beats)), .deleteFolder(Self.folder)]
        let (target, pause) = (target, surroundings.pause)
        let release = Task { _ = try? await target.perform(operations) }
        let limit = Task {
            try await pause(Self.farewell)
            release.cancel()
        }
        await release.value
        limit.cancel()
    }

    /// Seconds after which giving back is given up.
    private static let farewell = 5.0

    // MARK: Holding

    /// Runs `body` and gives signs of life meanwhile.
    ///
    /// - Throws: what `body` throws.
    package func hold<Result: Sendable>(_ body: @escaping @Sendable () async throws -> Result) async throws -> Result {
        try await withThrowingTaskGroup(of: Result?.self) { group in
            group.addTask { try await body() }
            group.addTask {
                while true {
                    try await self.surroundings.pause(LockWatch.beat)
                    await self.renew()
                }
            }
            defer { group.cancelAll() }
            while let result = try await group.next() { if let result { return result } }
            throw CancellationError()
        }
    }

    /// A sign of life. Where it cannot be given, the next one may be; the lease is four of them long.
    private func renew() async {
        let result = try? await target.performAside([.rename(path(beats), to: path(beats + 1))])
        if result?.first == .done { beats += 1 }
    }

    /// Makes sure that nobody has taken the lock away.
    ///
    /// - Throws: ``TargetError``.
    package func verify() async throws {
        // A signature that came late may lie in the lock of another run: then neither may go on.
        guard try await Self.sight(of: target).names != [path(beats).name] else { return }
        throw TargetError(
            .locked, "the lock of \(target.name) was taken away during the run; nothing that is served was changed",
            help: "another run may have begun; run again")
    }

    private func path(_ beat: Int) -> RelativePath {
        Self.folder.appending("\(owner.run).\(beat)") ?? Self.folder
    }

    // MARK: Somebody else's

    /// What lies in the lock's folder; nothing where there is none.
    ///
    /// - Throws: ``TargetError``.
    package static func sight(of target: any SyncTarget) async throws -> Sight {
        guard try await target.entries(at: [folder])[0]?.kind == .folder else {
            return Sight(isThere: false, names: [])
        }
        let entries: [FileEntry]
        do {
            entries = try await target.list(folder).entries
        } catch let error as TargetError where [.notFound, .refused, .denied].contains(error.code) {
            return Sight(names: [])
        }
        var sight = Sight(names: Set(entries.map(\.path.name)))
        for entry in entries where entry.kind == .file {
            let content = RecordBytes(limit: 10_000)
            _ = try? await target.read(entry.path) { try await content.append($0) }
            if let owner = LockOwner(await content.bytes) { sight.owner = owner }
            if entry.size != 0 { sight.isSigned = true }
        }
        return sight
    }

    /// Takes a lock away that was left behind. Of several who try only one does it (unless one has died over it), and only
    /// as long as it is as it was seen: a sign of life has another name, and a folder that is not empty stays.
    ///
    /// - Throws: ``TargetError``.
    package static func takeAway(_ sight: Sight, from target: any SyncTarget) async throws {
        if !sight.names.contains(breaking.name) {
            guard case .done = try await target.perform([.claimFolder(breaking)])[0] else { return }
        }
        let files = sight.names.subtracting([breaking.name]).sorted().compactMap { folder.appending($0) }
        _ = try await target.perform(
            files.map { .deleteFile($0) } + [.deleteFolder(breaking), .deleteFolder(folder)])
    }
}
