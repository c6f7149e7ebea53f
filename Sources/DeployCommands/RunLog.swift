internal import Diagnostics
internal import FoundationEssentials
internal import LocalFiles

/// The file of `--log-file`: all of `-vv`, each line with the time (UTC) at which it was written.
struct RunLog: Sendable {
    private let file: DiskFile
    /// What is taken out of every line.
    var secrets: [String] = []

    /// Opens a log; what is in it already stays.
    ///
    /// - Throws: ``UsageError`` where it cannot be written.
    init(path: String) throws(UsageError) {
        do throws(SystemError) {
            file = try DiskFile.forAppending(to: path)
        } catch {
            throw UsageError(
                message: "the log file \(path) cannot be written: \(error.reason)", help: "name another with --log-file"
            )
        }
    }

    /// Adds lines. A full disk stops no deployment.
    func add(_ text: String) {
        let time = Date.now.formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))
        for line in text.split(separator: "\n") {
            let line = SecretMask.urls(SecretMask.hiding(secrets, in: String(line)))
            try? file.append("\(time) \(line)\n")
        }
    }
}
