import DeployModel
import FileTree
import SyncEngine
import SyncTargets
import Testing

/// What is looked at on the remote, and what is concluded from it.
@Suite("Looking at what is touched")
struct ScanTests {
    private let target = InMemoryTarget()

    private func path(_ text: String) throws -> RelativePath { try #require(RelativePath(text)) }

    private func base(_ files: [String: Int64], folders: [String] = []) throws -> SyncBase {
        var base = SyncBase(files: [:], folders: Set(try folders.map(path)), isComplete: true)
        for (name, size) in files {
            base.files[try path(name)] = Manifest.File(size: size, sha256: "old", serverTime: FileTime(seconds: 5))
        }
        return base
    }

    /// A local tree: files with their hashes, folders by themselves.
    private func scan(
        _ base: SyncBase, _ files: [String: String], folders: [String] = [], deletes: Bool = false
    ) throws -> TouchedScan {
        var local = Snapshot(try folders.map { FileEntry(path: try path($0), kind: .folder) })
        var hashes: [RelativePath: String] = [:]
        for (name, hash) in files {
            let path = try path(name)
            local.insert(FileEntry(path: path, kind: .file, size: 1))
            for folder in path.ancestors { local.insert(FileEntry(path: folder, kind: .folder)) }
            hashes[path] = hash
        }
        return TouchedScan(
            base: base, local: local, hashes: hashes, filter: FilterRules().filter(scope: .root), deletes: deletes)
    }

    @Test("where every file is as it was recorded, nothing is asked and all is believed")
    func nothing() throws {
        let scan = try scan(base(["a/b": 3, "c": 4]), ["a/b": "old", "c": "old"])
        #expect(scan.isEmpty)
        #expect(scan.recorded.sortedPaths.map(\.text) == ["a", "a/b", "c"])
        #expect(scan.recorded[try path("c")]?.size == 4)
        #expect(!scan.recorded.hasSeen(try path("c")))
    }

    @Test("a changed file and the folders above it are asked for, nothing else")
    func changed() async throws {
        target.put(try path("a/b"), "12345", modified: 9)
        target.put(try path("a/other"), "x")
        let tree = try await scan(base(["a/b": 3, "c": 4]), ["a/b": "new", "c": "old"]).scan(target)
        #expect(target.looked.map(\.text) == ["", "a/b"])
        #expect(tree[try path("a/b")]?.size == 5)
        #expect(tree.looked == [try path("a"), try path("a/b")])
        #expect(tree.sortedPaths.map(\.text) == ["a", "a/b", "c"])
    }

    @Test("below a folder that is gone there nothing is asked, and nothing is believed")
    func goneFolder() async throws {
        let tree = try await scan(base(["a/b": 3, "a/c": 4]), ["a/b": "new", "a/c": "old"]).scan(target)
        #expect(target.looked.map(\.text) == [""])
        #expect(tree.sortedPaths.isEmpty)
    }

    @Test("new files are asked for, in folders that are there")
    func new() async throws {
        target.put(try path("here/x"), "theirs")
        let tree = try await scan(base([:]), ["here/x": "1", "here/y": "2", "new/z": "3"]).scan(target)
        #expect(target.looked.map(\.text) == ["", "here/x", "here/y"])
        #expect(tree.sortedPaths.map(\.text) == ["here", "here/x"])
    }

    @Test("a file where a folder is wanted is seen as one")
    func clash() async throws {
        target.put(try path("a"), "a file")
        let tree = try await scan(base(["a/b": 3]), ["a/b": "new"]).scan(target)
        #expect(tree[try path("a")]?.kind == .file)
        #expect(tree.sortedPaths.map(\.text) == ["a"])
    }

    @Test("what is to be deleted is asked for, and a folder is looked into before it may go")
    func deletions() async throws {
        target.put(try path("gone/a"), "1")
        target.put(try path("gone/theirs"), "2")
        let recorded = try base(["gone/a": 1, "kept": 1], folders: ["gone"])
        let quiet = try scan(recorded, ["kept": "old"])
        #expect(quiet.isEmpty)
        let tree = try await scan(recorded, ["kept": "old"], deletes: true).scan(target)
        #expect(target.looked.map(\.text) == ["", "gone/a", "gone/.deploy", "gone/_deploy", "gone"])
        #expect(tree.sortedPaths.map(\.text) == ["gone", "gone/a", "gone/theirs", "kept"])
    }

    @Test("a deployment of its own above what is deleted is seen")
    func nestedDeployment() async throws {
        target.put(try path("blog/sub/post"), "1")
        target.put(try path("blog/.deploy/token"), "2")
        let tree = try await scan(base(["blog/sub/post": 1, "blog/stays": 1]), ["blog/stays": "old"], deletes: true)
            .scan(target)
        #expect(tree.excluded == [try path("blog/.deploy"): .folder])
    }

    @Test("what is gone there already is not looked into")
    func goneAlready() async throws {
        let tree = try await scan(base(["gone/a": 1], folders: ["gone"]), [:], deletes: true).scan(target)
        #expect(target.looked.map(\.text) == [""])
        #expect(tree.sortedPaths.isEmpty)
    }

    @Test("a new tree is not asked for level by level once its root is missing")
    func deep() async throws {
        let files = Dictionary(uniqueKeysWithValues: (0..<50).map { ("vendor/a\($0)/b/c/file", "new") })
        let tree = try await scan(base(["index": 1]), files.merging(["index": "old"]) { $1 }).scan(target)
        #expect(target.looked.map(\.text) == [""])
        #expect(tree.sortedPaths.map(\.text) == ["index"])
    }

    @Test("the folders above a new, empty folder are looked at too")
    func emptyFolder() async throws {
        let quiet = try scan(base(["a/x": 1]), ["a/x": "old"], folders: ["a/new"])
        let tree = try await quiet.scan(target)
        #expect(target.looked.map(\.text) == [""])
        #expect(tree.sortedPaths.isEmpty)
    }
}
