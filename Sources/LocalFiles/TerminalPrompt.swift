internal import Glibc
internal import Synchronization

/// Asks the person at the terminal of this process, also where standard input is something else.
package enum TerminalPrompt {
    private static let path = "/dev/tty"
    /// What the terminal was set to before a secret was asked for; nil while none is.
    private static let saved = Mutex<termios?>(nil)

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
        try await withTaskCancellationHandler {
            try await BlockingCall.value {
                hide()
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
        saved.withLock { saved in
            guard var settings = saved, let terminal = open() else { return }
            unsafe tcsetattr(terminal.number, TCSAFLUSH, &settings)
            // What was typed ended with a return key that nobody saw.
            try? DiskFile.writeAll("\n", to: terminal.number)
            saved = nil
        }
    }

    private static func open() -> DiskFile? {
        let number = unsafe Glibc.open(path, O_RDWR | O_CLOEXEC | O_NOCTTY)
        return number >= 0 ? DiskFile(owning: number) : nil
    }

    private static func hide() {
        saved.withLock { saved in
            guard let terminal = open() else { return }
            var settings = termios()
            guard unsafe tcgetattr(terminal.number, &settings) == 0 else { return }
            saved = settings
            settings.c_lflag &= ~tcflag_t(ECHO)
            unsafe tcsetattr(terminal.number, TCSAFLUSH, &settings)
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
