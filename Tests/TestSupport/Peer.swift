import Foundation
import Glibc
import Synchronization

/// The servers that everything is tried against.
package enum Peer: String, CaseIterable, Sendable {
    case vsftpd
    case proftpd
    case pureFTPd = "pure-ftpd"
    case pyftpdlib
    /// `deploy serve`.
    case own
}

/// How a test's server is spoken to.
package struct Access: Sendable, Hashable, CustomStringConvertible {
    /// How connections are encrypted.
    package enum Security: String, Sendable, CaseIterable { case plain, explicit, implicit }

    /// The certificate of the server, by the name that `scripts/peers/certificates` gives it.
    package var certificate = "good"
    /// Encryption.
    package var security = Security.plain
    /// Whether the server opens the data connections.
    package var isActive = false
    /// Whether it is reached by IPv6.
    package var isIPv6 = false

    /// An access.
    package init(_ security: Security = .plain, active: Bool = false, ipv6: Bool = false, certificate: String = "good")
    {
        self.security = security
        self.isActive = active
        self.isIPv6 = ipv6
        self.certificate = certificate
    }

    package var description: String {
        "\(security.rawValue) \(isActive ? "active" : "passive") \(isIPv6 ? "IPv6" : "IPv4")"
    }

    /// The server's address.
    package var host: String { isIPv6 ? "::1" : "127.0.0.1" }

    /// Every way that a server can be spoken to.
    package static func all(for peer: Peer) -> [Access] {
        Security.allCases.filter { peer != .pureFTPd || $0 != .implicit }.flatMap { security in
            [false, true].flatMap { active in
                [false, true].map { Access(security, active: active, ipv6: $0) }
            }
        }
    }
}

