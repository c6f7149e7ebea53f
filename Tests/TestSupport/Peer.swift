import Foundation
import Glibc

/// The servers that everything is tried against.
package enum Peer: String, CaseIterable, Sendable {
    case vsftpd
    case proftpd
    case pureFTPd = "pure-ftpd"
    case pyftpdlib
    /// `deploy serve`.
    case own
}

/// A server that a test started, with a folder of its own; user `tester`, password `secret`.
package final class PeerServer: Sendable {
    /// Which server it is.
    package let peer: Peer
    /// Where it listens.
    package let port: Int
    private let folder: TemporaryFolder
    private let program: Program

    /// Starts a server and waits until it answers.
    package init(_ peer: Peer, options: [String] = [], root: String? = nil) async throws {
        self.peer = peer
        folder = try TemporaryFolder()
        try folder.folder("root")
        try folder.folder("work")
        self.root = root ?? folder.at("root")
        port = try FreePort.find()
        if peer == .own {
            let access =
                options.contains("--read-only") ? ["--anonymous"] : ["--user", "tester", "--password", "secret"]
            program = try Program(
                Project.deploy, ["serve", self.root, "--port", "\(port)", "-vvv"] + access,
                environment: ["NO_COLOR": "1"])
        } else {
            program = try Program(
                "\(Project.root)/scripts/peers/start",
                [
                    peer.rawValue, "\(Project.root)/.build/peers", self.root, "\(port)", folder.at("work"),
                ] + options)
        }
        let (program, port) = (program, port)
        try await eventually("\(peer.rawValue) answers") {
            guard program.isRunning else {
                throw NeverHappened(what: "\(peer) ended: \(program.errors)\(program.output)")
            }
            return FreePort.answers(port)
        }
    }

    deinit { program.signal(SIGTERM) }

    /// The folder that is served.
    package let root: String

    /// The URL of the server's root, with user and password.
    package func url(_ path: String = "/") -> String { "ftp://tester:secret@127.0.0.1:\(port)\(path)" }

    /// The most memory that the server's process has used so far, in MB.
    package func peakMemory() throws -> Int {
        let status = try String(contentsOfFile: "/proc/\(program.pid)/status", encoding: .utf8)
        let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") } ?? ""
        return (Int(line.split(separator: " ").dropFirst().first ?? "") ?? .max / 2) / 1024
    }

    /// The names of the files that were stored completely so far, as the server's log tells them.
    package func stored() throws -> [String] {
        let log = peer == .own ? program.errors : folder.text("work/server.log") ?? ""
        return log.split(separator: "\n").compactMap { line in
            switch peer {
            case .vsftpd: line.firstMatch(of: #/OK UPLOAD: Client "[^"]*", "(.*?)"/#).map { String($0.1) }
            case .proftpd: line.firstMatch(of: #/"STOR (.*)" 226 [0-9]+$/#).map { String($0.1) }
            case .pureFTPd: line.firstMatch(of: #/"PUT /media(.*)" 200 [0-9]+$/#).map { String($0.1) }
            case .pyftpdlib: line.firstMatch(of: #/ STOR /media(.*) completed=1 /#).map { String($0.1) }
            case .own: line.firstMatch(of: #/tester: STOR (.*) [0-9]+ bytes, 226$/#).map { String($0.1) }
            }
        }
    }
}

/// Ports of the loopback address.
package enum FreePort {
    /// A port that nobody uses at this moment.
    package static func find() throws -> Int {
        let number = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(number) }
        var address = loopback(0)
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let done = unsafe withUnsafeMutablePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                unsafe bind(number, generic, length) == 0 && getsockname(number, generic, &length) == 0
            }
        }
        guard done else { throw NeverHappened(what: "a free port") }
        return Int(UInt16(bigEndian: address.sin_port))
    }

    /// Whether something on this port sends a greeting.
    package static func answers(_ port: Int) -> Bool {
        let number = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(number) }
        var address = loopback(port)
        var patience = timeval(tv_sec: 5, tv_usec: 0)
        unsafe setsockopt(number, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        let connected = unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                unsafe connect(number, generic, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
        var byte: UInt8 = 0
        return unsafe connected && recv(number, &byte, 1, 0) == 1
    }

    private static func loopback(_ port: Int) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(port).bigEndian
        address.sin_addr = in_addr(s_addr: UInt32(0x7F00_0001).bigEndian)
        return address
    }
}
