import Foundation
import TestSupport
import Testing

/// The programs of examples/ftp-client, run as they are: what they print and what they leave, on every server.
@Suite("Examples of the client")
struct ExampleTests {
    static let text = "first\nsecond\n\nlast\n"
    static let binary = Data((0..<200_000).map { UInt8(truncatingIfNeeded: $0 &* 31) })

    /// A server with a few files, and a folder to work in.
    private struct Setting {
        let server: PeerServer
        let folder: TemporaryFolder

        init(_ peer: Peer) async throws {
            server = try await PeerServer(peer)
            folder = try TemporaryFolder()
            let root = URL(fileURLWithPath: server.root)
            try FileManager.default.createDirectory(
                at: root.appendingPathComponent("pub/deep/deeper"), withIntermediateDirectories: true)
            try Data(ExampleTests.text.utf8).write(to: root.appendingPathComponent("pub/README"))
            try ExampleTests.binary.write(to: root.appendingPathComponent("pub/data.bin"))
            try Data().write(to: root.appendingPathComponent("pub/deep/empty"))
            try Data("x".utf8).write(to: root.appendingPathComponent("pub/deep/deeper/ümlaut file"))
            for path in ["pub", "pub/deep", "pub/deep/deeper"] {
                try FileManager.default.setAttributes(
                    [.posixPermissions: 0o777], ofItemAtPath: root.appendingPathComponent(path).path)
            }
        }

        func run(_ arguments: [String], status: Int32 = 0) async throws -> Program.Result {
            let result = try await Program.run(
                "\(Project.products)/ftp-examples", arguments, in: folder.path,
                environment: ["FTP_PASSWORD": PeerServer.password])
            #expect(result.status == status, "\(arguments): \(result.errors)")
            return result
        }

        var host: String { "tester@127.0.0.1:\(server.port)" }
    }

    @Test("connect shows the greeting and the working directory", arguments: Peer.allCases)
    func connect(peer: Peer) async throws {
        let setting = try await Setting(peer)
        let output = try await setting.run(["connect", setting.host]).output
        #expect(output.hasPrefix("Welcome: "))
        #expect(output.hasSuffix("\nWorking directory: /\n"))
    }

    @Test("anonymous log-in")
    func anonymous() async throws {
        let server = try await PeerServer(.own, options: ["--read-only"])
        let result = try await Program.run(
            "\(Project.products)/ftp-examples", ["connect", "127.0.0.1:\(server.port)"])
        #expect(result.status == 0 && result.output.contains("Working directory: /"))
    }

    @Test("downloads: lines, bytes, with progress", arguments: Peer.allCases)
    func downloads(peer: Peer) async throws {
        let setting = try await Setting(peer)
        _ = try await setting.run(["download-text", setting.host, "/pub", "README"])
        #expect(setting.folder.text("README") == Self.text)
        _ = try await setting.run(["download-binary", setting.host, "/pub", "data.bin"])
        #expect(FileManager.default.contents(atPath: setting.folder.at("data.bin")) == Self.binary)
        let shown = try await setting.run(["download-progress", setting.host, "/pub", "data.bin"]).output
        #expect(shown.hasSuffix("Received 200000 of 200000 bytes (100.0%)\r\n"))
        #expect(FileManager.default.contents(atPath: setting.folder.at("data.bin")) == Self.binary)
    }

    @Test("a file that is not there leaves nothing here", arguments: Peer.allCases)
    func missing(peer: Peer) async throws {
        let setting = try await Setting(peer)
        let result = try await setting.run(["download-binary", setting.host, "/pub", "nothing"], status: 1)
        #expect(result.errors.hasPrefix("RETR nothing was answered with 550 "))
        #expect(result.errors.hasSuffix(" (the server will say the same again)\n"))
        #expect(try FileManager.default.contentsOfDirectory(atPath: setting.folder.path).isEmpty)
    }

    @Test("uploads: bytes, lines, with progress", arguments: Peer.allCases)
    func uploads(peer: Peer) async throws {
        let setting = try await Setting(peer)
        try setting.folder.write("local.bin", Self.binary)
        try setting.folder.write("local.txt", Self.text)
        _ = try await setting.run(["upload-binary", setting.host, "local.bin", "/pub"])
        #expect(FileManager.default.contents(atPath: "\(setting.server.root)/pub/local.bin") == Self.binary)
        _ = try await setting.run(["upload-text", setting.host, "local.txt", "/pub"])
        // vsftpd does not translate without ascii_upload_enable.
        let stored = try String(contentsOfFile: "\(setting.server.root)/pub/local.txt", encoding: .utf8)
        #expect(stored.replacing("\r\n", with: "\n") == Self.text)
        let shown = try await setting.run(["upload-progress", setting.host, "local.bin", "/pub/deep"]).output
        #expect(shown.hasSuffix("Sent 200000 of 200000 bytes (100.0%)\r\n"))
        #expect(FileManager.default.contents(atPath: "\(setting.server.root)/pub/deep/local.bin") == Self.binary)
    }

    @Test("listings: names, rows, entries, and what can be entered", arguments: Peer.allCases)
    func listings(peer: Peer) async throws {
        let setting = try await Setting(peer)
        #expect(
            try await setting.run(["names", setting.host, "/pub"]).output == "3 entries:\nREADME\ndata.bin\ndeep\n")
        let rows = try await setting.run(["rows", setting.host, "/pub"]).output
        #expect(rows.contains("200000 ") && rows.contains(" README\n") && rows.contains(" deep\n"))
        #expect(
            try await setting.run(["entries", setting.host, "/pub"]).output
                == "3 entries:\nREADME: file, 19 bytes\ndata.bin: file, 200000 bytes\ndeep: directory\n")
        #expect(
            try await setting.run(["probe", setting.host, "/pub"]).output
                == "3 entries:\nREADME: file\ndata.bin: file\ndeep: directory\n")
    }

    @Test("a directory with all below it", arguments: Peer.allCases)
    func tree(peer: Peer) async throws {
        let setting = try await Setting(peer)
        let result = try await setting.run(["download-tree", setting.host, "/pub", "copy"])
        #expect(result.output.contains("/pub/data.bin: received 200000 of 200000 bytes (100.0%)"))
        #expect(result.output.contains("4 files, 200020 bytes"))
        let original = try Tree.served("\(setting.server.root)/pub")
        #expect(try Tree.served(setting.folder.at("copy")) == original)
        #expect(original.count >= 4)
    }

    @Test("directories, renaming and deleting", arguments: Peer.allCases)
    func manage(peer: Peer) async throws {
        let setting = try await Setting(peer)
        #expect(
            try await setting.run(["manage", setting.host]).output
                == "example/first: 6 bytes\nin example: [\"second\"]\ndeleting example/first: 550\n")
        #expect(try FileManager.default.contentsOfDirectory(atPath: setting.server.root) == ["pub"])
    }
}
