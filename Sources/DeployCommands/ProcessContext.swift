internal import Credentials
internal import FoundationEssentials
internal import Glibc
internal import LocalFiles

extension CommandContext {
    /// The context of this process.
    package static var process: CommandContext {
        let environment = ProcessInfo.processInfo.environment
        return CommandContext(
            environment: environment,
            program: (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? "deploy",
            currentFolder: FileManager.default.currentDirectoryPath,
            out: { write($0, to: STDOUT_FILENO) }, err: { write($0, to: STDERR_FILENO) },
            readLine: StandardInput.nextLine,
            person: .atTerminal(environment),
            isInputTerminal: Terminal.isOurs(STDIN_FILENO),
            isTerminal: Terminal.isTerminal(STDOUT_FILENO), isErrorTerminal: Terminal.isTerminal(STDERR_FILENO),
            columns: { environment["TERM"] == "dumb" ? nil : Terminal.columns(STDOUT_FILENO) },
            now: { Int64(Date.now.timeIntervalSince1970) },
            seconds: {
                let elapsed = ContinuousClock.now - start
                return Double(elapsed.components.seconds) + Double(elapsed.components.attoseconds) / 1e18
            })
    }

    private static let start = ContinuousClock.now

    private static func write(_ text: String, to descriptor: Int32) {
        // A reader that went away (deploy | head) is no reason to die in the middle of a deployment.
        try? DiskFile.writeAll(text, to: descriptor)
    }
}
