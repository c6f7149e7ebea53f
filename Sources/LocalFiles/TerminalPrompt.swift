internal import Glibc
internal import Synchronization

/// Asks the person at the terminal of this process, also where standard input is something else.
package enum TerminalPrompt {
    private static let path = "/dev/tty"
    private struct State {
        /// What the terminal was set to before a secret was asked for; nil while none is.
        var saved: termios?
        /// Whether nobody waits for the secret any more.
        var isAbandoned = false
    }

    private static let state = Mutex(State())

    /// Whether somebody is there: the process has a terminal, and that is its own at the moment. (Who reads from a
    /// background job is stopped.)
    package static var isThere: Bool {
        guard let terminal = open() else { return false }
        return tcgetpgrp(terminal.number) == getpgrp()
    }

    /// Asks for a line, which is seen.
    ///
    /// - Returns: the line without its end; nil at the end of the input, or where there is no terminal.
    /// - Throws: `CancellationError`.
    package static func line(_ question: String) async throws -> String? {
        try await BlockingCall.value { ask(question).map { String(decoding: $0, as: UTF8.self) } }
    }

    /// Asks for a line that nobody sees.
    ///
    /// - Returns: its bytes without the line end; nil at the end of the input, or where there is no terminal.
    /// - Throws: `CancellationError`; then the terminal is as it was.
    package static func secret(_ question: String) async throws -> [UInt8]? {
        state.withLock { $0.isAbandoned = false }
        return try await withTaskCancellationHandler {
            try await BlockingCall.value {
                guard hide() else { return nil }
                defer { restore() }
                return ask(question)
            }
        } onCancel: {
            restore()
        }
    }

    /// Sets the terminal to what it was before a secret was asked for; to be called before the process ends in any other way
    /// than by returning.
    package static func restore() {
        state.withLock { state in
            state.isAbandoned = true
            guard var settings = state.saved, let terminal = open() else { return }
            unsafe tcsetattr(terminal.number, TCSAFLUSH, &settings)
            // What was typed ended with a return key that nobody saw.
            try? DiskFile.writeAll("\n", to: terminal.number)
            state.saved = nil
        }
    }

    private static func open() -> DiskFile? {
        let number = unsafe Glibc.open(path, O_RDWR | O_CLOEXEC | O_NOCTTY)
        return number >= 0 ? DiskFile(owning: number) : nil
    }

    /// Whether the terminal shows no more what is typed.
    private static func hide() -> Bool {
        state.withLock { state in
            var settings = termios()
            guard !state.isAbandoned, let terminal = open(), unsafe tcgetattr(terminal.number, &settings) == 0 else {
                return false
            }
            state.saved = settings
            settings.c_lflag &= ~tcflag_t(ECHO)
            return unsafe tcsetattr(terminal.number, TCSAFLUSH, &settings) == 0
        }
    }

    private static func ask(_ question: String) -> [UInt8]? {
        guard let terminal = open() else { return nil }
        // A line of progress may stand there.
        try? DiskFile.writeAll("\r\u{1B}[K" + question, to: terminal.number)
        var line: [UInt8] = []
        while true {
            var byte: UInt8 = 0
            let count = unsafe read(terminal.number, &byte, 1)
            if count < 0, errno == EINTR { continue }
            guard count == 1 else { return line.isEmpty ? nil : line }
            if byte == UInt8(ascii: "\n") { return line }
            line.append(byte)
        }
    }
}
