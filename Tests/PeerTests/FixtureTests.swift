import TestSupport
import Testing

/// pyftpsync's fixture: the same edits give the same end states, on the disk and on servers. Where ours differ, the
/// expected state stands in brackets behind pyftpsync's, and docs/migrating-from-pyftpsync.md has the reason.
@Suite("pyftpsync's fixture", .serialized)
struct FixtureTests {
    /// Where the other side is.
    enum Remote: Sendable, CustomTestStringConvertible, CaseIterable {
        case folder, proftpd, vsftpd, pureFTPd, pyftpdlib, own

        var peer: Peer? {
            switch self {
            case .folder: nil
            case .proftpd: .proftpd
            case .vsftpd: .vsftpd
            case .pureFTPd: .pureFTPd
            case .pyftpdlib: .pyftpdlib
            case .own: .own
            }
        }
        var testDescription: String { peer?.rawValue ?? "folder" }

        static let all: [Remote] = Project.isLong ? allCases : [.folder, .pyftpdlib]
    }

    /// A table: a header with the arguments of each run, then a line per path with the state of both sides.
    private func check(
        _ command: String, _ remote: Remote, isRecorded: Bool = true, _ columns: [String], _ table: String
    ) async throws {
        let rows = table.split(separator: "\n").map { $0.split(separator: "|").map { $0.trimming(" ") } }
        let server = if let peer = remote.peer { try await PeerServer(peer) } else { nil as PeerServer? }
        for (index, arguments) in columns.enumerated() {
            let base = try TemporaryFolder()
            let there = server.map { "\($0.root)/\(index)" } ?? base.at("remote")
            let target = server.map { "\($0.url())\(index)" } ?? there
            let fixture = SyncFixture(base, local: try base.folder("local"), remote: there)
            let environment = ["XDG_STATE_HOME": base.at("state")]
            func deploy(_ words: [String]) async throws -> Program.Result {
                try await Project.deploy(
                    words + [base.at("local"), target], environment: environment)
            }
            try fixture.makeOriginals(onBothSides: !isRecorded)
            if isRecorded {
                let first = try await deploy(["sync", "--create-folder"])
                #expect(first.status == 0, "\(first.errors)")
            }
            try fixture.edit()
            if let server { try await server.own(there) }
            let words = arguments.split(separator: " ").map(String.init)
            let result = try await deploy([command] + words)
            #expect(result.status == 0, "\(command) \(arguments): \(result.errors)")
            let expected = rows.map { "\($0[0]) \(Self.expected($0[index + 1]))" }
            #expect(fixture.state == expected, "\(command) \(arguments)")
        }
    }

    /// `o l [o o]` stands for `o o`.
    private static func expected(_ cell: String) -> String {
        guard let bracket = cell.firstIndex(of: "[") else { return cell }
        return cell[cell.index(after: bracket)...].dropLast().trimming(" ")
    }

    @Test("sync", arguments: Remote.all)
    func sync(remote: Remote) async throws {
        try await check(
            "sync", remote,
            [
                "--resolve=skip", "", "--resolve=local", "--resolve=remote", "--resolve=old", "--resolve=new",
                "--dry-run",
            ],
            """
            file1.txt           | o o | o o | o o | o o | o o | o o | o o
            file2.txt           | l l | l l | l l | l l | l l | l l | l o
            file3.txt           | - - | - - | - - | - - | - - | - - | - o
            file4.txt           | r r | r r | r r | r r | r r | r r | o r
            file5.txt           | - - | - - | - - | - - | - - | - - | o -
            file6.txt           | l r | l r | l l | r r | l l | r r | l r
            file7.txt           | l r | l r | l l | r r | r r | l l | l r
            file8.txt           | - r | - r | - - | r r | - r | - r | - r
            file9.txt           | l - | l - | l l | - - | l - | l - | l -
            folder1/file1_1.txt | o o | o o | o o | o o | o o | o o | o o
            folder2/file2_1.txt | l l | l l | l l | l l | l l | l l | l o
            folder3/file3_1.txt | - - | - - | - - | - - | - - | - - | - o
            folder4/file4_1.txt | - - [- r] | - - [- r] | - - | - - [r r] | - - [- r] | - - [- r] | - r
            folder5/file5_1.txt | r r | r r | r r | r r | r r | r r | o r
            folder6/file6_1.txt | - - | - - | - - | - - | - - | - - | o -
            folder7/file7_1.txt | - - [l -] | - - [l -] | - - [l l] | - - | - - [l -] | - - [l -] | l -
            new_file1.txt       | l l | l l | l l | l l | l l | l l | l -
            new_file2.txt       | r r | r r | r r | r r | r r | r r | - r
            new_file3.txt       | l l | l l | l l | l l | l l | l l | l l
            new_file4.txt       | l r | l r | l l | r r | l r | l r | l r
            new_file5.txt       | l r | l r | l l | r r | l l | r r | l r
            new_file6.txt       | l r | l r | l l | r r | r r | l l | l r
            """)
    }