/// A server that a test started, with a folder of its own; user `tester`, password ``password``.
package final class PeerServer: Sendable {
    /// The password of `tester` on all servers of this run of the tests: nothing that the program shows holds it.
    package static let password = "pw-" + (0..<16).map { _ in String(Int.random(in: 0...15), radix: 16) }.joined()

    /// Which server it is.
    package let peer: Peer
    /// Where it listens.
    package let port: Int
    private let access: Access
    private let folder: TemporaryFolder
    private let program: Program

    /// Starts a server and waits until it answers.
    package init(
        _ peer: Peer, options: [String] = [], root: String? = nil, access: Access = Access()
    ) async throws {
        self.peer = peer
        self.access = access
        folder = try TemporaryFolder()
        try folder.folder("root")
        try folder.folder("work")
        self.root = root ?? folder.at("root")
        // Between finding a free port and listening on it somebody else may take it: then the server ends at once.
        var attempt = 1
        while true {
            let port = try FreePort.find()
            let program = try Self.start(peer, port, self.root, folder.at("work"), options, access)
            do {
                try await Self.wait(for: program, peer, port, access)
                (self.program, self.port) = (program, port)
                return
            } catch  where attempt < 3 && !program.isRunning {
                attempt += 1
            }
        }
    }

    private static func start(
        _ peer: Peer, _ port: Int, _ root: String, _ work: String, _ options: [String], _ access: Access
    ) throws -> Program {
        guard peer == .own else {
            return try Program(
                "\(Project.root)/scripts/peers/start",
                [peer.rawValue, "\(Project.root)/.build/peers", root, "\(port)", work] + options
                    + ["--password", password] + Self.options(access))
        }
        let login = options.contains("--read-only") ? ["--anonymous"] : ["--user", "tester", "--password", password]
        let host = options.firstIndex(of: "--host").map { options[$0 + 1] } ?? access.host
        let security = access.security == .implicit ? ["--tls", "implicit"] : []
        let encryption =
            access.security == .plain
            ? [] : ["--tls-cert", Certificates.file(access.certificate), "--require-tls-reuse"] + security
        return try Program(
            Project.deploy, ["serve", root, "--port", "\(port)", "--host", host, "-vvv"] + login + encryption,
            environment: ["NO_COLOR": "1"])
    }

    private static func wait(for program: Program, _ peer: Peer, _ port: Int, _ access: Access) async throws {
        try await eventually("\(peer.rawValue) answers") {
            guard program.isRunning else {
                throw NeverHappened(what: "\(peer) ended: \(program.errors)\(program.output)")
            }
            return access.security == .implicit
                ? FreePort.accepts(port, on: access.host) : FreePort.answers(port, on: access.host)
        }
    }

    private static func options(_ access: Access) -> [String] {
        let encryption =
            switch access.security {
            case .plain: [String]()
            case .explicit: ["--tls", Certificates.file(access.certificate)]
            case .implicit: ["--tls", Certificates.file(access.certificate), "--implicit"]
            }
        return ["--host", access.host] + encryption
    }

    deinit { program.signal(SIGTERM) }

    /// The folder that is served.
    package let root: String

    /// Gives files that a test put below the root to the user that the server runs as.
    package func own(_ path: String) async throws {
        _ = try await Program.run("/bin/chown", ["-R", "2121:2121", path])
    }

    /// The URL of the server's root, with user and password.
    package func url(_ path: String = "/") -> String {
        let host = access.isIPv6 ? "[::1]" : "127.0.0.1"
        return "\(access.security == .plain ? "ftp" : "ftps")://tester:\(Self.password)@\(host):\(port)\(path)"
    }

    /// The options of a run that this server needs.
    package var options: [String] {
        let active = access.isActive ? ["--ftp-active"] : []
        let encryption =
            switch access.security {
            case .plain: [String]()
            case .explicit: ["--tls-ca-file", Certificates.file("ca")]
            case .implicit: ["--tls", "implicit", "--tls-ca-file", Certificates.file("ca")]
            }
        return active + encryption
    }

    /// The most memory that the server's process has used so far, in MB.
    package func peakMemory() throws -> Int {
        let status = try String(contentsOfFile: "/proc/\(program.pid)/status", encoding: .utf8)
        let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") } ?? ""
        return (Int(line.split(separator: " ").dropFirst().first ?? "") ?? .max / 2) / 1024
    }

    /// What the server has written down so far.
    package var log: String { peer == .own ? program.errors : folder.text("work/server.log") ?? "" }

    /// The names of the files that were stored completely so far, as the server's log tells them.
    package func stored() throws -> [String] {
        log.split(separator: "\n").compactMap { line in
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
        while true {
            // Not one that the system gives to whoever asks for any (from 32768 on): until the server listens there, another
            // listener or connection could get it.
            let wanted = Int.random(in: 15_000..<32_000)
            guard given.withLock({ $0.insert(wanted).inserted }), let (number, port) = try? bound(wanted) else {
                continue
            }
            close(number)
            return port
        }
    }

    private static let given = Mutex<Set<Int>>([])

    /// Runs `body` with a port that refuses every connection: it is taken, so that nobody else listens there meanwhile.
    package static func refusing<Result>(
        isolation: isolated (any Actor)? = #isolation, _ body: (Int) async throws -> Result
    ) async throws -> Result {
        let (number, port) = try bound()
        defer { close(number) }
        return try await body(port)
    }

    private static func bound(_ port: Int = 0) throws -> (socket: Int32, port: Int) {
        let number = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = loopback(port)
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let done = unsafe withUnsafeMutablePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                unsafe bind(number, generic, length) == 0 && getsockname(number, generic, &length) == 0
            }
        }
        guard done else {
            close(number)
            throw NeverHappened(what: "a free port")
        }
        return (number, Int(UInt16(bigEndian: address.sin_port)))
    }

    /// Whether something on this port sends a greeting.
    package static func answers(_ port: Int, on host: String = "127.0.0.1") -> Bool {
        connected(port, on: host) { number in
            var patience = timeval(tv_sec: 5, tv_usec: 0)
            unsafe setsockopt(number, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
            var byte: UInt8 = 0
            return unsafe recv(number, &byte, 1, 0) == 1
        }
    }

    /// Whether something listens on this port.
    package static func accepts(_ port: Int, on host: String = "127.0.0.1") -> Bool {
        connected(port, on: host) { _ in true }
    }

    private static func connected(_ port: Int, on host: String, _ body: (Int32) -> Bool) -> Bool {
        let isIPv6 = host.contains(":")
        let number = socket(isIPv6 ? AF_INET6 : AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(number) }
        var address = loopback(port)
        var address6 = sockaddr_in6()
        address6.sin6_family = sa_family_t(AF_INET6)
        address6.sin6_port = UInt16(port).bigEndian
        unsafe inet_pton(AF_INET6, "::1", &address6.sin6_addr)
        let isConnected =
            isIPv6
            ? unsafe withUnsafePointer(to: &address6) { pointer in
                unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                    unsafe connect(number, generic, socklen_t(MemoryLayout<sockaddr_in6>.size)) == 0
                }
            }
            : unsafe withUnsafePointer(to: &address) { pointer in
                unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                    unsafe connect(number, generic, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
                }
            }
        return isConnected && body(number)
    }

    private static func loopback(_ port: Int) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(port).bigEndian
        address.sin_addr = in_addr(s_addr: UInt32(0x7F00_0001).bigEndian)
        return address
    }
}
