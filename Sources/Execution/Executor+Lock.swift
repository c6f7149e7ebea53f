internal import DeployModel
internal import SyncEngine
internal import SyncTargets

/// One run at a time on a remote.
extension Executor {
    /// The lock for a run that changes the remote; nil where nobody else can reach it.
    func lock(_ run: String, _ origin: Manifest.Origin) -> RemoteLock? {
        environment.lock.map { surroundings in
            let owner = LockOwner(
                run: run, author: origin.author, commit: origin.commit, since: environment.now(),
                pid: surroundings.pid, started: surroundings.started, world: surroundings.world)
            return RemoteLock(remote, owner: owner, surroundings: surroundings, timeText: environment.timeText)
        }
    }

    /// Runs `body` while nobody else can deploy there, and only if nobody has since `state` was read.
    ///
    /// - Throws: ``TargetError``; what `body` throws.
    func locked<Result: Sendable>(
        _ lock: RemoteLock?, _ state: RemoteState, _ body: @escaping @Sendable () async throws -> Result
    ) async throws -> Result {
        guard let lock else { return try await body() }
        let hasWaited = try await lock.acquire(
            patience: Double(plan.wait), isFolderThere: state.existingFolders.contains(StateLayout.folder)
        ) { emit(.waiting($0)) }
        do {
            // Who had it before may belong to another project, which only a new look tells.
            if hasWaited { throw RemoteState.outdated(remote) }
            let result = try await lock.hold {
                try await settleIn(lock, state)
                return try await body()
            }
            await lock.release()
            return result
        } catch {
            await lock.release()
            throw error
        }
    }

    /// Signs the lock and makes sure that nobody came first, at the same time.
    private func settleIn(_ lock: RemoteLock, _ state: RemoteState) async throws {
        async let signed: Void = lock.sign()
        do {
            try await state.checkCurrent(on: remote)
        } catch {
            // A signature that comes after the lock is given back would be one more lock.
            _ = try? await signed
            throw error
        }
        try await signed
    }
}
