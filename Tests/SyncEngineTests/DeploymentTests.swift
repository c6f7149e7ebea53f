import DeployModel
import Execution
import FileTree
import SyncEngine
import SyncTargets
import Synchronization
import TestSupport
import Testing

/// Whole runs between two trees in memory.
@Suite("Runs in memory")
final class DeploymentTests: Sendable {
    private let source = InMemoryTarget(name: "here")
    private let target = InMemoryTarget(name: "there", writers: 3)
    private let counter = Atomic(0)
    private let remembered = Mutex<[String: KnownState]>([:])

    private func path(_ text: String) throws -> RelativePath { try #require(RelativePath(text)) }

    private func executor(_ change: (inout SyncPlan) -> Void = { _ in }) -> Executor {
        var plan = SyncPlan.plain(.upload)
        change(&plan)
        return Executor(
            plan: plan, local: source, remote: target,
            environment: Executor.Environment(
                now: { 1_795_253_113 },
                randomID: { [self] in
                    let text = String(counter.add(1, ordering: .relaxed).newValue, radix: 16)
                    return String(repeating: "0", count: 32 - text.count) + text
                }, known: remembered.withLock { $0[plan.project] },
                remember: { [self, project = plan.project] state in remembered.withLock { $0[project] = state } }),
            emit: { _ in })
    }

    @discardableResult
    private func run(_ change: (inout SyncPlan) -> Void = { _ in }) async throws -> Outcome {
        let executor = executor(change)
        return try await executor.apply(try await executor.prepare())
    }

    /// What is served: all but the tool's own folder.
    private var served: [String: String] { target.texts.filter { !$0.key.hasPrefix(".deploy/") } }
    private var state: [String] { target.texts.keys.filter { $0.hasPrefix(".deploy/") }.sorted() }

    @Test("a first run, a second with nothing to do, and one with an edit")
    func life() async throws {
        source.put(try path("index.html"), "1")
        source.put(try path("a/b.css"), "2")
        source.put(try path("a/same.css"), "2")
        source.put(try path(".pyftpsync.yaml"), "tasks:")
        #expect(try await run().filesWritten == 3)
        #expect(served == ["index.html": "1", "a/b.css": "2", "a/same.css": "2"])
        // The token is the first random number of the first run.
        let folder = ".deploy/00000000000000000000000000000001"
        let records = ["\(folder)/projects/site/head", "\(folder)/projects/site/manifest"]
        #expect(state == [".deploy/.htaccess"] + records + [".deploy/index.html"])

        let before = target.operations.count
        #expect(try await run().filesWritten == 0)
        #expect(target.operations.count == before)

        source.put(try path("index.html"), "changed")
        let stored = target.stored.count
        #expect(try await run().filesWritten == 1)
        // The file itself, journal, manifest and head.
        #expect(target.stored.count == stored + 4)
        #expect(served["index.html"] == "changed")
        #expect(!target.texts.keys.contains { $0.contains("/staging/") })
    }

    @Test("a run with nothing to do looks at the records alone; what it did not look at is not drift")
    func looksLittle() async throws {
        source.put(try path("a/b"), "1")
        source.put(try path("c"), "2")
        try await run()
        target.put(try path("c"), "by somebody else")
        let before = target.looked.count
        #expect(try await run().drifted == 0)
        #expect(
            target.looked[before...].allSatisfy {
                $0.text == ".deploy/00000000000000000000000000000001/projects/site"
            })
        #expect(try await run { $0.scan = .always }.drifted == 1)
        #expect(try await executor { $0.force = true }.prepare().changes.transfers.map(\.path.text) == ["c"])
        #expect(served["c"] == "by somebody else")

        source.put(try path("c"), "changed here too")
        await #expect(throws: TargetError.self) { try await self.run() }
        #expect(try await run { $0.scan = .never }.filesWritten == 1)
        #expect(served["c"] == "changed here too")
    }

