internal import Diagnostics
internal import FoundationEssentials
internal import LocalFiles
internal import Synchronization

/// The file of `--log-file`: all of `-vv`, each line with the time (UTC) at which it was written.
struct RunLog: Sendable {
    private final class File: Sendable {
        let file: DiskFile
        let error = Mutex<SystemError?>(nil)

        init(_ file: DiskFile) { self.file = file }
    }

    /// Its absolute path.
    let path: String
    private let file: File
    /// What is taken out of every line.
    var secrets: KnownSecrets?

    /// Opens a log; what is in it already stays.
    ///
    /// - Throws: ``UsageError`` where it cannot be written.
    init(path: String) throws(UsageError) {
        do throws(SystemError) {
            file = File(try DiskFile.forAppending(to: path))
        } catch {
            throw UsageError(
                message: "the log file \(path) cannot be written: \(error.reason)", help: "name another with --log-file"
            )
        }
        self.path = path
    }

    /// The first failure to write; nil where all that was added is there.
    var error: SystemError? { file.error.withLock { $0 } }

    /// Adds lines. A full disk stops no deployment.
    func add(_ text: String) {
        let time = Date.now.formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))
        for line in text.split(separator: "\n") {
            let line = SecretMask.urls(secrets?.hide(in: String(line)) ?? String(line))
            do throws(SystemError) {
                try file.file.append("\(time) \(line)\n")
            } catch {
                file.error.withLock { $0 = $0 ?? error }
            }
        }
    }
}
