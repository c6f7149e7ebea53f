import DeployKit
import FTPClient
import Foundation
import Logging
import TestSupport
import Testing

/// The library as a program uses it.
@Suite("DeployKit")
struct SynchronizerTests {
    private let base: TemporaryFolder
    private var options: SyncOptions

    init() throws {
        base = try TemporaryFolder()
        try base.folder("l")
        try base.folder("r")
        options = SyncOptions()
        options.stateFolder = base.at("state")
        options.logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    }

    private func synchronizer(
        _ command: Synchronizer.Command, _ options: SyncOptions, local: SyncSide? = nil, remote: SyncSide? = nil
    ) -> Synchronizer {
        Synchronizer(
            command, local: local ?? .folder(base.at("l")), remote: remote ?? .folder(base.at("r")), options: options)
    }

    private func texts(_ folder: String) throws -> [String: String] {
        try Tree.contents(of: base.at(folder)) { !$0.hasPrefix(".deploy") }
            .compactMapValues { $0.map { String(decoding: $0, as: UTF8.self) } }
    }

    @Test("upload, download and sync, with their statistics; a preview writes nothing")
    func commands() async throws {
        try base.write("l/a", "a")
        try base.write("l/sub/b", "b")
        let preview = try await synchronizer(.upload, options).preview()
        #expect(
            preview.changes.map(\.path) == ["sub", "a", "sub/b"]
                && preview.changes.map(\.isLocal) == [false, false, false])
        #expect(try texts("r").isEmpty)
        #expect(!FileManager.default.fileExists(atPath: base.at("state")))
        let first = try await synchronizer(.upload, options).run()
        #expect(first.filesSent == 2 && first.bytesSent == 2 && first.foldersCreated == 1)
        #expect(try texts("r") == ["a": "a", "sub/b": "b"])

        try base.write("r/c", "there")
        try FileManager.default.removeItem(atPath: base.at("l/a"))
        let both = try await synchronizer(.sync, options).run()
        #expect(both.filesReceived == 1 && both.bytesReceived == 5 && both.filesDeleted == 1)
        #expect(try texts("l") == ["c": "there", "sub/b": "b"] && texts("r") == texts("l"))

        try base.write("r/d", "more")
        #expect(try await synchronizer(.download, options).run().filesReceived == 1)
        #expect(try texts("l")["d"] == "more")
    }

    @Test("the program decides about files and conflicts")
    func decisions() async throws {
        for name in ["edited", "both", "gone"] { try base.write("l/\(name)", "old") }
        _ = try await synchronizer(.sync, options).run()
        try base.write("l/edited", "edited here")
        try base.write("l/both", "here")
        try base.write("r/both", "there")
        try FileManager.default.removeItem(atPath: base.at("r/gone"))
        var own = options
        own.decide = { pair, decision in
            switch pair.path {
            case "gone":
                pair.localStatus == .unmodified && pair.remoteStatus == .deleted && decision == .deleteLocal
                    ? .copyToRemote : .skip("not as expected")
            case "edited": pair.localStatus == .modified ? .skip("not now") : decision
            default: decision
            }
        }
        own.settle = { pair, reason in
            pair.path == "both" && reason == "changed here and on the remote" && pair.local?.size == 4 ? .remote : .skip
        }
        let result = try await synchronizer(.sync, own).run()
        #expect(result.conflictsSkipped == 0)
        #expect(try texts("l") == ["edited": "edited here", "both": "there", "gone": "old"])
        #expect(try texts("r") == ["edited": "old", "both": "there", "gone": "old"])
    }

    @Test("an upload with conflicts fails before its first change; skip leaves them")
    func conflicts() async throws {
        try base.write("l/a", "old")
        _ = try await synchronizer(.upload, options).run()
        try base.write("l/a", "here")
        try base.write("l/new", "new")
        try base.write("r/a", "there!")
        let error = await #expect(throws: SyncError.self) { try await synchronizer(.upload, options).run() }
        #expect(error?.message == "1 conflict; nothing was changed:\n  a: changed here and on the remote")
        #expect(try texts("r") == ["a": "there!"])
        var own = options
        own.resolve = .skip
        let result = try await synchronizer(.upload, own).run()
        #expect(result.conflictsSkipped == 1 && result.filesSent == 1)
    }

    @Test("a folder that is missing is an error with words, and so are two sides that are one")
    func errors() async throws {
        let missing = await #expect(throws: SyncError.self) {
            try await synchronizer(.upload, options, local: .folder(base.at("nowhere"))).run()
        }
        #expect(missing?.message == "the folder \(base.at("nowhere")) cannot be used: no such file or folder")
        let same = await #expect(throws: SyncError.self) {
            try await synchronizer(.sync, options, remote: .folder(base.at("l"))).run()
        }
        #expect(same?.message == "both sides are the same, \(base.at("l"))")
    }

    @Test("a target of the program's own, on either side")
    func custom() async throws {
        let target = MapTarget()
        try base.write("l/a", "a")
        try base.write("l/sub/b", "b")
        _ = try await synchronizer(.sync, options, remote: .custom(target)).run()
        #expect(await target.texts.filter { !$0.key.hasPrefix(".deploy") } == ["a": "a", "sub/b": "b"])
        await target.put("c", "there")
        await target.remove("a")
        _ = try await synchronizer(.sync, options, remote: .custom(target)).run()
        #expect(try texts("l") == ["c": "there", "sub/b": "b"])

        let other = MapTarget()
        _ = try await synchronizer(.download, options, local: .custom(other)).run()
        #expect(await other.texts.isEmpty)
        try base.write("r/x", "x")
        _ = try await synchronizer(.download, options, local: .custom(other)).run()
        #expect(await other.texts == ["x": "x"])
    }

    @Test("with a server, encrypted")
    func server() async throws {
        let server = try await PeerServer(.proftpd, access: Access(.explicit))
        try base.write("l/a", "a")
        let remote = SyncSide.ftp(
            "127.0.0.1", path: "/site", port: server.port, user: "tester", password: PeerServer.password,
            security: .explicitTLS(.authorities(inFile: Certificates.file("ca"))))
        var own = options
        own.createFolder = true
        #expect(try await synchronizer(.sync, own, remote: remote).run().filesSent == 1)
        #expect(try String(contentsOfFile: "\(server.root)/site/a", encoding: .utf8) == "a")
        #expect(try await synchronizer(.sync, own, remote: remote).run().unchanged == 1)
    }

    @Test("a logger of the program's own hears of changes")
    func log() async throws {
        try base.write("l/a", "a")
        let lines = LogLines()
        var own = options
        own.logger = Logger(label: "mine") { _ in lines.handler }
        _ = try await synchronizer(.upload, own).run()
        #expect(lines.all == ["create a on the remote: new"])
    }

    @Test("the conformance suite finds nothing wrong with a good target")
    func conformance() async throws {
        #expect(await TargetConformance.violations(of: MapTarget()) == [])
    }

    @Test(
        "and each fault of a bad one",
        arguments: zip(
            MapTarget.Fault.allCases,
            [
                "what was written is not what is read", "rename leaves the old name behind",
                "deleteFolder deletes a folder that is not empty",
                "reading a file that is missing does not throw notFound",
                "setModified sets another time than the one that list tells",
                "odd names are not listed as they were written", "write does not return the file with its size",
                "deleteFile leaves the file",
            ]))
    func faults(fault: MapTarget.Fault, sentence: String) async throws {
        let violations = await TargetConformance.violations(of: MapTarget(fault))
        #expect(violations.contains(sentence), "\(violations)")
    }
}
