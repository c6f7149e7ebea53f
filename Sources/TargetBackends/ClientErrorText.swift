internal import DeployModel
internal import FTPClient
internal import FTPProtocol
internal import FileTree
internal import SyncTargets

/// The table of what an FTP client can fail with: each case as a sentence and a way out.
enum ClientErrorText {
    /// The error for the user; `path` is what the failed step was about.
    static func describe(
        _ error: FTPClientError, path: String, server: TreeLocation.ServerFolder, isActive: Bool = false
    ) -> TargetError {
        let address = server.address
        switch error {
        case .unreachable(_, _, let reason):
            return TargetError(
                .unreachable, "no connection to \(address): \(reason)",
                help: "check host and port of 'remote', and that the server runs")
        case .timedOut(let what, let seconds):
            return TargetError(
                .unreachable, "\(address) did not answer for \(seconds) seconds while waiting for \(escaped(what))",
                help: "try again; 'timeout:' sets how long to wait")
        case .connectionLost(let what):
            return TargetError(
                .unreachable, "the connection to \(address) ended while waiting for \(escaped(what))",
                help: "run again: what was sent completely is not sent twice")
        case .closedByServer(let reply):
            return TargetError(
                .unreachable, "\(address) ended the session: '\(escaped(reply.summary))'",
                help: reply.saysTooManyConnections ? "wait, or lower 'connections:'" : "run again")
        case .protocolViolation(let what):
            return TargetError(
                .unexpected, "\(address) does not speak FTP as expected: \(escaped(what))",
                help: "check that the port is the one of an FTP server")
        case .noSession(let refusal): return describe(refusal, address: address)
        case .refused(_, let reply): return ReplyError.describe(reply, path)
        case .noDataConnection(let port, let reason):
            return TargetError(
                .unreachable,
                "the control connection to \(address) works, but no data connection to port \(port): \(reason)",
                help: isActive
                    ? "a firewall or NAT may keep the server from connecting to this machine; passive mode is the default"
                    : "a firewall may block the server's passive ports")
        case .dataBroke(let during, let reason):
            return TargetError(
                .unreachable,
                "\(path): the data connection of \(escaped(during)) to \(address) broke: \(escaped(reason))",
                help: "run again: what was sent completely is not sent twice")
        case .encryption(let error): return EncryptionErrorText.describe(error, address: address)
        case .unsafeArgument(let shown):
            return TargetError(.invalidName, "\(shown) contains a line break, which FTP cannot carry")
        case .badListing(let folder, let reason):
            return TargetError(.unexpected, "the listing of \(escaped(folder)) cannot be used: \(escaped(reason))")
        case .localRead(let reason): return TargetError(.refused, "\(path): \(reason)")
        }
    }

    private static func describe(_ refusal: LoginConversation.Refusal, address: String) -> TargetError {
        switch refusal {
        case .notReady(let reply):
            return TargetError(
                .unreachable, "\(address) is not ready: '\(escaped(reply.summary))'",
                help: reply.saysTooManyConnections ? "wait, or lower 'connections:'" : "try again later")
        case .noTLS(let reply):
            return TargetError(
                .loginFailed, "\(address) takes no encrypted connection: '\(escaped(reply.summary))'",
                help:
                    "nothing was sent, least of all a password; ask the hoster for FTPS, or write ftp:// for clear text"
            )
        case .noPrivateData(let reply):
            return TargetError(
                .loginFailed,
                "\(address) would send files in clear text: it refused PROT P with '\(escaped(reply.summary))'",
                help: "ask the hoster for FTPS with private data connections")
        case .loginRefused(let reply):
            return TargetError(
                .loginFailed, "\(address) refused the log-in: '\(escaped(reply.summary))'",
                help: "check user and password, in the URL or in ~/.netrc")
        case .accountWanted(let reply):
            return TargetError(
                .loginFailed, "\(address) wants an account as well as a password: '\(escaped(reply.summary))'",
                help: "accounts (ACCT) are not supported")
        case .noImageMode(let reply):
            return TargetError(.unexpected, "\(address) refuses binary transfers: '\(escaped(reply.summary))'")
        }
    }

    private static func escaped(_ text: String) -> String { VisibleText.escaping(text) }
}
