/// What the process tells its caller: the one list of exit codes.
package enum ExitStatus: Int32, Sendable, Hashable, Error {
    /// Everything was done.
    case success = 0
    /// A transfer, a connection, a guard or a conflict: the message says which.
    case failure = 1
    /// Wrong words: options, arguments, the project file.
    case usage = 2
    /// Ended by Ctrl-C.
    case aborted = 3
    /// With `--report-problems`: done, but conflicts were left alone.
    case problems = 10
    /// Ended by SIGHUP.
    case hungUp = 129
    /// Ended by SIGTERM.
    case terminated = 143
}
