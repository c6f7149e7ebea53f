import Foundation
import TestSupport
import Testing

/// Programs that are killed behind any of their commands: what is served is whole at every moment, and the next run ends
/// what they began.
@Suite("Killed behind a command", .serialized)
struct KillTests {
    private static let peers: [Peer] = [.vsftpd, .proftpd, .pureFTPd, .own]
    /// How many of the commands of a run are tried; each of them in a long run.
    private static let samples = 5

    private let base: TemporaryFolder

    init() throws {
        base = try TemporaryFolder()
        try base.write("old/index.html", "<h1>old</h1>\n")
        try base.write("old/style.css", "old style\n")
        try base.write("old/same.txt", "the same\n")
        try base.write("old/gone.txt", "goes away\n")
        try base.write("old/sub/page.html", "old page\n")
        try base.write("old/sub/moves.txt", "the same under another name\n")
        try base.write("new/index.html", "<h1>newer</h1>\n")
        try base.write("new/style.css", "newer style\n")
        try base.write("new/same.txt", "the same\n")
        try base.write("new/added/more.txt", "more\n")
        try base.write("new/added/moved.txt", "the same under another name\n")
        try base.write("new/sub/page.html", "newer page\n")
    }

    private func served(_ server: PeerServer, _ place: String) throws -> [String: Data?] {
        try Tree.served("\(server.root)/\(place)")
    }

    private func deploy(
        _ version: String, to server: PeerServer, _ place: String, port: Int? = nil, memory: String = "state"
    ) throws -> Program {
        try program(["upload", base.at(version)], ["--delete"], server, place, port, memory)
    }

    private func rollback(
        _ server: PeerServer, _ place: String, _ run: [String] = [], port: Int? = nil
    ) throws -> Program {
        try program(["rollback"] + run + ["--remote"], [], server, place, port, "state")
    }

    private func program(
        _ command: [String], _ options: [String], _ server: PeerServer, _ place: String, _ port: Int?, _ memory: String
    ) throws -> Program {
        let url = "ftp://tester:\(PeerServer.password)@127.0.0.1:\(port ?? server.port)/\(place)"
        return try Program(
            Project.deploy, command + [url] + options,
            environment: ["XDG_STATE_HOME": base.at("\(memory)-\(place)"), "NO_COLOR": "1"])
    }

    /// A copy of what lies at `place` on the server, with owners and times.
    private func copy(_ server: PeerServer, _ place: String, to other: String) async throws {
        let result = try await Program.run(
            "/bin/cp", ["-a", "\(server.root)/\(place)", "\(server.root)/\(other)"])
        #expect(result.status == 0)
    }

    private func makeRoot(_ server: PeerServer, _ place: String) async throws {
        try FileManager.default.createDirectory(
            atPath: "\(server.root)/\(place)", withIntermediateDirectories: true)
        try await server.own("\(server.root)/\(place)")
    }

    /// Every file is one of the two versions whole, and none is missing that both have.
    private func checkWhole(
        _ server: PeerServer, _ place: String, _ killed: Int, mayMiss: Bool = false
    ) throws {
        let (old, new) = (try Tree.served(base.at("old")), try Tree.served(base.at("new")))
        let live = try served(server, place)
        for (name, content) in live {
            #expect(content == old[name] || content == new[name], "\(name) behind command \(killed)")
        }
        for name in old.keys where new[name] != nil && !mayMiss {
            #expect(live[name] != nil, "\(name) is missing behind command \(killed)")
        }
    }

    /// The commands behind which a run is killed.
    private func moments(_ count: Int, _ peer: Peer) -> [Int] {
        if Project.isLong { return Array(1...count) }
        var random = SeededRandom(UInt64(peer.rawValue.count) + 7)
        // The later half holds the switch.
        let late = (0..<Self.samples - 1).map { _ in Int.random(in: count / 2...count, using: &random) }
        return late + [Int.random(in: 1...count / 2, using: &random)]
    }

