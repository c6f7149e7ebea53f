import Foundation
import TestSupport
import Testing

/// Ways back on real servers, and what becomes of them where the server is full or somebody has been at its records.
@Suite("Ways back on real servers")
struct WayBackTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func write(_ version: Int, files: Int, size: Int = 40) throws {
        for number in 0..<files {
            try folder.write(
                "site/p\(number % 7)/f\(number).txt", String(repeating: "\(version)-\(number) ", count: size))
        }
    }

    private func run(
        _ arguments: [String], memory: String = "state"
    ) async throws -> Program.Result {
        try await Project.deploy(
            arguments, environment: ["XDG_STATE_HOME": folder.at(memory), "NO_COLOR": "1", "TZ": "UTC"])
    }

    private func upload(_ server: PeerServer, _ options: String..., memory: String = "state") async throws
        -> Program.Result
    {
        try await run(["upload", folder.at("site"), server.url()] + options, memory: memory)
    }

    private func rollback(_ server: PeerServer, _ run: String...) async throws -> Program.Result {
        try await self.run(["rollback"] + run + ["--remote", server.url()])
    }

    /// What was stored of the site so far: not the tool's own records and its lock.
    private func content(_ server: PeerServer) throws -> [String] {
        try server.stored().filter { name in
            let last = name.split(separator: "/").last ?? ""
            return !name.contains("/lock/")
                && !["site.manifest-", "site.head-", "site.journal-"].contains { last.hasPrefix($0) }
        }
    }

    @Test(
        "nothing of the site is stored for a way back, nor for the way forward; keep 2 goes two back",
        arguments: Peer.allCases)
    func nothingStored(peer: Peer) async throws {
        let count = Project.isLong ? 500 : 60
        let server = try await PeerServer(peer)
        var versions: [[String: Data?]] = []
        for version in 1...3 {
            try write(version, files: count)
            let result = try await upload(server, "--keep", "2")
            #expect(result.status == 0, "\(result.errors)")
            versions.append(try Tree.served(server.root))
        }
        let history = try await run(["history", "--remote", server.url()]).output.split(separator: "\n")
        #expect(history.count == 3 && history[0].hasPrefix("* "), "\(history)")
        let runs = history.map { String($0.dropFirst(2).prefix(8)) }
        try await eventually("the uploads are in the log") { try content(server).count >= 3 * count }
        let stored = try content(server).count
        for (wanted, version) in [(runs[2], 0), (runs[0], 2), (nil, 0)] {
            let result = try await self.run(["rollback"] + [wanted].compactMap(\.self) + ["--remote", server.url()])
            #expect(result.status == 0, "\(result.errors)")
            #expect(try Tree.served(server.root) == versions[version], "\(wanted ?? "one back")")
        }
        #expect(try content(server).count == stored)
    }

    @Test(
        "on a full disk what earlier runs have kept makes room; without any it stops with the numbers, and nothing is lost"
    )
    func full() async throws {
        let root = folder.at("disk")
        try folder.folder("disk")
        let mounted = try await Program.run("/bin/mount", ["-t", "tmpfs", "-o", "size=2m", "tmpfs", root])
        #expect(mounted.status == 0, "\(mounted.errors)")
        do {
            try await fill(root)
        } catch {
            _ = try await Program.run("/bin/umount", ["-l", root])
            throw error
        }
        #expect(try await Program.run("/bin/umount", ["-l", root]).status == 0)
    }

    private func fill(_ root: String) async throws {
        let server = try await PeerServer(.own, root: root)
        func version(_ letter: String) throws {
            try folder.write("site/large", String(repeating: letter, count: 450_000))
        }
        try version("a")
        #expect(try await upload(server).status == 0)
        try version("b")
        // Live, staged and kept: 1.4 of 2 MB.
        #expect(try await upload(server).status == 0)
        try folder.write("site/more", String(repeating: "m", count: 450_000))
        try version("c")
        let pruned = try await upload(server, "-v")
        #expect(pruned.status == 0, "\(pruned.errors)")
        #expect(pruned.output.contains("the disk there is full: what was kept of earlier deployments is deleted\n"))
        #expect(try Tree.served(root) == Tree.served(folder.at("site")))
        #expect(try await rollback(server).status == 0)
        #expect(try Tree.served(root)["large"] == Data(repeating: UInt8(ascii: "b"), count: 450_000))

        let before = try Tree.served(root)
        try folder.write("site/huge", String(repeating: "h", count: 3_000_000))
        let refused = try await upload(server, "--force")
        #expect(refused.status == 1)
        #expect(
            refused.errors.contains(
                ": the new files need 3900000 bytes and 450000 bytes for what they replace; nothing that is served was changed\n"
            ),
            "\(refused.errors)")
        #expect(refused.errors.contains("help: make room there, or --keep 0 keeps nothing for a way back"))
        #expect(try Tree.served(root) == before)
        try FileManager.default.removeItem(atPath: folder.at("site/huge"))
        #expect(try await upload(server, "--keep", "0").status == 0)
        #expect(try Tree.served(root) == Tree.served(folder.at("site")))
    }

    @Test(
        "a manifest that is lost, damaged, unreadable or newer: four outcomes, none of them a first deployment",
        arguments: Peer.allCases)
    func records(peer: Peer) async throws {
        let server = try await PeerServer(peer)
        try write(1, files: 5)
        #expect(try await upload(server).status == 0)
        let served = try Tree.served(server.root)
        let manifest = try #require(
            try Tree.contents(of: server.root).keys.first { $0.hasSuffix("projects/site/manifest") })
        let path = "\(server.root)/\(manifest)"
        let good = try Data(contentsOf: URL(fileURLWithPath: path))
        try write(2, files: 5)
        func refused(_ shell: String, to memories: [String] = ["state", "other"]) async throws -> String {
            let done = try await Program.run("/bin/sh", ["-c", shell], environment: ["F": path])
            #expect(done.status == 0, "\(done.errors)")
            // Neither this machine, which knows the record, nor one that never was there takes it for a first deployment.
            var errors = ""
            for memory in memories {
                let result = try await upload(server, memory: memory)
                #expect(result.status == 1, "\(shell): \(result.output)")
                errors = result.errors
            }
            #expect(try Tree.served(server.root) == served, "\(shell)")
            try good.write(to: URL(fileURLWithPath: path))
            _ = try await Program.run("/bin/chown", ["2121:2121", path])
            _ = try await Program.run("/bin/chmod", ["644", path])
            return errors
        }
        let lost = try await refused(#"rm "$F""#)
        #expect(lost.contains("the record of the last deployment (\(manifest)) is gone\n"), "\(lost)")
        let damaged = try await refused(#"truncate -s -10 "$F""#)
        #expect(damaged.contains("the record of the last deployment (\(manifest)) is damaged: "), "\(damaged)")
        let newer = try await refused(
            #"gzip -dc <"$F" | sed '1s/"version":1/"version":9,"more":"a word that makes it longer"/' | gzip >"$F.n"; mv "$F.n" "$F""#
        )
        #expect(newer.contains(" has version 9; this program knows up to 1\n"), "\(newer)")
        #expect(newer.contains("help: use the newer version of deploy that wrote it"))
        // Who remembers the record need not read it, and replaces it. Our own server runs as root here.
        if peer != .own {
            let unreadable = try await refused(#"chown 0:0 "$F"; chmod 600 "$F""#, to: ["other"])
            #expect(
                unreadable.contains("the record of the last deployment (\(manifest)) cannot be read: "), "\(unreadable)"
            )
            #expect(unreadable.contains("help: check its permissions on the server; nothing was changed"))
        }
        let result = try await upload(server)
        #expect(result.status == 0, "\(result.errors)")
    }

    @Test("two projects in one root never touch each other's files, and are taken back each for itself")
    func twoProjects() async throws {
        let server = try await PeerServer(.vsftpd)
        for (project, version) in [("blog", 1), ("shop", 2), ("blog", 3)] {
            try? FileManager.default.removeItem(atPath: folder.at("site"))
            for name in version == 3 ? ["a"] : ["a", "b"] {
                try folder.write("site/\(project)/\(name).txt", "\(project) \(version)")
            }
            let result = try await upload(server, "--project", project, "--delete", memory: project)
            #expect(result.status == 0, "\(result.errors)")
        }
        func names() throws -> [String] { try Tree.served(server.root).keys.filter { $0.hasSuffix(".txt") }.sorted() }
        #expect(try names() == ["blog/a.txt", "shop/a.txt", "shop/b.txt"])
        let back = try await run(["rollback", "--project", "blog", "--remote", server.url()])
        #expect(back.status == 0, "\(back.errors)")
        #expect(try names() == ["blog/a.txt", "blog/b.txt", "shop/a.txt", "shop/b.txt"])
        #expect(try Tree.served(server.root)["shop/a.txt"] == Data("shop 2".utf8))
        #expect(try Tree.served(server.root)["blog/a.txt"] == Data("blog 1".utf8))
    }
}
