import Foundation
import Glibc
import Synchronization

/// A program started by a test, ended by its pid.
package final class Program: Sendable {
    /// What a program left when it ended.
    package struct Result: Sendable {
        /// The exit code; 128 + n after signal n.
        package var status: Int32
        /// Standard output.
        package var output: String
        /// Standard error.
        package var errors: String
    }

    /// How long the longest may take.
    private static let patience = Duration.seconds(900)

    /// The process id.
    package let pid: Int32
    private let end: AsyncStream<Int32>
    private let ended = Mutex<Int32?>(nil)
    private let outputPath: String
    private let errorPath: String
    private let folder: TemporaryFolder

    /// Starts a program; what it writes goes to files, so that it never waits for a reader.
    package init(
        _ path: String, _ arguments: [String], in currentFolder: String = "/", environment: [String: String] = [:]
    ) throws {
        folder = try TemporaryFolder()
        outputPath = try folder.write("out", "")
        errorPath = try folder.write("err", "")
        var variables = [
            "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "HOME": folder.path,
            "LANG": "C.UTF-8",
        ]
        // What a sanitizer was told holds for the programs as well.
        variables["TSAN_OPTIONS"] = ProcessInfo.processInfo.environment["TSAN_OPTIONS"]
        variables.merge(environment) { $1 }
        pid = try Spawn.start(
            path, arguments, environment: variables, folder: currentFolder, output: outputPath, errors: errorPath)
        let (stream, continuation) = AsyncStream.makeStream(of: Int32.self)
        end = stream
        Thread.detachNewThread { [pid] in
            continuation.yield(Spawn.wait(pid))
            continuation.finish()
        }
    }

    /// Runs a program to its end.
    package static func run(
        _ path: String, _ arguments: [String], in currentFolder: String = "/", environment: [String: String] = [:]
    ) async throws -> Result {
        await places.take()
        defer { places.giveBack() }
        return try await Program(path, arguments, in: currentFolder, environment: environment).wait()
    }

    /// All tests begin at once: without a limit so many programs would run that each of them times out.
    private static let places = Places(8)

    /// Whether it still runs.
    package var isRunning: Bool { kill(pid, 0) == 0 && ended.withLock { $0 } == nil && !isZombie }

    private var isZombie: Bool {
        let status = (try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8)) ?? ""
        return status.split(separator: ")").last?.hasPrefix(" Z") ?? true
    }

    /// What it wrote so far to standard output.
    package var output: String { (try? String(contentsOfFile: outputPath, encoding: .utf8)) ?? "" }

    /// What it wrote so far to standard error.
    package var errors: String { (try? String(contentsOfFile: errorPath, encoding: .utf8)) ?? "" }

    /// Waits for its end. One that hangs is killed: its test fails, instead of keeping all the others.
    package func wait() async -> Result {
        await withTaskGroup { group in
            group.addTask {
                guard (try? await Task.sleep(for: Self.patience)) != nil else { return }
                kill(self.pid, SIGKILL)
            }
            for await status in end { ended.withLock { $0 = status } }
            group.cancelAll()
        }
        return Result(status: ended.withLock { $0 } ?? -1, output: output, errors: errors)
    }

    /// Sends a signal to it.
    package func signal(_ number: Int32) { kill(pid, number) }

    deinit { if isRunning { kill(pid, SIGKILL) } }
}

/// A number of places for those who want to do something at the same time.
private final class Places: Sendable {
    private let state: Mutex<(free: Int, waiting: [CheckedContinuation<Void, Never>])>

    init(_ count: Int) { state = Mutex((count, [])) }

    func take() async {
        await withCheckedContinuation { continuation in
            let isFree = state.withLock { state in
                if state.free > 0 {
                    state.free -= 1
                    return true
                }
                state.waiting.append(continuation)
                return false
            }
            if isFree { continuation.resume() }
        }
    }

    func giveBack() {
        let next = state.withLock { state -> CheckedContinuation<Void, Never>? in
            if state.waiting.isEmpty {
                state.free += 1
                return nil
            }
            return state.waiting.removeFirst()
        }
        next?.resume()
    }
}

/// Waits until something holds, looking often; gives up after five minutes.
package func eventually(_ what: String, _ condition: () throws -> Bool) async throws {
    let deadline = ContinuousClock.now + .seconds(300)
    while try !condition() {
        guard ContinuousClock.now < deadline else { throw NeverHappened(what: what) }
        try await Task.sleep(for: .milliseconds(2))
    }
}

/// What a test waited for did not come.
package struct NeverHappened: Error {
    /// In words.
    package let what: String
}