    @Test("upload", arguments: Remote.all)
    func upload(remote: Remote) async throws {
        try await check(
            "upload", remote,
            [
                "--resolve=skip", "--resolve=local", "--resolve=skip --force", "--resolve=skip --delete",
                "--resolve=skip --delete-unmatched", "--resolve=skip --delete-unmatched --match=*1.txt",
                "--force --delete --resolve=local", "--force --delete-unmatched --resolve=local --match=*1.txt",
            ],
            """
            file1.txt           | o o | o o | o o | o o | o o | o o | o o | o o
            file2.txt           | l l | l l | l l | l l | l l | l - | l l | l -
            file3.txt           | - o | - o | - o | - - | - - | - - | - - | - -
            file4.txt           | o r | o r | o o | o r | o r | o - | o o | o -
            file5.txt           | o - | o - | o o | o - | o - | o - | o o | o -
            file6.txt           | l r | l l | l l | l r | l r | l - | l l | l -
            file7.txt           | l r | l l | l l | l r | l r | l - | l l | l -
            file8.txt           | - r | - - | - r | - r | - r | - - | - - | - -
            file9.txt           | l - | l l | l - | l - | l - | l - | l l | l -
            folder1/file1_1.txt | o o | o o | o o | o o | o o | o o | o o | o o
            folder2/file2_1.txt | l l | l l | l l | l l | l l | l l | l l | l l
            folder3/file3_1.txt | - o | - o | - o | - - | - - | - - | - - | - -
            folder4/file4_1.txt | - r | - r | - r | - - [- r] | - - [- r] | - - [- r] | - - | - -
            folder5/file5_1.txt | o r | o r | o o | o r | o r | o r | o o | o o
            folder6/file6_1.txt | o - | o - | o o | o - | o - | o - | o o | o o
            folder7/file7_1.txt | l - | l - [l l] | l l | l - | l - | l - | l l | l l
            new_file1.txt       | l l | l l | l l | l l | l l | l l | l l | l l
            new_file2.txt       | - r | - r | - r | - - | - - | - - | - - | - -
            new_file3.txt       | l l | l l | l l | l l | l l | l - | l l | l -
            new_file4.txt       | l r | l l | l l | l r | l r | l - | l l | l -
            new_file5.txt       | l r | l l | l l | l r | l r | l - | l l | l -
            new_file6.txt       | l r | l l | l l | l r | l r | l - | l l | l -
            """)
    }

