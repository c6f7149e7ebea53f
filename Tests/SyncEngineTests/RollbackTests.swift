import DeployModel
import Execution
import FileTree
import SyncEngine
import SyncTargets
import Synchronization
import TestSupport
import Testing

/// Deployments and ways back between two trees in memory.
@Suite("Rollback in memory")
final class RollbackTests: Sendable {
    private let source = InMemoryTarget(name: "here")
    private let target = InMemoryTarget(name: "there", writers: 3)
    private let counter = Atomic(0)
    private let remembered = Mutex<KnownState?>(nil)

    private func path(_ text: String) throws -> RelativePath { try #require(RelativePath(text)) }

    private func executor(_ change: (inout SyncPlan) -> Void = { _ in }) -> Executor {
        var plan = SyncPlan.plain(.upload)
        plan.keep = 1
        plan.delete = .owned
        change(&plan)
        return Executor(
            plan: plan, local: source, remote: target,
            environment: Executor.Environment(
                now: { [self] in 1_795_253_113 + Int64(counter.load(ordering: .relaxed)) },
                randomID: { [self] in
                    let text = String(counter.add(1, ordering: .relaxed).newValue, radix: 16)
                    return String(repeating: "0", count: 32 - text.count) + text
                }, known: remembered.withLock { $0 },
                remember: { [self] state in remembered.withLock { $0 = state } }), emit: { _ in })
    }

    /// Deploys `files` and nothing else.
    @discardableResult
    private func deploy(
        _ files: [String: String], _ change: (inout SyncPlan) -> Void = { _ in }
    ) async throws -> Outcome {
        for name in source.texts.keys where files[name] == nil { source.remove(try path(name)) }
        for (name, text) in files where source.texts[name] != text { source.put(try path(name), text) }
        let executor = executor(change)
        return try await executor.apply(try await executor.prepare())
    }

    @discardableResult
    private func rollback(to run: String? = nil, force: Bool = false) async throws -> Outcome {
        let executor = executor { $0.force = force }
        return try await executor.apply(try await executor.prepareRollback(to: run))
    }

    private var served: [String: String] { target.texts.filter { !$0.key.hasPrefix(".deploy/") } }
    private var kept: [String] { target.texts.keys.filter { $0.contains("/backup/") }.sorted() }

    private func state() async throws -> RemoteState {
        _ = try await executor().readState()
        return try await RemoteState.read(from: target, project: "site", newToken: "").withSurroundings(from: target)
    }

    private let first = ["index.html": "1", "a/old.css": "old", "same": "same"]
    private let second = ["index.html": "2", "b/new.css": "new", "same": "same"]
    private let third = ["index.html": "3", "b/new.css": "newer", "more": "more", "same": "same"]

    @Test("brings back what was replaced and deleted, takes away what was new, and the other way round")
    func thereAndBack() async throws {
        try await deploy(first)
        try await deploy(second)
        #expect(target.folders.contains("b"))
        let stored = target.stored.count
        let outcome = try await rollback()
        #expect(served == first)
        #expect([outcome.filesWritten, outcome.filesDeleted] == [2, 1])
        #expect(!target.folders.contains("b"))
        // Journal, manifest and head; nothing of the site.
        #expect(target.stored.count == stored + 3)

        let second = try await state()
        let newer = try #require(second.undoChain.reachable.first { $0 != Journal.nothing })
        try await rollback(to: newer)
        #expect(served == self.second)
        try await rollback()
        #expect(served == first)
        #expect(target.stored.count == stored + 9)
    }

    @Test("the record behind it is that of the state that came back: a run with those files has nothing to do")
    func recorded() async throws {
        try await deploy(first)
        try await deploy(second)
        try await rollback()
        for name in source.texts.keys { source.remove(try path(name)) }
        for (name, text) in first { source.put(try path(name), text) }
        let changes = try await executor { $0.scan = .always }.prepare().changes
        // The empty folder that is left here is all that is missing there.
        #expect(changes.changes.allSatisfy { $0.action == .createFolder })
        #expect(changes.drifted.isEmpty)
        // And one with the others does them again.
        #expect(try await deploy(second).filesWritten == 2)
        #expect(served == second)
    }

    @Test("goes as many steps back as are kept, in one switch")
    func twoSteps() async throws {
        for files in [first, second, third] { try await deploy(files) { $0.keep = 2 } }
        let chain = try await state().undoChain
        let runs = try await state().manifest?.header.history.map(\.run) ?? []
        #expect(chain.reachable == Set(runs.prefix(2)))
        try await rollback(to: runs[0])
        #expect(served == first)
        try await rollback(to: runs[2])
        #expect(served == third)
        // What was between them is not kept any more.
        #expect(try await state().undoChain.reachable == [runs[0]])
        let live = try await state().liveState
        #expect(live == runs[2])
    }

    @Test("keep says how much stays on the remote; 0 keeps nothing")
    func keeps() async throws {
        try await deploy(first)
        try await deploy(second)
        // index.html and a/old.css, and the record.
        #expect(kept.count == 3)
        try await deploy(third)
        #expect(kept.count == 3)
        #expect(try await state().undoChain.reachable.count == 1)
        try await deploy(second) { $0.keep = 0 }
        #expect(kept.isEmpty)
        let error = await #expect(throws: TargetError.self) { try await self.rollback() }
        #expect(error?.message == "nothing is kept on there that leads back from what is live")
    }

    @Test("the first deployment can be taken back as well")
    func beforeTheFirst() async throws {
        target.put(try path("index.html"), "theirs")
        try await deploy(first) { $0.resolve = .local }
        #expect(served == first)
        try await rollback()
        #expect(served == ["index.html": "theirs"])
        try await rollback(to: try await state().undoChain.reachable.first)
        #expect(served == first)
    }

    @Test("stops at what somebody else has changed meanwhile")
    func drift() async throws {
        try await deploy(first)
        try await deploy(second)
        target.put(try path("index.html"), "by somebody else")
        let error = await #expect(throws: TargetError.self) { try await self.rollback() }
        #expect(
            error?.message
                == "1 file was changed on the remote by somebody else; nothing was rolled back:\n  index.html")
        #expect(served["index.html"] == "by somebody else")
        try await rollback(force: true)
        #expect(served == first)
    }

