import Foundation
import TestSupport
import Testing

/// Names that the two sides write differently, on the disk and on a server.
@Suite("Spellings", .serialized)
struct SpellingTests {
    private static let nfc = "M\u{FC}ll", nfd = "Mu\u{308}ll"

    private func names(_ folder: String) throws -> [[UInt8]] {
        try FileManager.default.subpathsOfDirectory(atPath: folder).filter { !$0.hasPrefix(".deploy") }
            .map { Array($0.utf8) }.sorted { $0.lexicographicallyPrecedes($1) }
    }

    private func bytes(_ names: [String]) -> [[UInt8]] {
        names.map { Array($0.utf8) }.sorted { $0.lexicographicallyPrecedes($1) }
    }

    @Test("another normal form is no other file", arguments: ["upload", "sync"])
    func normalForms(command: String) async throws {
        let server = try await PeerServer(.proftpd)
        let base = try TemporaryFolder()
        try base.write("l/\(Self.nfc)/\(Self.nfc).txt", "one")
        try base.write("l/\(Self.nfc)/gone.txt", "two")
        for name in ["\(Self.nfd)/\(Self.nfd).txt", "\(Self.nfd)/gone.txt"] {
            let path = "\(server.root)/\(name)"
            try FileManager.default.createDirectory(
                atPath: String(path[..<(path.lastIndex(of: "/") ?? path.endIndex)]), withIntermediateDirectories: true)
            try FileManager.default.copyItem(
                atPath: base.at("l/\(Self.nfc)/\(name.hasSuffix("gone.txt") ? "gone.txt" : "\(Self.nfc).txt")"),
                toPath: path)
        }
        try await server.own(server.root)
        let words = [command, base.at("l"), server.url()]
        let environment = ["XDG_STATE_HOME": base.at("state")]
        let before = try names(server.root)
        let first = try await Project.deploy(words, environment: environment)
        #expect(first.output.hasPrefix("Nothing to do: ") || first.output.hasPrefix("Deployed: "), "\(first.output)")
        #expect(try names(server.root) == before)

        try base.write("l/\(Self.nfc)/\(Self.nfc).txt", "one, changed")
        let edited = try await Project.deploy(words, environment: environment)
        #expect(edited.status == 0 && edited.output.contains("1 file sent"), "\(edited.output)\(edited.errors)")
        #expect(try names(server.root) == before)

        try base.write("l/\(Self.nfc)/\(Self.nfc).txt", "one, edited")
        try base.write("l/\(Self.nfc)/new.txt", "new")
        try FileManager.default.removeItem(atPath: base.at("l/\(Self.nfc)/gone.txt"))
        let result = try await Project.deploy(
            words + (command == "upload" ? ["--delete"] : []), environment: environment)
        #expect(result.status == 0, "\(result.errors)")
        #expect(try names(server.root) == bytes([Self.nfd, "\(Self.nfd)/\(Self.nfd).txt", "\(Self.nfd)/new.txt"]))
        #expect(
            try String(contentsOfFile: "\(server.root)/\(Self.nfd)/\(Self.nfd).txt", encoding: .utf8) == "one, edited")
        #expect(try await Project.deploy(words, environment: environment).output.hasPrefix("Nothing to do: "))
    }

    @Test(
        "case: local and remote pair names that differ in case; each side keeps its own",
        arguments: ["local", "remote"])
    func letters(mode: String) async throws {
        let base = try TemporaryFolder()
        try base.write("l/Img/Logo.PNG", "one")
        try base.folder("r")
        let environment = ["XDG_STATE_HOME": base.at("state")]
        func sync(_ words: [String]) async throws -> Program.Result {
            try await Project.deploy(
                ["sync", "l", "r", "--case", mode] + words, in: base.path, environment: environment)
        }
        _ = try await sync([])
        for (old, new) in [("r/Img/Logo.PNG", "r/Img/logo.png"), ("r/Img", "r/img")] {
            try FileManager.default.moveItem(atPath: base.at(old), toPath: base.at(new))
        }
        #expect(try await sync([]).output.hasPrefix("Nothing to do: "))
        try base.write("l/Img/Logo.PNG", "edited here")
        try base.write("r/img/New.png", "there")
        let result = try await sync([])
        let folder = mode == "local" ? "Img" : "img"
        let logo = mode == "local" ? "Img/Logo.PNG" : "img/logo.png"
        #expect(
            result.output.hasPrefix(
                "< + \(folder)/New.png (new on the remote, 5 bytes)\n> ~ \(logo) (changed here, 11 bytes)\n"),
            "\(result.output)\(result.errors)")
        #expect(try names(base.at("l")) == bytes(["Img", "Img/Logo.PNG", "Img/New.png"]))
        #expect(try names(base.at("r")) == bytes(["img", "img/New.png", "img/logo.png"]))
        #expect(base.text("r/img/logo.png") == "edited here")
    }

    @Test("without 'case', names that differ in case are two files")
    func strict() async throws {
        let base = try TemporaryFolder()
        try base.write("l/a", "one")
        try base.write("r/A", "two")
        #expect(try await Project.deploy(["sync", "l", "r"], in: base.path).status == 0)
        #expect(try names(base.at("l")) == bytes(["A", "a"]))
        #expect(try names(base.at("r")) == bytes(["A", "a"]))
    }
}