    @Test("download", arguments: Remote.all)
    func download(remote: Remote) async throws {
        try await check(
            "download", remote,
            [
                "", "--resolve=remote", "--force", "--delete", "--delete-unmatched",
                "--delete-unmatched --match=*1.txt", "--force --delete --resolve=remote",
                "--force --delete-unmatched --resolve=remote --match=*1.txt",
            ],
            """
            file1.txt           | o o | o o | o o | o o | o o | o o | o o | o o
            file2.txt           | l o | l o | o o | l o | l o | - o | o o | - o
            file3.txt           | - o | - o | o o | - o | - o | - o | o o | - o
            file4.txt           | r r | r r | r r | r r | r r | - r | r r | - r
            file5.txt           | o - | o - | o - | - - | - - | - - | - - | - -
            file6.txt           | l r | r r | r r | l r | l r | - r | r r | - r
            file7.txt           | l r | r r | r r | l r | l r | - r | r r | - r
            file8.txt           | - r | r r | - r | - r | - r | - r | r r | - r
            file9.txt           | l - | - - | l - | l - | l - | - - | - - | - -
            folder1/file1_1.txt | o o | o o | o o | o o | o o | o o | o o | o o
            folder2/file2_1.txt | l o | l o | o o | l o | l o | l o | o o | o o
            folder3/file3_1.txt | - o | - o | o o | - o | - o | - o | o o | o o
            folder4/file4_1.txt | - r | - r [r r] | r r | - r | - r | - r | r r | r r
            folder5/file5_1.txt | r r | r r | r r | r r | r r | r r | r r | r r
            folder6/file6_1.txt | o - | o - | o - | - - | - - | - - | - - | - -
            folder7/file7_1.txt | l - | l - | l - | - - [l -] | - - [l -] | - - [l -] | - - | - -
            new_file1.txt       | l - | l - | l - | - - | - - | - - | - - | - -
            new_file2.txt       | r r | r r | r r | r r | r r | - r | r r | - r
            new_file3.txt       | l l | l l | l l | l l | l l | - l | l l | - l
            new_file4.txt       | l r | r r | r r | l r | l r | - r | r r | - r
            new_file5.txt       | l r | r r | r r | l r | l r | - r | r r | - r
            new_file6.txt       | l r | r r | r r | l r | l r | - r | r r | - r
            """)
    }

    @Test("nothing recorded", arguments: Remote.all)
    func unrecorded(remote: Remote) async throws {
        let table = """
            file1.txt           | o o | o o | o o | o o | o o
            file2.txt           | l l | l l | l l | l l | l o
            file3.txt           | o o | - o | - - | - o | o o
            file4.txt           | r r | o r | o r | o o | r r
            file5.txt           | o o | o o | o o | o o | o -
            file6.txt           | r r | l r | l r | l l | r r
            file7.txt           | l l | l l | l l | l l | l r
            file8.txt           | r r | - r | - - | - r | r r
            file9.txt           | l l | l l | l l | l l | l -
            folder1/file1_1.txt | o o | o o | o o | o o | o o
            folder2/file2_1.txt | l l | l l | l l | l l | l o
            folder3/file3_1.txt | o o | - o | - o [- -] | - o | o o
            folder4/file4_1.txt | r r | - r | - r [- -] | - r | r r
            folder5/file5_1.txt | r r | o r | o r | o o | r r
            folder6/file6_1.txt | o o | o o | o o | o o | o -
            folder7/file7_1.txt | l l | l l | l l | l l | l -
            new_file1.txt       | l l | l l | l l | l l | l -
            new_file2.txt       | r r | - r | - - | - r | r r
            new_file3.txt       | l l | l l | l l | l l | l l
            new_file4.txt       | l r | l r | l r | l l | l r
            new_file5.txt       | r r | l r | l r | l l | r r
            new_file6.txt       | l l | l l | l l | l l | l r
            """
        let runs = ["sync", "upload", "upload --delete", "upload --force", "download"]
        for (index, run) in runs.enumerated() {
            let column = table.split(separator: "\n").map { line in
                let cells = line.split(separator: "|")
                return "\(cells[0])|\(cells[index + 1])"
            }.joined(separator: "\n")
            let words = run.split(separator: " ")
            try await check(
                String(words[0]), remote, isRecorded: false,
                [(words.dropFirst().map(String.init) + ["--resolve=skip"]).joined(separator: " ")], column)
        }
    }
}

extension StringProtocol {
    fileprivate func trimming(_ blank: Character) -> String {
        String(drop { $0 == blank }.reversed().drop { $0 == blank }.reversed())
    }
}
