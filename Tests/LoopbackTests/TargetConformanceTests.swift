import FileTree
import Foundation
import LocalFiles
import SyncTargets
import Synchronization
import TestSupport
import Testing

/// What every target must do, tried on each.
@Suite("Target conformance")
struct TargetConformanceTests {
    enum Kind: String, CaseIterable, Sendable { case memory, folder, server }

    private func with(_ kind: Kind, _ body: (any SyncTarget) async throws -> Void) async throws {
        let folder = try TemporaryFolder()
        switch kind {
        case .memory: try await body(InMemoryTarget())
        case .folder: try await body(LocalTarget(path: folder.path))
        case .server:
            try await Loopback.serving(folder.path) { server in
                let target = try await Loopback.target(port: server.port)
                try await body(target)
                await target.close()
            }
        }
    }

    private func path(_ text: String) throws -> RelativePath { try #require(RelativePath(text)) }

    private func store(_ text: String, at path: RelativePath, in target: any SyncTarget) async throws {
        try await target.withWriter(confirmed: { _ in }) { writer in
            try await writer.store(.bytes(Array(text.utf8)), at: path) { _ in }
        }
    }

    private func text(_ path: RelativePath, in target: any SyncTarget) async throws -> String {
        let collected = Collected()
        try await target.read(path) { collected.add($0) }
        return String(decoding: collected.bytes, as: UTF8.self)
    }

    @Test("files are stored, confirmed, listed and read", arguments: Kind.allCases)
    func files(kind: Kind) async throws {
        try await with(kind) { target in
            _ = try await target.open()
            let confirmed = Confirmed()
            let names = ["a.txt", "with blank", "ümlaut", "it's 100% [odd] & ok"]
            let paths = try names.map(path)
            try await target.withWriter(confirmed: { confirmed.add($0) }) { writer in
                for path in paths { try await writer.store(.bytes(Array(path.text.utf8)), at: path) { _ in } }
            }
            #expect(confirmed.list.map(\.path) == paths)
            #expect(confirmed.list.map(\.size) == paths.map { Int64($0.bytes.count) })
            let listing = try await target.list(.root)
            #expect(listing.entries.map(\.path.text).sorted() == names.sorted())
            #expect(listing.entries.allSatisfy { $0.kind == .file && $0.modified != nil })
            for path in paths { #expect(try await text(path, in: target) == path.text) }
        }
    }

    @Test("empty and large files arrive whole", arguments: Kind.allCases)
    func sizes(kind: Kind) async throws {
        try await with(kind) { target in
            let confirmed = Confirmed()
            for size in [0, 1, 65_536, 3_000_001] {
                let bytes = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 31) }
                let name = try path("f\(size)")
                let sent = Atomic(0)
                try await target.withWriter(confirmed: { confirmed.add($0) }) { writer in
                    try await writer.store(.bytes(bytes), at: name) { sent.add(Int($0), ordering: .relaxed) }
                }
                #expect(confirmed.list.last?.size == Int64(size))
                #expect(sent.load(ordering: .relaxed) == size)
                let collected = Collected()
                try await target.read(name) { collected.add($0) }
                #expect(collected.bytes == bytes)
            }
        }
    }

