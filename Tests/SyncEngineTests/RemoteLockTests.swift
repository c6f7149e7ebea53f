import FileTree
import SyncTargets
import Synchronization
import TestSupport
import Testing

@testable import SyncEngine

@Suite("The lock of a remote")
struct RemoteLockTests {
    private let target = InMemoryTarget(name: "there")

    private func lock(
        _ run: String, _ surroundings: RemoteLock.Surroundings, pid: Int32? = nil, world: String? = "here"
    ) -> RemoteLock {
        let owner = LockOwner(
            run: run, author: "joe@laptop", commit: "1a2b3c4d5e6f7a8b", since: 1_000, pid: pid ?? surroundings.pid,
            world: world)
        return RemoteLock(target, owner: owner, surroundings: surroundings, timeText: { "\($0)" })
    }

    /// Surroundings in which nobody waits in fact: each pause lets `seconds` pass and calls `meanwhile`.
    private func surroundings(
        pid: Int32 = 2, running: Set<Int32> = [], meanwhile: @escaping @Sendable (Double) async -> Void = { _ in }
    ) -> RemoteLock.Surroundings {
        let box = ClockBox()
        return RemoteLock.Surroundings(
            world: "here", pid: pid, isRunning: { pid, _ in running.contains(pid) }, uptime: { box.seconds },
            pause: { seconds in
                if seconds >= LockWatch.beat { try await Task.sleep(for: .seconds(seconds)) }
                box.pass(seconds)
                await meanwhile(box.seconds)
            })
    }

    private final class ClockBox: Sendable {
        private let milliseconds = Atomic(0)

        var seconds: Double { Double(milliseconds.load(ordering: .relaxed)) / 1_000 }

        func pass(_ seconds: Double) { milliseconds.add(Int(seconds * 1_000), ordering: .relaxed) }
    }

    private func names() async throws -> Set<String> { try await RemoteLock.sight(of: target).names }

