import Foundation
import TestSupport
import Testing

/// Connections that are cut anywhere: a run ends complete or with a clear error, and the next one completes.
@Suite("Cut connections")
struct CutTests {
    private static let count = Project.isLong ? 200 : 12

    @Test("cut at seeded offsets, nothing is lost", arguments: [Peer.own, .proftpd, .vsftpd])
    func cuts(peer: Peer) async throws {
        var random = SeededRandom(4_711)
        let folder = try TemporaryFolder()
        try Tree.makeSite(folder, "site", files: 10)
        try folder.write("site/large", Data((0..<400_000).map { UInt8(truncatingIfNeeded: $0 &* 13) }))
        let site = try Tree.served(folder.at("site"))
        for _ in 0..<(Self.count / 3) {
            let place: CuttingProxy.Place = Bool.random(using: &random) ? .control : .data
            let offset = Int.random(in: 1...(place == .control ? 9_000 : 450_000), using: &random)
            let server = try await PeerServer(peer)
            let proxy = try await CuttingProxy(to: server.port, cutting: place, after: offset)
            let url = "ftp://tester:\(PeerServer.password)@127.0.0.1:\(proxy.port)/"
            let arguments = ["upload", folder.at("site"), url, "--timeout", "20"]
            let first = try await Project.deploy(arguments)
            if first.status == 0 {
                #expect(try Tree.served(server.root) == site, "\(place) \(offset)")
            } else {
                #expect(first.status == 1 && first.errors.contains("\nerror: "), "\(place) \(offset): \(first.errors)")
                for (name, content) in try Tree.served(server.root) { #expect(site[name] == content) }
            }
            let second = try await Project.deploy(arguments)
            #expect(second.status == 0, "\(place) \(offset): \(first.errors) THEN \(second.errors)")
            #expect(try Tree.served(server.root) == site, "\(place) \(offset)")
            await proxy.close()
        }
    }

    @Test("a large upload goes on where it broke off, and is whole", arguments: [Peer.own, .proftpd, .pureFTPd])
    func resumed(peer: Peer) async throws {
        let server = try await PeerServer(peer)
        let folder = try TemporaryFolder()
        try folder.folder("site")
        let made = try await Program.run(
            "/bin/dd", ["if=/dev/urandom", "of=\(folder.at("site/large"))", "bs=1M", "count=64", "status=none"])
        #expect(made.status == 0)
        let proxy = try await CuttingProxy(to: server.port, cutting: .data, after: 24_000_000)
        let url = "ftp://tester:\(PeerServer.password)@127.0.0.1:\(proxy.port)/"
        let result = try await Project.deploy(["upload", folder.at("site"), url, "-vvv"])
        #expect(result.status == 0, "\(result.errors)")
        #expect(proxy.isCut)
        #expect(result.errors.contains("-> REST "))
        let same = try await Program.run("/usr/bin/cmp", [folder.at("site/large"), "\(server.root)/large"])
        #expect(same.status == 0)
        await proxy.close()
    }
}
