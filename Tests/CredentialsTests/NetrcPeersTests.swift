import Credentials
import Foundation
import TestSupport
import Testing

/// The same files read by this package, by curl and by Python's netrc: the same answer, or a difference that is known.
@Suite("Netrc files and their other readers")
struct NetrcPeersTests {
    /// A file, the user who is named, and what each reader makes of it: `USER PASSWORD`, or nil for none.
    struct Row: Sendable {
        var text: String
        var user: String?
        var ours: String?
        /// Where they differ, and why.
        var curl: String??
        var python: String??
    }

    private static let rows = [
        Row(text: "machine h login a password b\n", ours: "a b"),
        // Python's names are case-sensitive.
        Row(text: "machine H login a password b\n", ours: "a b", python: .some(nil)),
        Row(text: "machine\th\n\tlogin\ta\n\tpassword\tb\n", ours: "a b"),
        Row(text: "machine h login a password b", ours: "a b"),
        Row(text: "machine h\r\nlogin a\r\npassword b\r\n", ours: "a b"),
        Row(text: "machine x login y password z\nmachine h login a password b\n", ours: "a b"),
        Row(text: "machine x login y password z\ndefault login a password b\n", ours: "a b"),
        // Python takes the last.
        Row(text: "machine h login a password b\nmachine h login c password d\n", ours: "a b", python: "c d"),
        Row(text: "machine h login a password b\nmachine h login c password d\n", user: "c", ours: "c d"),
        Row(text: "machine h login a account n password b\n", ours: "a b"),
        Row(text: "machine h password b login a\n", ours: "a b"),
        Row(text: "# machine h login x password y\nmachine h login a password b # c\n", ours: "a b"),
        Row(text: "machine h login a password b#c\n", ours: "a b#c"),
        Row(text: "machine h login a password \"b c\"\n", ours: "a b c"),
        Row(text: "machine h login a password \"b\\\"c\"\n", ours: "a b\"c"),
        Row(text: "machine h login a password b\"c\n", ours: "a b\"c"),
        Row(text: "machine h login a password b\\c\n", ours: "a b\\c", python: "a bc"),
        Row(text: "macdef m\nmachine h login x password y\n\nmachine h login a password b\n", ours: "a b"),
        Row(text: "machine h login ü password ß\n", ours: "ü ß"),
        // curl takes a value that begins with # for a comment.
        Row(text: "machine h login a password #b\n", ours: "a #b", curl: "a "),
    ]

    private func curl(_ row: Row, _ folder: TemporaryFolder) async throws -> String? {
        let peer = try await ScriptedPeer { ScriptedPeer.login($0) ?? .reply("500 no") }
        try folder.write("netrc", row.text)
        let user = row.user.map { "\($0)@" } ?? ""
        _ = try await Program.run(
            "/usr/bin/curl",
            [
                "-s", "--netrc-file", folder.at("netrc"), "--netrc-optional", "--connect-to",
                "::127.0.0.1:\(peer.port)", "ftp://\(user)h/",
            ])
        let sent = peer.commands.filter { $0.hasPrefix("USER ") || $0.hasPrefix("PASS ") }.map { $0.dropFirst(5) }
        return sent.count == 2 && sent[0] != "anonymous" ? "\(sent[0]) \(sent[1])" : nil
    }

    private func python(_ row: Row, _ folder: TemporaryFolder) async throws -> String? {
        try folder.write("netrc", row.text)
        let program = """
            import netrc, sys
            try:
                entries = netrc.netrc(sys.argv[1])
            except netrc.NetrcParseError:
                sys.exit()
            found = entries.authenticators("h")
            if found: sys.stdout.buffer.write(f"{found[0]} {found[2]}".encode())
            """
        let result = try await Program.run("/usr/bin/python3", ["-X", "utf8", "-c", program, folder.at("netrc")])
        return result.output.isEmpty ? nil : result.output
    }

    @Test("each row", arguments: rows.indices)
    func row(index: Int) async throws {
        let row = Self.rows[index]
        let folder = try TemporaryFolder()
        let entry = try NetrcFile(path: "/n", text: row.text).entry(host: "h", user: row.user)
        let ours = entry.map { "\($0.login ?? "") \($0.password?.revealed ?? "")" }
        #expect(ours == row.ours, "\(row.text)")
        #expect(try await curl(row, folder) == row.curl ?? row.ours, "curl: \(row.text)")
        // Python does not know of users who are named.
        guard row.user == nil else { return }
        #expect(try await python(row, folder) == row.python ?? row.ours, "Python: \(row.text)")
    }
}