    @Test("a file of this machine is sent from its descriptor", arguments: Kind.allCases)
    func openFile(kind: Kind) async throws {
        let folder = try TemporaryFolder()
        let content = String(repeating: "0123456789", count: 100_000)
        try folder.write("big", content)
        let source = LocalTarget(path: folder.path)
        let entry = try #require(try await source.list(.root).entries.first)
        try await with(kind) { target in
            let content = try await source.content(of: entry)
            guard case .file = content else { return #expect(Bool(false)) }
            let name = try path("copy")
            try await target.withWriter(confirmed: { _ in }) { try await $0.store(content, at: name) { _ in } }
            #expect(try await text(name, in: target).count == 1_000_000)
        }
    }

    @Test("operations are carried out in order, each with its result", arguments: Kind.allCases)
    func operations(kind: Kind) async throws {
        try await with(kind) { target in
            try await store("new", at: path("staged"), in: target)
            try await store("old", at: path("live"), in: target)
            let results = try await target.perform([
                .createFolder(path("a")), .createFolder(path("a/b")), .createFolder(path("a")),
                .rename(path("staged"), to: path("live")), .rename(path("nothing"), to: path("a/x")),
                .deleteFile(path("gone already")), .deleteFolder(path("a/b")), .deleteFolder(path("a/b")),
                .createFolder(path("no/deep")),
            ])
            let isDone = results.map { if case .done = $0 { true } else { false } }
            #expect(isDone == [true, true, true, true, false, true, true, true, false])
            #expect(try await text(path("live"), in: target) == "new")
            #expect(try await target.list(.root).entries.map(\.path.text).sorted() == ["a", "live"])
        }
    }

    @Test("times are set", arguments: Kind.allCases)
    func times(kind: Kind) async throws {
        try await with(kind) { target in
            try await store("x", at: path("a"), in: target)
            let results = try await target.perform([
                .setModified(path("a"), FileTime(seconds: 1_000_000_000)),
                .setModified(path("b"), FileTime(seconds: 1)),
            ])
            #expect(results[0] == .done && results[1] != .done)
            #expect(try await target.list(.root).entries.map(\.modified?.seconds) == [1_000_000_000])
        }
    }

    @Test("times are set on real servers, each in its way", arguments: Peer.allCases)
    func timesOnServers(peer: Peer) async throws {
        let server = try await PeerServer(peer)
        let target = try await Loopback.target(port: server.port)
        try await store("x", at: path("a name"), in: target)
        let results = try await target.perform([
            .setModified(path("a name"), FileTime(seconds: 1_000_000_000)),
            .setModified(path("b"), FileTime(seconds: 1)),
        ])
        #expect(results[0] == .done && results[1] != .done)
        await target.close()
        let disk = LocalTarget(path: server.root)
        #expect(try await disk.list(.root).entries.map(\.modified?.seconds) == [1_000_000_000])
    }

    @Test(
        "names in another encoding keep their bytes, in the root and below",
        arguments: [("/", ""), ("/", "sub"), ("/made", "")])
    func encoding(root: String, folder: String) async throws {
        let disk = try TemporaryFolder()
        let below = root == "/made" ? "/m\u{E4}de" : root
        try disk.folder("sub")
        try await Loopback.serving(disk.path) { server in
            let target = try await Loopback.target(port: server.port, path: below, encoding: "iso-8859-1")
            if root != "/" { try await target.createRoot() }
            let name = try path(folder.isEmpty ? "caf\u{E9}" : "\(folder)/caf\u{E9}")
            try await store("x", at: name, in: target)
            // The wire has one byte for the letter, here it has two.
            let parent = folder.isEmpty ? RelativePath.root : try path(folder)
            let listed = try await target.list(parent).entries.map(\.path)
            #expect(listed.filter { $0.text.hasSuffix("\u{E9}") } == [name])
            #expect(try await text(name, in: target) == "x")
            #expect(
                target.objection(to: try path("\u{65E5}"))?.message.contains("cannot be written in iso-8859-1") == true)
            await target.close()
        }
        // A name that was UTF-8 before stays as it is.
        try disk.write("na\u{EF}f", "old")
        try await Loopback.serving(disk.path) { server in
            let target = try await Loopback.target(port: server.port, encoding: "iso-8859-1")
            let name = try path("na\u{EF}f")
            #expect(try await target.list(.root).entries.map(\.path).contains(name))
            try await store("new", at: name, in: target)
            #expect(disk.text("na\u{EF}f") == "new")
            await target.close()
        }
    }

    @Test("single paths are asked for: files, folders, what is missing", arguments: Kind.allCases)
    func entriesAtPaths(kind: Kind) async throws {
        try await with(kind) { target in
            _ = try await target.perform([.createFolder(path("a")), .createFolder(path("a/b"))])
            try await store("1234", at: path("a/b/ümlaut c"), in: target)
            let paths = try ["a", "a/b", "a/b/ümlaut c", "a/b/none", "none", "none/below", "a/b/ümlaut c/below"].map(
                path)
            let entries = try await target.entries(at: paths)
            #expect(entries.map { $0?.kind } == [.folder, .folder, .file, nil, nil, nil, nil])
            #expect(entries[2]?.size == 4 && entries[2]?.modified != nil)
            #expect(zip(paths, entries).allSatisfy { $1 == nil || $1?.path == $0 })
            #expect(try await target.entries(at: []).isEmpty)
        }
    }

