import FTPClient
import Foundation

/// The words behind the program's name, in order.
struct Arguments: Sendable {
    /// A word is missing.
    struct Missing: Error, CustomStringConvertible {
        let what: String
        var description: String { "missing: \(what)" }
    }

    private var rest: ArraySlice<String>

    init(_ words: ArraySlice<String>) { rest = words }

    /// The next word; `what` names it where it is missing.
    mutating func next(_ what: String) throws -> String {
        guard let word = rest.popFirst() else { throw Missing(what: what) }
        return word
    }

    /// The next word as a server: a host, perhaps with a user before it and a port behind it.
    mutating func server() throws -> Server {
        let word = try next("[USER@]HOST[:PORT]")
        let at = word.lastIndex(of: "@")
        let parts = word[(at.map(word.index(after:)) ?? word.startIndex)...].split(separator: ":", maxSplits: 1)
        var options = FTPSession.Options()
        if parts.count == 2 { options.port = Int(parts[1]) }
        let host = parts.first.map(String.init) ?? ""
        return Server(host: host, user: at.map { String(word[..<$0]) }, options: options)
    }
}

/// Where to connect to, and as whom.
struct Server: Sendable {
    let host: String
    /// Nil logs in anonymously.
    let user: String?
    let options: FTPSession.Options

    /// A session for as long as `body` runs.
    func session(_ body: (FTPSession) async throws -> Void) async throws {
        let login = user.map { FTPLogin(user: $0, password: password(for: $0, on: host)) } ?? .anonymous
        try await FTPSession.with(host, login: login, options: options, body)
    }
}

/// The password from the variable FTP_PASSWORD, or from whoever sits at the terminal; it is not shown while it is typed.
func password(for user: String, on host: String) -> String {
    if let password = ProcessInfo.processInfo.environment["FTP_PASSWORD"] { return password }
    guard let typed = unsafe getpass("Enter password for \(user) on \(host): ") else { return "" }
    return unsafe String(cString: typed)
}

func printError(_ text: String) { FileHandle.standardError.write(Data("\(text)\n".utf8)) }

/// "Received 12 of 34 bytes (35.3%)", over the line before.
func show(_ verb: String, _ count: Int64, of size: Int64?) {
    guard let size, size > 0 else { return print("\(verb) \(count) bytes", terminator: "\r") }
    let share = String(format: "%.1f", 100 * Double(count) / Double(size))
    print("\(verb) \(count) of \(size) bytes (\(share)%)", terminator: "\r")
}