    @Test("a deployment", arguments: peers)
    func deployment(peer: Peer) async throws {
        let server = try await PeerServer(peer)
        try await makeRoot(server, "base")
        #expect(try await deploy("old", to: server, "base").wait().status == 0)
        try await copy(server, "base", to: "whole")
        let count = try await KillingProxy(to: server.port)
        let undisturbed = try await deploy("new", to: server, "whole", port: count.port).wait()
        #expect(undisturbed.status == 0, "\(undisturbed.errors)")
        let new = try Tree.served(base.at("new"))
        #expect(try served(server, "whole") == new)
        for killed in moments(count.count, peer) {
            let place = "k\(killed)"
            try await copy(server, "base", to: place)
            let proxy = try await KillingProxy(to: server.port, behind: killed)
            let victim = try deploy("new", to: server, place, port: proxy.port)
            proxy.aim(at: victim.pid)
            _ = await victim.wait()
            try checkWhole(server, place, killed)
            // Another machine: it remembers nothing of the first one.
            let next = try await deploy("new", to: server, place, memory: "other").wait()
            #expect(next.status == 0, "behind command \(killed): \(next.errors)")
            #expect(try served(server, place) == new, "behind command \(killed)")
            // What died behind its record leaves nothing to do: then its lock stays for the next one that has.
            if !next.output.hasPrefix("Nothing to do") { try checkTidy(server, place, killed) }
            let back = try await rollback(server, place).wait()
            #expect(back.status == 0, "behind command \(killed): \(back.errors)")
            #expect(try served(server, place) == Tree.served(base.at("old")), "behind command \(killed)")
            await proxy.close()
        }
        await count.close()
    }

    /// What is left in the tool's folder is what an undisturbed run leaves there, with nothing in the staging folder. How
    /// many files are kept may differ: on top of a switch that was interrupted a moved file is sent and deleted.
    private func checkTidy(_ server: PeerServer, _ place: String, _ killed: Int) throws {
        func state(_ place: String) throws -> Set<String> {
            Set(
                try Tree.contents(of: "\(server.root)/\(place)/.deploy").keys.map { name in
                    name.replacing(#/[0-9a-f]{32}/#, with: "X").replacing(#/-[0-9]+$/#, with: "-N")
                })
        }
        let (left, whole) = (try state(place), try state("whole"))
        #expect(left == whole, "behind command \(killed)")
    }

    @Test("a way back", arguments: peers)
    func rollback(peer: Peer) async throws {
        let server = try await PeerServer(peer)
        try await makeRoot(server, "base")
        for version in ["old", "new"] { #expect(try await deploy(version, to: server, "base").wait().status == 0) }
        try await copy(server, "base", to: "whole")
        let count = try await KillingProxy(to: server.port)
        let undisturbed = try await rollback(server, "whole", port: count.port).wait()
        #expect(undisturbed.status == 0, "\(undisturbed.errors)")
        let old = try Tree.served(base.at("old"))
        #expect(try served(server, "whole") == old)
        for killed in moments(count.count, peer) {
            let place = "k\(killed)"
            try await copy(server, "base", to: place)
            let proxy = try await KillingProxy(to: server.port, behind: killed)
            let victim = try rollback(server, place, port: proxy.port)
            proxy.aim(at: victim.pid)
            _ = await victim.wait()
            // A server that cannot copy leaves a name free for a moment, as is said where it is so.
            try checkWhole(server, place, killed, mayMiss: [.vsftpd, .pureFTPd].contains(peer))
            try await goOn(server, place, killed, old)
            await proxy.close()
        }
        await count.close()
    }

    /// The next one ends what the killed one began, unless that was over; then the way leads forward again.
    private func goOn(_ server: PeerServer, _ place: String, _ killed: Int, _ old: [String: Data?]) async throws {
        let next = try await rollback(server, place).wait()
        #expect(
            next.status == 0 || next.errors.contains("nothing is kept on "), "behind command \(killed): \(next.errors)")
        #expect(try served(server, place) == old, "behind command \(killed): \(next.output)\(next.errors)")
        let deployed = try await deploy("new", to: server, place).wait()
        #expect(deployed.status == 0, "behind command \(killed): \(deployed.errors)")
        #expect(try served(server, place) == Tree.served(base.at("new")), "behind command \(killed)")
    }
}
