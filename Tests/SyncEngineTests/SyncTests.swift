import DeployModel
import Execution
import FileTree
import SyncEngine
import SyncTargets
import Synchronization
import TestSupport
import Testing

/// Synchronizations between two trees in memory.
@Suite("Both ways in memory")
final class SyncTests: Sendable {
    private let local = InMemoryTarget(name: "here")
    private let remote = InMemoryTarget(name: "there", writers: 3)
    private let counter = Atomic(0)
    private let recorded = Mutex<Manifest?>(nil)
    private let known = Mutex<KnownState?>(nil)

    private func path(_ text: String) throws -> RelativePath { try #require(RelativePath(text)) }

    private func executor(
        _ command: SyncCommand, _ resolve: ConflictResolution = .ask, project: String = "site",
        delete: DeletePolicy = .off
    ) -> Executor {
        var plan = SyncPlan.plain(command)
        plan.project = project
        plan.delete = delete
        plan.resolve = resolve
        return Executor(
            plan: plan, local: local, remote: remote,
            environment: Executor.Environment(
                now: { 1_795_253_113 },
                randomID: { [self] in
                    let text = String(counter.add(1, ordering: .relaxed).newValue, radix: 16)
                    return String(repeating: "0", count: 32 - text.count) + text
                }, known: known.withLock { $0 }, remember: { [self] state in known.withLock { $0 = state } },
                recorded: recorded.withLock { $0 }, record: { [self] record in recorded.withLock { $0 = record } }),
            emit: { _ in })
    }

    @discardableResult
    private func run(_ command: SyncCommand = .sync, _ resolve: ConflictResolution = .ask) async throws -> Outcome {
        let executor = executor(command, resolve)
        return try await executor.apply(try await executor.prepare())
    }

    private func served(_ target: InMemoryTarget) -> [String: String] {
        target.texts.filter { !$0.key.hasPrefix(".deploy/") }
    }

    @Test("both sides become the same, and stay so")
    func life() async throws {
        local.put(try path("a"), "here")
        remote.put(try path("b/c"), "there")
        let first = try await run()
        #expect(first.filesWritten == 1 && first.filesReceived == 1 && first.foldersCreated == 1)
        #expect(served(local) == ["a": "here", "b/c": "there"] && served(remote) == served(local))
        #expect(local.texts.keys.allSatisfy { !$0.hasPrefix(".deploy") })

        let before = (local.operations.count, remote.operations.count)
        #expect(try await run().unchanged == 3)
        #expect((local.operations.count, remote.operations.count) == before)

        remote.remove(try path("b/c"))
        local.put(try path("a"), "here again")
        let second = try await run()
        #expect(second.filesWritten == 1 && second.filesDeleted == 1)
        #expect(served(local) == ["a": "here again"] && served(remote) == served(local))
    }

    @Test("a run that breaks off records what it did: the next one does not take it for an edit")
    func broken() async throws {
        for name in ["a", "b", "c"] { remote.put(try path(name), name) }
        local.put(try path("d"), "d")
        let bad = try path("b")
        local.refuse { $0 == bad ? TargetError(.denied, "no") : nil }
        await #expect(throws: TargetError.self) { try await self.run() }
        #expect(served(local) == ["a": "a", "c": "c", "d": "d"])
        #expect(try recorded.withLock { try #require($0).files.keys.map(\.text).sorted() } == ["a", "c"])
        local.refuse(nil)
        local.remove(try path("a"))
        try await run()
        #expect(served(local) == ["b": "b", "c": "c", "d": "d"] && served(remote) == served(local))
    }

    @Test("a download writes nothing there, not even a record")
    func download() async throws {
        remote.put(try path("a"), "there")
        local.put(try path("mine"), "here")
        #expect(try await run(.download).filesReceived == 1)
        #expect(remote.operations.isEmpty && remote.stored.isEmpty)
        #expect(served(local) == ["a": "there", "mine": "here"])
        #expect(try await run(.download).filesReceived == 0)
    }

    @Test(
        "what changed on a side between the look and the switch is not overwritten",
        arguments: Side.allCases, [false, true])
    func meanwhile(side: Side, isDeletion: Bool) async throws {
        let (receiver, sender) = side == .remote ? (remote, local) : (local, remote)
        local.put(try path("a"), "old")
        local.put(try path("b"), "b")
        try await run()
        if isDeletion { sender.remove(try path("a")) } else { sender.put(try path("a"), "edited") }
        let executor = executor(.sync)
        let prepared = try await executor.prepare()
        // As long as somebody thinks about a conflict, for example.
        receiver.put(try path("a"), "edited meanwhile")
        let error = await #expect(throws: TargetError.self) { try await executor.apply(prepared) }
        #expect(error?.message == "a changed \(side.place) during the run")
        #expect(served(receiver)["a"] == "edited meanwhile")
        let changes = try await self.executor(.sync).prepare().changes
        #expect(changes.conflicts.map(\.path.text) == ["a"])
    }

    @Test("what was fetched or found there does not become this project's: 'delete: owned' spares it")
    func ownership() async throws {
        remote.put(try path("uploads/1.jpg"), "theirs")
        local.put(try path("index"), "ours")
        try await run()
        #expect(served(local)["uploads/1.jpg"] == "theirs")
        local.remove(try path("uploads/1.jpg"))
        let executor = executor(.upload, delete: .owned)
        let prepared = try await executor.prepare()
        #expect(prepared.changes.isEmpty)
        #expect(served(remote)["uploads/1.jpg"] == "theirs")
    }

    @Test("a server that was set up anew gets everything, whatever this machine remembers")
    func emptied() async throws {
        local.put(try path("a"), "a")
        try await run(.upload)
        for name in remote.texts.keys { remote.remove(try path(name)) }
        #expect(try await run(.upload).filesWritten == 1)
        #expect(served(remote) == ["a": "a"])
    }

    @Test("another project's file can be fetched, but not changed")
    func foreign() async throws {
        local.put(try path("x"), "b's")
        let other = executor(.upload, project: "b")
        _ = try await other.apply(try await other.prepare())
        local.put(try path("x"), "edited")
        recorded.withLock { $0 = nil }
        known.withLock { $0 = nil }
        let conflicts = try await executor(.sync).prepare().changes.conflicts
        #expect(conflicts.map(\.reason) == ["another project has deployed a file of this name there"])
        #expect(conflicts.map(\.canBeSettled) == [false])
    }

    @Test("a first run that breaks off does not make conflicts of what only times can tell")
    func brokenFirst() async throws {
        local.put(try path("a"), "older, here", modified: 1_000)
        remote.put(try path("a"), "newer", modified: 2_000)
        remote.put(try path("b"), "b")
        local.refuse { _ in TargetError(.denied, "no") }
        await #expect(throws: TargetError.self) { try await self.run(.download) }
        local.refuse(nil)
        #expect(try await run(.download).conflictsSkipped == 0)
        #expect(served(local) == ["a": "newer", "b": "b"])
    }

    @Test("what a listing cannot tell apart is read, and only that")
    func contents() async throws {
        try await run()
        for (target, text) in [(local, "one"), (remote, "two")] {
            target.put(try path("differs"), text, modified: 1_795_253_500)
            target.put(try path("same"), "same", modified: text == "one" ? 1_795_253_500 : 1_795_253_999)
            target.put(try path("length"), text + (text == "one" ? "!" : ""), modified: 1_795_253_500)
        }
        let changes = try await executor(.sync).prepare().changes
        #expect(changes.conflicts.map(\.path.text) == ["differs", "length"])
        #expect(changes.unchanged.map(\.text) == ["same"])
    }

    @Test("a killed upload of a sync is known by its journal, and is no conflict")
    func journal() async throws {
        local.put(try path("a"), "old")
        try await run()
        local.put(try path("a"), "new!")
        let before = recorded.withLock { $0 }
        // The record of the deployment cannot be written any more, and neither is the one on this machine.
        remote.refuse { $0.text.hasSuffix("/manifest") ? TargetError(.unreachable, "gone") : nil }
        await #expect(throws: TargetError.self) { try await self.run() }
        recorded.withLock { $0 = before }
        remote.refuse(nil)
        let outcome = try await run()
        #expect(outcome.conflictsSkipped == 0 && outcome.filesWritten == 0)
        #expect(served(remote) == ["a": "new!"])
        #expect(!remote.texts.keys.contains { $0.hasSuffix("/journal") })
    }
}
