internal import CLinux
internal import Glibc

/// Whether a stream of this process is a terminal, and how wide.
package enum Terminal {
    /// Whether the descriptor (1 is standard output, 2 standard error) is a terminal.
    package static func isTerminal(_ descriptor: Int32) -> Bool { isatty(descriptor) == 1 }

    /// The width in columns, as it is now; nil where it is no terminal, does not tell, or belongs to another job of the
    /// shell for the moment (`deploy run &`).
    package static func columns(_ descriptor: Int32) -> Int? {
        let columns = Int(deploy_terminal_columns(descriptor))
        return columns > 0 && isOurs(descriptor) ? columns : nil
    }

    /// Whether the descriptor is a terminal in whose foreground this process is: a job in the background that reads there is
    /// stopped.
    package static func isOurs(_ descriptor: Int32) -> Bool {
        isTerminal(descriptor) && tcgetpgrp(descriptor) == getpgrp()
    }
}
