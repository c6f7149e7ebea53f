internal import FileTree
package import SyncTargets

extension LockOwner {
    /// Whether the owner was a process of this machine and has ended.
    func isDead(in surroundings: RemoteLock.Surroundings) -> Bool {
        world != nil && world == surroundings.world && !surroundings.isRunning(pid, started)
    }

    /// The owner's process id, if it is a process of this machine that runs.
    package func process(in surroundings: RemoteLock.Surroundings) -> Int32? {
        world != nil && world == surroundings.world && surroundings.isRunning(pid, started) ? pid : nil
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
        /// When this process was started, on a clock of the world's own; nil where that is not known.
        package var started: UInt64?
        /// Whether a process of this id, started then, runs in the same world.
        package var isRunning: @Sendable (_ pid: Int32, _ started: UInt64?) -> Bool
        /// Seconds on a clock that only goes forward.
        package var uptime: @Sendable () -> Double
        /// Waits for so many seconds. Throws `CancellationError`.
        package var pause: @Sendable (Double) async throws -> Void

        /// Surroundings from their parts.
        package init(
            world: String?, pid: Int32, started: UInt64? = nil,
            isRunning: @escaping @Sendable (_ pid: Int32, _ started: UInt64?) -> Bool,
            uptime: @escaping @Sendable () -> Double, pause: @escaping @Sendable (Double) async throws -> Void
        ) {
            self.world = world
            self.pid = pid
            self.started = started
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
    private var hasRenewed = false

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
    /// - Returns: whether somebody else had it meanwhile.
    /// - Throws: ``TargetError`` with the code `locked` where somebody else holds it.
    package func acquire(
        patience: Double, isFolderThere: Bool, waiting: @Sendable (String) -> Void
    ) async throws -> Bool {
        let start = surroundings.uptime()
        var watch = LockWatch()
        var hasTold = false
        while try await !claim(isFolderThere, waiting) {
            let sight = try await Self.sight(of: target)
            let isLeft = isLeftBehind(sight, &watch)
            let isGone = isLeft ? try await Self.takeAway(sight, from: target) : nil
            if isGone == true { continue }
            let left = enough(patience, sight) - (surroundings.uptime() - start)
            guard left > 0 else { throw isGone == false ? stuck(sight.owner) : refusal(sight.owner) }
            if !hasTold { waiting("waiting for \(sight.owner?.text(timeText) ?? "another run") on \(target.name)") }
            hasTold = true
            try await surroundings.pause(min(Self.look, left))
        }
        return hasTold
    }

    /// How long is waited in the end: as long as it takes to see that a lock was left behind, where that is nearly as long
    /// as was asked for. Whoever died before signing keeps nobody waiting for long, asked for or not.
    private func enough(_ patience: Double, _ sight: Sight) -> Double {
        let lease = sight.isSigned ? LockWatch.lease : LockWatch.unsigned
        return !sight.isSigned || patience >= lease ? max(patience, lease + 2 * Self.look) : patience
    }

    /// Writes down whose it is.
    ///
    /// - Throws: ``TargetError``.
    package func sign() async throws {
        let (bytes, path) = (owner.encoded, path(0))
        try await target.withWriter(confirmed: { _ in }) { try await $0.store(.bytes(bytes), at: path) { _ in } }
    }

    private func claim(_ isFolderThere: Bool, _ tell: @Sendable (String) -> Void) async throws -> Bool {
        let before: [TargetOperation] = isFolderThere ? [] : [.createFolder(StateLayout.folder)]
        let usual = target.statePlace
        var refusal: TargetError?
        // One that is given back between the server's refusal and the look at what is there is neither: once more.
        for _ in 0..<2 {
            let results = try await target.perform(before + [.claimFolder(Self.folder)])
            guard let error = results.last?.failure else {
                if target.statePlace != usual { tell(Self.isOtherwiseNamed) }
                return true
            }
            if error.code == .exists { return false }
            refusal = refusal ?? results.first?.failure ?? error
            if !isFolderThere, results.first != .done, target.keepState(in: StateLayout.plainName),
                try await target.isStateListed(),
                try await !StateLayout.mayBeOwn(target.list(StateLayout.folder).entries)
            {
                // It is a part of the site.
                break
            }
        }
        _ = target.keepState(in: usual)
        throw StateLayout.cannotBeMade(on: target, refusal)
    }

    private static let isOtherwiseNamed =
        "the server refuses the name .deploy: the tool's own folder there is \(StateLayout.plainName)"

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

    private func stuck(_ owner: LockOwner?) -> TargetError {
        TargetError(
            .locked,
            "a killed run has left its lock on \(target.name), and it cannot be taken away: \(owner?.text(timeText) ?? "not signed")",
            help:
                "remove the folder \(target.statePlace)/lock there, or have the user allowed to delete files and folders"
        )
    }

    /// Gives it back, also where the run was cancelled: then in a task that is not, and not for longer than a person waits.
    /// What fails is left to the lease.
    package func release() async {
        let (target, pause) = (target, surroundings.pause)
        // Unstructured: a child of a cancelled task is cancelled, and could send nothing.
        let release = Task { [path = path(0), hasRenewed] in
            let names = hasRenewed ? await self.ownNames() : [path]
            _ = try? await target.perform(names.map { .deleteFile($0) } + [.deleteFolder(Self.folder)])
        }
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

    /// A sign of life: another name. Where it cannot be given, the next one may be; the lease is four of them long. What
    /// became of a rename whose reply was lost, a look tells.
    func renew() async {
        hasRenewed = true
        let result = try? await target.performAside([.rename(path(beats), to: path(beats + 1))])
        if result?.first == .done {
            beats += 1
        } else if let beat = await ownNames().first?.name.split(separator: ".").last.flatMap({ Int($0) }) {
            beats = beat
        }
    }

    /// The files in the lock's folder that are this run's.
    private func ownNames() async -> [RelativePath] {
        ((try? await target.list(Self.folder).entries) ?? []).map(\.path).filter(isOwn)
    }

    private func isOwn(_ path: RelativePath) -> Bool { path.name.hasPrefix("\(owner.run).") }

    /// Makes sure that nobody has taken the lock away.
    ///
    /// - Throws: ``TargetError``.
    package func verify() async throws {
        for _ in 0..<2 {
            // A signature that came late may lie in the lock of another run: then neither may go on. A look that a sign of
            // life has crossed is repeated.
            let names = try await Self.entries(of: target).map(\.path)
            if names.count == 1, names.allSatisfy(isOwn) { return }
        }
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
        let entries = try await entries(of: target)
        var sight = Sight(names: Set(entries.map(\.path.name)))
        for entry in entries where entry.kind == .file {
            let content = RecordBytes(limit: 10_000)
            _ = try? await target.read(entry.path) { try await content.append($0) }
            if let owner = LockOwner(await content.bytes) { sight.owner = owner }
            if entry.size != 0 { sight.isSigned = true }
        }
        return sight
    }

    /// What lies in the lock's folder; nothing where there is none.
    private static func entries(of target: any SyncTarget) async throws -> [FileEntry] {
        do {
            return try await target.list(folder).entries
        } catch let error as TargetError where [.notFound, .refused, .denied].contains(error.code) {
            return []
        }
    }

    /// Takes a lock away that was left behind. Of several who try only one does it (unless one has died over it), and only
    /// as long as it is as it was seen: a sign of life has another name, and a folder that is not empty stays.
    ///
    /// - Returns: whether it is gone; nil where somebody else is about to take it away.
    /// - Throws: ``TargetError``.
    package static func takeAway(_ sight: Sight, from target: any SyncTarget) async throws -> Bool? {
        if !sight.names.contains(breaking.name) {
            guard case .done = try await target.perform([.claimFolder(breaking)])[0] else {
                return nil
            }
        }
        let files = sight.names.subtracting([breaking.name]).sorted().compactMap { folder.appending($0) }
        let results = try await target.perform(
            files.map { .deleteFile($0) } + [.deleteFolder(breaking), .deleteFolder(folder)])
        return results.last == .done
    }
}
