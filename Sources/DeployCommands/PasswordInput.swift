internal import Credentials
internal import LocalFiles
internal import Subprocess
internal import SystemPackage

/// Passwords that a file holds or a command prints: all of it but for one line end behind it.
enum PasswordInput {
    /// More than this (bytes) is no password.
    private static let limit = 64 << 10
    /// Seconds after which a command is given up where nobody is there whom it may be asking.
    private static let patience = 60.0

    /// The password in a file.
    ///
    /// - Throws: ``LoginFailure``.
    static func file(_ path: String) throws -> Secret {
        do throws(SystemError) {
            return Secret(bytes: trimmed(try DiskFile.contents(ofFileAt: path, limit: limit)))
        } catch {
            throw LoginFailure(
                message: "the password file cannot be read: \(error)", help: "check 'password_file' and its permissions"
            )
        }
    }

    /// What a command prints. Its standard input is empty: that of the run is for others. It may ask at the terminal.
    ///
    /// - Throws: ``LoginFailure``, `CancellationError`.
    static func command(_ words: [String], in folder: String, isWatched: Bool) async throws -> Secret {
        let name = "the command of 'password_command' (\(words.first ?? ""))"
        let result: (status: TerminationStatus, output: [UInt8])
        do {
            result = try await withThrowingTaskGroup { group in
                group.addTask { try await run(words, in: folder) }
                group.addTask {
                    try await Task.sleep(for: .seconds(isWatched ? 86_400 : patience))
                    throw LoginFailure(
                        message: "\(name) did not end within \(Int(patience)) seconds",
                        help: "without a terminal it must not ask for anything")
                }
                defer { group.cancelAll() }
                guard let first = try await group.next() else { throw CancellationError() }
                return first
            }
        } catch let error as SubprocessError {
            try Task.checkCancellation()
            throw LoginFailure(
                message: "\(name) cannot be run: \(error)", help: "write a program and its arguments; there is no shell"
            )
        }
        try Task.checkCancellation()
        guard result.status.isSuccess else {
            throw LoginFailure(
                message: "\(name) failed: \(result.status)", help: "run it by hand; it has to print the password")
        }
        let password = trimmed(result.output)
        guard !password.isEmpty else {
            throw LoginFailure(message: "\(name) printed nothing", help: "it has to print the password")
        }
        return Secret(bytes: password)
    }

    private static func run(
        _ words: [String], in folder: String
    ) async throws -> (status: TerminationStatus, output: [UInt8]) {
        let program = words.first ?? ""
        let result = try await Subprocess.run(
            program.contains("/") ? .path(FilePath(program)) : .name(program),
            arguments: Arguments(Array(words.dropFirst())), workingDirectory: FilePath(folder),
            input: .none, output: .bytes(limit: limit), error: .currentStandardError)
        return (result.terminationStatus, result.standardOutput)
    }

    private static func trimmed(_ bytes: [UInt8]) -> [UInt8] {
        var bytes = bytes[...]
        if bytes.last == UInt8(ascii: "\n") {
            bytes.removeLast()
            if bytes.last == UInt8(ascii: "\r") { bytes.removeLast() }
        }
        return Array(bytes)
    }
}