    @Test("single paths on real servers; listings tell links as links", arguments: Peer.allCases)
    func entriesOnServers(peer: Peer) async throws {
        let server = try await PeerServer(peer)
        let manager = FileManager.default
        try manager.createDirectory(atPath: "\(server.root)/real", withIntermediateDirectories: true)
        try Data("x".utf8).write(to: URL(fileURLWithPath: "\(server.root)/real/file"))
        try manager.createSymbolicLink(atPath: "\(server.root)/link", withDestinationPath: "real")
        let target = try await Loopback.target(port: server.port)
        let paths = try ["real", "real/file", "real/none", "none/below"].map(path)
        #expect(try await target.entries(at: paths).map { $0?.kind } == [.folder, .file, nil, nil])
        #expect(try await target.listedEntries(at: paths).map { $0?.kind } == [.folder, .file, nil, nil])
        #expect(try await target.listedEntries(at: [path("link")])[0]?.kind == .link)
        await target.close()
    }

    @Test(
        "a server that answers no question about single paths is asked for listings",
        arguments: [
            "502 no", "550 denied", "250 type=file;size=1; x",
        ])
    func entriesByListing(answer: String) async throws {
        let peer = try await ScriptedPeer { command in
            if command.hasPrefix("MLST") { return .reply(answer) }
            if command == "EPSV" { return .passive(sending: "type=file;size=7; a\r\n") }
            return ScriptedPeer.login(command) ?? .reply("150 go\r\n226 done")
        }
        let target = try await Loopback.target(port: peer.port)
        let entries = try await target.entries(at: [path("a"), path("b")])
        await target.close()
        #expect(entries.map { $0?.size } == [7, nil])
        #expect(peer.commands.contains("MLSD /"))
    }

    @Test("a folder that is not empty is not deleted", arguments: Kind.allCases)
    func notEmpty(kind: Kind) async throws {
        try await with(kind) { target in
            _ = try await target.perform([.createFolder(path("a"))])
            try await store("x", at: path("a/x"), in: target)
            guard case .failed = try await target.perform([.deleteFolder(path("a"))])[0] else {
                return #expect(Bool(false))
            }
            #expect(try await text(path("a/x"), in: target) == "x")
        }
    }

    @Test("what is missing is an error, never an empty answer", arguments: Kind.allCases)
    func missing(kind: Kind) async throws {
        try await with(kind) { target in
            let name = try path("no such")
            await #expect(throws: TargetError.self) { try await target.list(name) }
            await #expect(throws: TargetError.self) { try await target.read(name) { _ in } }
            await #expect(throws: TargetError.self) { try await store("x", at: path("no such/file"), in: target) }
            // The target still works.
            try await store("x", at: path("file"), in: target)
            #expect(try await target.list(.root).entries.count == 1)
        }
    }

    @Test("several writers work at once", arguments: Kind.allCases)
    func parallel(kind: Kind) async throws {
        try await with(kind) { target in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for worker in 0..<3 {
                    group.addTask {
                        try await target.withWriter(confirmed: { _ in }) { writer in
                            for index in 0..<20 {
                                guard let name = RelativePath("f\(worker)-\(index)") else { continue }
                                try await writer.store(.bytes(Array("\(worker) \(index)".utf8)), at: name) { _ in }
                            }
                        }
                    }
                }
                try await group.waitForAll()
            }
            #expect(try await target.list(.root).entries.count == 60)
            #expect(try await text(path("f2-19"), in: target) == "2 19")
        }
    }
}

final class Collected: Sendable {
    private let storage = Mutex<[UInt8]>([])
    var bytes: [UInt8] { storage.withLock { $0 } }
    func add(_ piece: ArraySlice<UInt8>) { storage.withLock { $0 += piece } }
}

final class Confirmed: Sendable {
    private let storage = Mutex<[StoredFile]>([])
    var list: [StoredFile] { storage.withLock { $0 } }
    func add(_ file: StoredFile) { storage.withLock { $0.append(file) } }
}