    @Test("one holds it, the other one is told who; given back, nothing is left of it")
    func refusal() async throws {
        let first = lock("0a", surroundings(pid: 1, running: [1]))
        _ = try await first.acquire(patience: 0, isFolderThere: false) { _ in }
        let second = lock("0b", surroundings(running: [1]))
        try await first.sign()
        #expect(try await names() == ["0a.0"])
        let error = await #expect(throws: TargetError.self) {
            _ = try await second.acquire(patience: 0, isFolderThere: true) { _ in }
        }
        #expect(error?.code == .locked)
        #expect(error?.message == "another run is at work on there: joe@laptop since 1000 (commit 1a2b3c4d5e6f)")
        #expect(error?.help == "--wait 300 waits for it; if it was killed, 'deploy unlock' takes its lock away")
        try await first.verify()
        await first.release()
        #expect(target.folders.filter { $0.hasPrefix(".deploy/") }.isEmpty && target.texts.isEmpty)
        _ = try await second.acquire(patience: 0, isFolderThere: true) { _ in }
    }

    @Test("who waits gets it when it is given back, and says once for whom it waits")
    func patience() async throws {
        let first = lock("0a", surroundings(pid: 1, running: [1]))
        _ = try await first.acquire(patience: 0, isFolderThere: false) { _ in }
        try await first.sign()
        let told = Mutex<[String]>([])
        let second = lock("0b", surroundings(running: [1]) { now in if now > 30 { await first.release() } })
        _ = try await second.acquire(patience: 60, isFolderThere: true) { text in told.withLock { $0.append(text) } }
        #expect(told.withLock { $0 } == ["waiting for joe@laptop since 1000 (commit 1a2b3c4d5e6f) on there"])
    }

    @Test("one that a dead process of this machine left is taken at once")
    func dead() async throws {
        let first = lock("0a", surroundings(pid: 1))
        _ = try await first.acquire(patience: 0, isFolderThere: false) { _ in }
        try await first.sign()
        let second = lock("0b", surroundings())
        _ = try await second.acquire(patience: 0, isFolderThere: true) { _ in }
        try await second.sign()
        #expect(try await names() == ["0b.0"])
        let error = await #expect(throws: TargetError.self) { try await first.verify() }
        #expect(error?.message == "the lock of there was taken away during the run; nothing that is served was changed")
        // Its farewell does not take the new one's lock.
        await first.release()
        #expect(try await names() == ["0b.0"])
    }

    @Test("one of another machine is taken after a lease without a sign of life, not before", arguments: [false, true])
    func lease(isAlive: Bool) async throws {
        let first = lock("0a", surroundings(pid: 1), world: "elsewhere")
        _ = try await first.acquire(patience: 0, isFolderThere: false) { _ in }
        try await first.sign()
        let folder = try #require(RelativePath(".deploy/lock"))
        let target = target
        let second = lock(
            "0b",
            surroundings { now in
                // Its sign of life, once.
                guard isAlive, Int(now) == 100 else { return }
                let paths = [folder.appending("0a.0"), folder.appending("0a.1")].compactMap(\.self)
                _ = try? await target.perform([.rename(paths[0], to: paths[1])])
            })
        func acquire(_ patience: Double) async throws {
            _ = try await second.acquire(patience: patience, isFolderThere: true) { _ in }
        }
        await #expect(throws: TargetError.self) { try await acquire(110) }
        #expect(try await names().count == 1)
        try await acquire(300)
        try await second.sign()
        #expect(try await names() == ["0b.0"])
    }

    @Test("one that nobody has signed is taken after a moment; whose signature comes late, stops")
    func unsigned() async throws {
        let first = lock("0a", surroundings(pid: 1, running: [1]))
        _ = try await first.acquire(patience: 0, isFolderThere: false) { _ in }
        let told = Mutex<[String]>([])
        let second = lock("0b", surroundings(running: [1]))
        _ = try await second.acquire(patience: 0, isFolderThere: true) { text in told.withLock { $0.append(text) } }
        #expect(told.withLock { $0 } == ["waiting for another run on there"])
        try await second.sign()
        try await second.verify()
        try await first.sign()
        for lock in [first, second] { await #expect(throws: TargetError.self) { try await lock.verify() } }
    }

    @Test("one whose owner died over the signature is taken after a moment")
    func empty() async throws {
        target.put(try #require(RelativePath(".deploy/lock/0a.0")), "")
        let lock = lock("0b", surroundings())
        _ = try await lock.acquire(patience: 0, isFolderThere: true) { _ in }
        try await lock.sign()
        #expect(try await names() == ["0b.0"])
    }

    @Test("one who died over taking a lock away keeps nobody from it")
    func broken() async throws {
        let folders = try [".deploy", ".deploy/lock", ".deploy/lock/breaking"].map { try #require(RelativePath($0)) }
        _ = try await target.perform(folders.map { .createFolder($0) })
        let lock = lock("0a", surroundings())
        _ = try await lock.acquire(patience: 0, isFolderThere: true) { _ in }
        try await lock.sign()
        #expect(try await names() == ["0a.0"])
    }

    @Test("a sign of life is another name; one whose outcome nobody knows does no harm, and nothing is left at the end")
    func renewal() async throws {
        let first = lock("0a", surroundings(pid: 1))
        _ = try await first.acquire(patience: 0, isFolderThere: false) { _ in }
        try await first.sign()
        await first.renew()
        #expect(try await names() == ["0a.1"])
        try await first.verify()
        // The rename was done, and nobody heard of it.
        let folder = try #require(RelativePath(".deploy/lock"))
        let paths = ["0a.1", "0a.7"].compactMap { folder.appending($0) }
        _ = try await target.perform([.rename(paths[0], to: paths[1])])
        try await first.verify()
        await first.renew()
        await first.renew()
        #expect(try await names() == ["0a.8"])
        await first.release()
        #expect(try await !RemoteLock.sight(of: target).isThere)
    }

    @Test("one that cannot be taken away is an error, not an endless attempt")
    func stuck() async throws {
        let first = lock("0a", surroundings(pid: 1))
        _ = try await first.acquire(patience: 0, isFolderThere: false) { _ in }
        try await first.sign()
        // Somebody has made a folder in it.
        _ = try await target.perform([.createFolder(try #require(RelativePath(".deploy/lock/sub")))])
        let second = lock("0b", surroundings())
        let error = await #expect(throws: TargetError.self) {
            _ = try await second.acquire(patience: 0, isFolderThere: true) { _ in }
        }
        #expect(
            error?.message
                == "a killed run has left its lock on there, and it cannot be taken away: joe@laptop since 1000 (commit 1a2b3c4d5e6f)"
        )
    }

    @Test("what a server tells of an owner is shown without control characters")
    func hostile() {
        let owner = LockOwner(run: "0a", author: "a\u{1B}[2J", commit: nil, since: 0, pid: 1, world: nil)
        #expect(owner.text { "\($0)" } == "a\\u{1b}[2J since 0")
    }

    @Test("of many who try at once one gets it")
    func race() async throws {
        let count = await withTaskGroup(of: Bool.self) { group in
            for number in 0..<20 {
                // Time stands still, so that the winner is given all of it to sign.
                let surroundings = RemoteLock.Surroundings(
                    world: "here", pid: 1, isRunning: { _, _ in true }, uptime: { 0 },
                    pause: { _ in await Task.yield() })
                let lock = lock("\(number)", surroundings)
                group.addTask {
                    guard (try? await lock.acquire(patience: 0, isFolderThere: false) { _ in }) != nil else {
                        return false
                    }
                    try? await lock.sign()
                    return true
                }
            }
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(count == 1)
    }
}
