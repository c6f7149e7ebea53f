import Foundation
import TestSupport
import Testing

@Suite("deploy doctor")
struct DoctorTests {
    private struct Finding: Decodable { let topic, verdict, value: String; let advice: String? }
    private struct Report: Decodable { let server: String; let usable: Bool; let findings: [Finding] }

    private func project(_ url: String, _ more: String = "") throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        try folder.write(".pyftpsync.yaml", "tasks: {default: {command: upload, remote: '\(url)'\(more)}}")
        return folder
    }

    private func report(_ server: PeerServer, _ options: [String] = []) async throws -> (Report, Int32) {
        let folder = try project(server.url())
        let result = try await Project.deploy(
            ["doctor", "--format", "json"] + server.options + options, in: folder.path)
        #expect(!result.output.contains(PeerServer.password))
        return (try JSONDecoder().decode(Report.self, from: Data(result.output.utf8)), result.status)
    }

    @Test("finds out what a server is and can, and leaves nothing behind", arguments: Peer.allCases)
    func plain(peer: Peer) async throws {
        let server = try await PeerServer(peer)
        let (report, status) = try await report(server)
        #expect(status == 0 && report.usable)
        let values = Dictionary(uniqueKeysWithValues: report.findings.map { ($0.topic, $0.value) })
        let listing: [Peer: String] = [
            .vsftpd: "LIST: times of old files have no clock",
            .pyftpdlib: "LIST: MLSD is offered, but fails or hides links",
        ]
        #expect(values["listing"] == listing[peer, default: "MLSD"])
        #expect(values["hidden files"] == "are listed" && values["names"] == "UTF-8" && values["clock"] == "right")
        #expect(values["time setting"] == (peer == .vsftpd ? "MDTM with a time" : "MFMT"))
        #expect(values["rename"] == "replaces what is there, in one step")
        #expect(values["passive mode"] == "EPSV" && values["permissions"] == "SITE CHMOD")
        #expect(
            values["speed"]
                == (peer == .pyftpdlib
                    ? "each file asks for its data port: a round trip more"
                    : "the next data port may be asked for ahead"))
        #expect(values["active mode"] == "works too (ftp_active)")
        #expect(report.findings.first { $0.topic == "encryption" }?.verdict == "advice")
        #expect(try Tree.contents(of: server.root).isEmpty)
    }

    @Test("encryption, certificate and resumption", arguments: [Peer.own, .vsftpd, .proftpd])
    func encrypted(peer: Peer) async throws {
        let server = try await PeerServer(peer, access: Access(.explicit))
        let (report, status) = try await report(server)
        #expect(status == 0)
        let values = Dictionary(uniqueKeysWithValues: report.findings.map { ($0.topic, $0.value) })
        #expect(values["encryption"]?.hasPrefix("TLSv1.3, ") == true)
        #expect(values["certificate"]?.hasPrefix("for localhost, ftp.test, 127.0.0.1, ::1, until 20") == true)
        #expect(values["data encryption"] == "data connections resume the TLS session")
    }

    @Test("counts the connections that a server takes")
    func connections() async throws {
        let server = try await PeerServer(.proftpd, options: ["--max", "3"])
        let (report, status) = try await report(server)
        #expect(status == 0)
        let finding = try #require(report.findings.first { $0.topic == "connections" })
        #expect(finding.value == "3 at once, no more" && finding.verdict == "advice")
        #expect(finding.advice == "write 'connections: 2', so that others get in as well")
    }

    @Test("a server that takes no files is no place to deploy to; in words")
    func readOnly() async throws {
        let server = try await PeerServer(.vsftpd, options: ["--read-only"])
        let folder = try project(server.url())
        let result = try await Project.deploy(["doctor"], in: folder.path)
        #expect(result.status == 1)
        #expect(result.output.contains("\n✗ dot names     no folder can be made: 550 Permission denied.\n"))
        #expect(result.output.contains("→ the user needs to be allowed to write\n"))
        #expect(result.output.hasSuffix("Deployments do not work here: 1 problem.\n"))
    }

    @Test("a folder of this machine has no server")
    func folder() async throws {
        let folder = try project("/srv/nowhere")
        let result = try await Project.deploy(["doctor"], in: folder.path)
        #expect(result.status == 2)
        #expect(result.errors.contains("error: the task's remote is a folder of this machine\n"))
    }
}