    @Test("a folder in which somebody has put something stays")
    func foreignFile() async throws {
        try await deploy(first)
        try await deploy(second)
        target.put(try path("b/theirs"), "theirs")
        try await rollback()
        #expect(served == first.merging(["b/theirs": "theirs"]) { $1 })
    }

    @Test("files that became folders, and folders that became files")
    func kinds() async throws {
        let files = ["x": "file", "y/inside": "1", "z": "z"]
        let folders = ["x/inside": "2", "y": "file", "z": "z"]
        try await deploy(files)
        try await deploy(folders) { $0.delete = .all }
        #expect(served == folders)
        try await rollback()
        #expect(served == files)
        try await rollback(to: try await state().manifest?.header.history[1].run)
        #expect(served == folders)
    }

    @Test("a file under a new name is renamed, and back, also over two steps at once")
    func moves() async throws {
        let old = ["a.txt": "one", "b.txt": "two", "c": "x"]
        let moved = ["d/a.txt": "one", "b.txt": "changed", "c": "x"]
        let again = ["a.txt": "three", "e/a.txt": "one", "c": "x", "f": "changed"]
        try await deploy(old) { $0.keep = 3 }
        let stored = target.stored.count
        let outcome = try await deploy(moved) { $0.keep = 3 }
        #expect([outcome.filesMoved, outcome.filesWritten, outcome.filesDeleted] == [1, 1, 0])
        // b.txt, its backup (copied), journal, manifest, head.
        #expect(target.stored.count == stored + 4)
        #expect(served == moved)
        #expect(try await deploy(again) { $0.keep = 3 }.filesMoved == 2)
        #expect(served == again)
        let runs = try await state().manifest?.header.history.map(\.run) ?? []
        for (run, files) in [(runs[1], moved), (runs[2], again), (runs[0], old), (runs[2], again), (runs[0], old)] {
            try await rollback(to: run)
            #expect(served == files, "\(run)")
        }
        try await rollback(to: Journal.nothing)
        #expect(served.isEmpty)
    }

    @Test("assets that are named by their content stay for as many deployments as 'grace' says")
    func grace() async throws {
        try await deploy(["index.html": "1", "app.3f2a1b9c.js": "one", "plain.js": "p"])
        for round in 2...4 {
            let outcome = try await deploy(["index.html": "\(round)"]) {
                $0.grace = 2; $0.maxDelete = .percent(100)
            }
            #expect(served["plain.js"] == nil)
            #expect((served["app.3f2a1b9c.js"] != nil) == (round < 4), "\(round)")
            #expect(outcome.filesDeleted == (round == 3 ? 0 : 1))
        }
        // Back again before its time: it is a file like any other, and its time begins anew.
        try await deploy(["index.html": "5", "app.3f2a1b9c.js": "one"]) { $0.grace = 2 }
        for round in 6...7 { try await deploy(["index.html": "\(round)"]) { $0.grace = 2 } }
        #expect(served["app.3f2a1b9c.js"] == "one")
    }

    @Test("a backup that somebody has cleared is told before anything changes")
    func cleared() async throws {
        try await deploy(first)
        try await deploy(second)
        for name in kept where !name.hasSuffix(".undo") { target.remove(try path(name)) }
        let error = await #expect(throws: TargetError.self) { try await self.rollback() }
        #expect(error?.message.hasSuffix("is not there any more") == true)
        // That is nothing to be forced.
        await #expect(throws: TargetError.self) { try await self.rollback(force: true) }
        #expect(served == second)
    }

    @Test("runs that are not known, or live, or not kept")
    func words() async throws {
        for files in [first, second, third] { try await deploy(files) }
        let runs = try await state().manifest?.header.history.map(\.run) ?? []
        func message(_ run: String) async -> String? {
            await #expect(throws: TargetError.self) { try await self.rollback(to: run) }?.message
        }
        #expect(await message("ffff") == "there knows no run whose name begins with 'ffff'")
        #expect(await message("0000") == "there knows more than one run whose name begins with '0000'")
        #expect(await message(runs[2]) == "'\(runs[2])' is live already; nothing was changed")
        #expect(
            await message(runs[0]) == "what is needed to bring back '\(runs[0])' is not kept on there any more")
    }

    @Test("the history tells of deployments and ways back, the latest last")
    func history() async throws {
        try await deploy(first)
        try await deploy(second)
        try await rollback()
        let history = try await state().manifest?.header.history ?? []
        #expect(history.map(\.written) == [3, 2, 2])
        #expect(history.map(\.deleted) == [0, 1, 1])
        #expect(history.map(\.isRollback) == [false, false, true])
        #expect(history[2].state == history[0].run)
    }
}