    @Test("what this machine remembers is not believed where another one has deployed since")
    func anotherMachine() async throws {
        source.put(try path("a"), "1")
        try await run()
        let mine = remembered.withLock { $0 }
        source.put(try path("a"), "2")
        try await run()
        source.put(try path("a"), "1")
        remembered.withLock { $0 = mine }
        // By what this machine remembers nothing would be to do; by what is there, it would undo the other one's run.
        let error = await #expect(throws: TargetError.self) { try await self.run() }
        #expect(
            error?.message
                == "somebody deployed on 1795253113, after this checkout was last deployed; this run would undo it in 1 file:\n  a"
        )
        #expect(served == ["a": "2"])
        #expect(try await run { $0.force = true }.filesWritten == 1)
        #expect(served == ["a": "1"])
    }

    @Test("a manifest of the same length with another head is another manifest")
    func sameLength() async throws {
        source.put(try path("a"), "1")
        try await run()
        let mine = try #require(remembered.withLock { $0["site"] })
        let length = try #require(mine.manifest?.count)
        remembered.withLock { $0["site"]?.manifest = Array(repeating: 0, count: length) }
        #expect(try await run().filesWritten == 0)
        // Only the head tells: with its digest, what is remembered would have been taken.
        let head = try path(try #require(state.first { $0.hasSuffix("/head") }))
        let manifest = try path(try #require(state.first { $0.hasSuffix("/manifest") }))
        remembered.withLock { $0["site"] = mine }
        target.refuse { $0 == manifest ? TargetError(.denied, "permission denied") : nil }
        #expect(try await run().filesWritten == 0)
        target.put(head, "run 0000")
        await #expect(throws: TargetError.self) { try await self.run() }
    }

    @Test("a manifest that cannot be put in place leaves the journal, and the next run finishes")
    func manifestRefused() async throws {
        source.put(try path("a"), "1")
        try await run()
        source.put(try path("a"), "2")
        remembered.withLock { $0 = [:] }
        let isFirst = Atomic(true)
        target.refuse { path in
            // Readable at first, not to be replaced later.
            guard path.name == "manifest" else { return nil }
            return isFirst.exchange(false, ordering: .relaxed) ? nil : TargetError(.refused, "no")
        }
        let refused = await #expect(throws: TargetError.self) { try await self.run() }
        #expect(refused?.message == "the record of the deployment cannot be written: no")
        #expect(state.contains { $0.hasSuffix("/journal") })
        #expect(!state.contains { $0.hasSuffix("/head") })
        target.refuse(nil)
        #expect(try await run().filesWritten == 0)
        #expect(served == ["a": "2"])
        #expect(!state.contains { $0.hasSuffix("/journal") } && state.contains { $0.hasSuffix("/head") })
    }

    @Test("a memory of a state that is gone is no state")
    func forgotten() async throws {
        source.put(try path("a"), "1")
        remembered.withLock { $0["site"] = KnownState(token: String(repeating: "f", count: 32), manifest: [1, 2, 3]) }
        #expect(try await run().filesWritten == 1)
        #expect(KnownState(token: "../../etc", manifest: nil) == nil)
        #expect(try await run().filesWritten == 0)
    }

    @Test("new times alone send nothing")
    func times() async throws {
        source.put(try path("a"), "1", modified: 10)
        try await run()
        source.put(try path("a"), "1", modified: 999_999)
        #expect(try await run().filesWritten == 0)
    }

    @Test("a dry run plans exactly what the run does, and writes nothing")
    func dryRun() async throws {
        source.put(try path("a"), "1")
        source.put(try path("b/c"), "2")
        let planned = try await executor().prepare().changes
        #expect(target.operations.isEmpty && target.stored.isEmpty)
        let outcome = try await run()
        #expect(planned.transfers.count == outcome.filesWritten)
        #expect(planned.count(.createFolder) == outcome.foldersCreated)
    }

    @Test("delete takes away what is gone, and never excluded or own names")
    func delete() async throws {
        source.put(try path("keep"), "1")
        source.put(try path("gone/x"), "2")
        try await run()
        target.put(try path("theirs.txt"), "t")
        target.put(try path("logs/keep.log"), "log")
        source.remove(try path("gone/x"))
        let outcome = try await run {
            $0.delete = .all; $0.rules.exclude = ["*.log"].map { Located($0, .commandLine("--exclude")) }
        }
        #expect(outcome.filesDeleted == 2)
        #expect(served == ["keep": "1", "logs/keep.log": "log"])
        #expect(target.folders.contains("logs"))
    }

    @Test("an empty source deletes nothing")
    func empty() async throws {
        target.put(try path("a"), "1")
        let error = await #expect(throws: TargetError.self) { try await run { $0.delete = .all } }
        #expect(error?.message == "the local folder has no files that take part, so 1 deletion was refused")
        #expect(served == ["a": "1"])
    }

    @Test("pages come after what they refer to, group after group, and deletions last")
    func switchOrder() async throws {
        source.put(try path("old"), "old")
        try await run()
        source.remove(try path("old"))
        for name in ["a.html", "b.css", "c/sw.js", "d.php", "e.txt", "version.html"] {
            source.put(try path(name), name)
        }
        let before = target.operations.count
        try await run {
            $0.delete = .owned
            $0.switchOrder = ["*.html *.php", "sw.js version*"]
        }
        let names = target.operations.dropFirst(before).compactMap { operation -> String? in
            switch operation {
            case .rename(_, let path) where !path.text.hasPrefix(".deploy/"): path.text
            case .deleteFile(let path) where path.text == "old": "-old"
            default: nil
            }
        }
        #expect(names == ["b.css", "e.txt", "a.html", "d.php", "c/sw.js", "version.html", "-old"])
    }

    @Test("more deletions than allowed stop before the first change, also with a record that spares the listing")
    func deleteLimit() async throws {
        for number in 10..<50 { source.put(try path("f\(number)"), "\(number)") }
        try await run()
        for number in 10..<31 { source.remove(try path("f\(number)")) }
        let operations = target.operations.count
        for policy in [DeletePolicy.all, .owned] {
            let error = await #expect(throws: TargetError.self) { try await run { $0.delete = policy } }
            #expect(
                error?.message == """
                    21 files of 40 on the remote would be deleted, more than 'max_delete: 50%' allows; nothing was changed:
                      f10
                      f11
                      f12
                      f13
                      f14
                      … and 16 more
                    """)
            #expect(error?.help == "check 'local', 'remote', 'match' and 'exclude'; --max-delete 21 allows it")
        }
        #expect(target.operations.count == operations)
        let outcome = try await run {
            $0.delete = .owned
            $0.maxDelete = .count(21)
        }
        #expect(outcome.filesDeleted == 21)
    }

    @Test("what looks like a secret is held back, unless it is allowed or there already")
    func secrets() async throws {
        source.put(try path(".env"), "A=1")
        source.put(try path("config/.env"), "B=1")
        source.put(try path("old/.env"), "new")
        source.put(try path("cert/server.pem"), "-----BEGIN CERTIFICATE-----")
        source.put(try path("cert/server.key"), String(repeating: "#\n", count: 9_000) + "-----BEGIN PRIVATE KEY-----")
        target.put(try path("old/.env"), "old")
        func deploy() async throws -> Outcome {
            try await run {
                $0.allowed = [Located("/config/", .builtIn)]
                $0.force = true
            }
        }
        #expect(try await deploy().heldBack == 2)
        #expect(served.keys.sorted() == ["cert/server.pem", "config/.env", "old/.env"])
        #expect(served["old/.env"] == "new")
        source.put(try path("never/.env"), "C=1")
        #expect(try await run { $0.scan = .never }.heldBack >= 1)
        #expect(served["never/.env"] == nil)
        source.remove(try path("never/.env"))
        // It stays so, and the second run has nothing to do.
        let again = try await deploy()
        #expect(again.heldBack == 2 && again.filesWritten == 0)
        #expect(try await run { $0.allowed = [Located("*", .builtIn)] }.filesWritten == 2)
    }

    @Test("a conflict stops before the first change; skip deploys the rest")
    func conflict() async throws {
        source.put(try path("a"), "1")
        source.put(try path("b"), "1")
        try await run()
        source.put(try path("a"), "here")
        source.put(try path("b"), "here")
        target.put(try path("a"), "there")
        let operations = target.operations.count
        let error = await #expect(throws: TargetError.self) { try await run() }
        #expect(error?.message == "1 conflict; nothing was changed:\n  a: changed here and on the remote")
        #expect(target.operations.count == operations)
        #expect(try await run { $0.resolve = .skip }.conflictsSkipped == 1)
        #expect(served == ["a": "there", "b": "here"])
        #expect(try await run { $0.resolve = .local }.filesWritten == 1)
        #expect(served["a"] == "here")
    }

    @Test("if one upload fails, no name has changed, and the next run sends only what is missing")
    func uploadFails() async throws {
        source.put(try path("a"), "old")
        try await run()
        source.put(try path("a"), "new")
        source.put(try path("b"), "refused")
        target.refuse { path in
            // The SHA-256 of "refused" begins so.
            path.name.hasPrefix("site.\(Self.hashOfRefused)") ? TargetError(.denied, "no") : nil
        }
        await #expect(throws: TargetError.self) { try await run() }
        #expect(served == ["a": "old"])
        target.refuse(nil)
        let stored = target.stored.count
        #expect(try await run().filesWritten == 2)
        // "a" was staged by the run before or is sent now, "b" is sent, and three records.
        #expect(target.stored.count <= stored + 5)
        #expect(served == ["a": "new", "b": "refused"])
        #expect(!target.texts.keys.contains { $0.contains("/staging/") })
    }

    private static let hashOfRefused = "83c874d3"

    @Test("a switch that breaks off is taken up by the next run")
    func switchFails() async throws {
        for name in ["a", "b", "c", "d"] { source.put(try path(name), "content of \(name)") }
        target.refuse { $0.text == "c" ? TargetError(.denied, "c: no") : nil }
        let error = await #expect(throws: TargetError.self) { try await run() }
        #expect(error?.message == "c: no")
        #expect(served.keys.sorted() == ["a", "b", "d"])
        target.refuse(nil)
        let stored = target.stored.count
        #expect(try await run().filesWritten == 1)
        // Nothing but records: "c" still lay in the staging folder.
        #expect(target.stored.count == stored + 3)
        #expect(served.count == 4)
        #expect(try await run().filesWritten == 0)
    }

    @Test("a damaged, newer or vanished record stops the run; none is a first deployment")
    func records() async throws {
        source.put(try path("a"), "1")
        try await run()
        let manifest = try path(try #require(state.first { $0.hasSuffix("/manifest") }))
        target.put(manifest, "nonsense")
        let damaged = await #expect(throws: TargetError.self) { try await run() }
        #expect(
            damaged?.message == "there: the record of the last deployment (\(manifest)) is damaged: it does not unpack")
        target.remove(manifest)
        let gone = await #expect(throws: TargetError.self) { try await run() }
        #expect(gone?.message == "there: the record of the last deployment (\(manifest)) is gone")
        target.put(manifest, "x")
        target.refuse { $0 == manifest ? TargetError(.denied, "permission denied") : nil }
        let unreadable = await #expect(throws: TargetError.self) { try await run() }
        #expect(
            unreadable?.message
                == "there: the record of the last deployment (\(manifest)) cannot be read: permission denied")
    }

    @Test("a full disk takes back what was staged")
    func full() async throws {
        source.put(try path("a"), "1")
        source.put(try path("b"), "22")
        target.refuse { $0.name.hasPrefix("site.6b86b273") ? TargetError(.full, "no space") : nil }
        await #expect(throws: TargetError.self) { try await run() }
        #expect(!target.texts.keys.contains { $0.contains("/staging/") && !$0.contains("6b86b273") })
        #expect(served.isEmpty)
    }

    @Test(
        "records that are gone are no first deployment where this machine remembers them, unless the site is gone too")
    func recordsGone() async throws {
        source.put(try path("a"), "1")
        try await run()
        for name in state { _ = try await target.perform([.deleteFile(try path(name))]) }
        for folder in target.folders.sorted().reversed() where folder.hasPrefix(".deploy") {
            _ = try await target.perform([.deleteFolder(try path(folder))])
        }
        source.put(try path("a"), "2")
        let refused = await #expect(throws: TargetError.self) { try await run() }
        #expect(
            refused?.message
                == "there: the record of the last deployment is gone from .deploy, but this machine remembers one")
        #expect(served == ["a": "1"])
        _ = try await target.perform([.deleteFile(try path("a"))])
        #expect(try await run().filesWritten == 1)
        #expect(served == ["a": "2"])
    }

    @Test("two projects in one root keep apart")
    func projects() async throws {
        source.put(try path("a"), "1")
        try await run { $0.project = "one" }
        source.remove(try path("a"))
        source.put(try path("b"), "2")
        try await run {
            $0.project = "two"; $0.delete = .owned
        }
        #expect(served == ["a": "1", "b": "2"])
        #expect(state.count { $0.hasSuffix("/manifest") } == 2)
    }

    @Test("a run with a filter leaves the record of everything else alone")
    func filtered() async throws {
        source.put(try path("a.html"), "1")
        source.put(try path("b.css"), "1")
        source.put(try path("img/c.png"), "1")
        try await run()
        source.put(try path("a.html"), "2")
        #expect(
            try await run { $0.rules.match = ["*.html"].map { Located($0, .commandLine("--match")) } }.filesWritten == 1
        )
        #expect(
            try await run { $0.rules.exclude = ["img"].map { Located($0, .commandLine("--exclude")) } }.filesWritten
                == 0)
        source.put(try path("b.css"), "2")
        #expect(try await run { $0.delete = .owned }.filesWritten == 1)
        source.remove(try path("img/c.png"))
        #expect(try await run { $0.delete = .owned }.filesDeleted == 1)
        #expect(served == ["a.html": "2", "b.css": "2"])
    }

    @Test("a switch that breaks off twice is still taken up, also for what was in place since the first time")
    func twiceBroken() async throws {
        for name in ["a", "b", "c"] { source.put(try path(name), "content of \(name)") }
        target.refuse { $0.text == "c" ? TargetError(.denied, "c: no") : nil }
        await #expect(throws: TargetError.self) { try await run() }
        source.put(try path("a"), "edited")
        await #expect(throws: TargetError.self) { try await run() }
        target.refuse(nil)
        #expect(try await run().filesWritten == 1)
        #expect(served == ["a": "edited", "b": "content of b", "c": "content of c"])
        #expect(try await run().filesWritten == 0)
    }

    @Test("delete never touches another project's files, nor a deployment below")
    func foreign() async throws {
        source.put(try path("one/a"), "1")
        source.put(try path("shared"), "1")
        try await run { $0.project = "one" }
        target.put(try path("blog/.deploy/x/y"), "state")
        target.put(try path("blog/post"), "theirs")
        target.put(try path("shop/_deploy/x/y"), "state")
        target.put(try path("shop/item"), "theirs")
        target.put(try path("stray"), "s")
        source.remove(try path("one/a"))
        source.remove(try path("shared"))
        source.put(try path("two"), "2")
        try await run {
            $0.project = "two"; $0.delete = .all
        }
        #expect(
            Set(served.keys) == [
                "one/a", "shared", "two", "blog/.deploy/x/y", "blog/post", "shop/_deploy/x/y", "shop/item",
            ])
        source.put(try path("shared"), "mine")
        let error = await #expect(throws: TargetError.self) { try await run { $0.project = "two" } }
        #expect(error?.message.hasSuffix("shared: another project has deployed a file of this name there") == true)
    }

    @Test("a folder that vanishes while it is read is no empty remote")
    func vanished() async throws {
        source.put(try path("a/b"), "1")
        try await run()
        remembered.withLock { $0 = [:] }
        target.refuse { $0.name == "manifest" ? TargetError(.notFound, "no such file") : nil }
        await #expect(throws: TargetError.self) { try await run { $0.createFolder = true } }
    }

    @Test("files found equal stay equal, whatever second they were recorded with")
    func foundEqual() async throws {
        source.put(try path("a"), "1", modified: 1_000)
        target.put(try path("a"), "1", modified: 1_002)
        #expect(try await run().filesWritten == 0)
        let changes = try await executor().prepare().changes
        #expect(changes.unchanged.count == 1 && changes.drifted.isEmpty)
    }
}
