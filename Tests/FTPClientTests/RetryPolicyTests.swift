import FTPClient
import FTPProtocol
import TLS
import Testing

@Suite("What is tried again")
struct RetryPolicyTests {
    @Test(
        "passing troubles are worth another attempt, lasting ones are not",
        arguments: [
            (.connectionLost(waitingFor: "STOR"), 4), (.dataBroke(during: "STOR", reason: ""), 4),
            (.closedByServer(Reply(421, "Timeout.")), 4), (.timedOut(waitingFor: "STOR", seconds: 30), 2),
            (.noDataConnection(port: 1, reason: ""), 2), (.encryption(.handshakeFailed("")), 2),
            (.encryption(.untrusted(CertificateProblem(.selfSigned, certificate: nil))), 1),
            (.encryption(.unusableFile(path: "", reason: "")), 1),
            (.noSession(.notReady(Reply(421, "Too many connections"))), 4),
            (.noSession(.loginRefused(Reply(530, "Maximum number of clients reached"))), 4),
            (.noSession(.loginRefused(Reply(530, "Login incorrect."))), 1),
            (.noSession(.loginRefused(Reply(530, "Too many failed login attempts"))), 1),
            (.refused(command: "STOR", Reply(425, "no data connection")), 4),
            (.refused(command: "STOR", Reply(426, "broken")), 4), (.refused(command: "STOR", Reply(451, "aborted")), 4),
            (.refused(command: "STOR", Reply(452, "no space left")), 1),
            (.refused(command: "STOR", Reply(450, "in use")), 1),
            (.refused(command: "STOR", Reply(550, "write: Broken pipe")), 4),
            (.refused(command: "STOR", Reply(550, "Permission denied")), 1),
            (.refused(command: "STOR", Reply(552, "Quota exceeded")), 1),
            (.unreachable(host: "h", port: 21, reason: ""), 1), (.protocolViolation(""), 1),
            (.badListing(folder: "/", reason: ""), 1), (.localRead(""), 1), (.unsafeArgument(""), 1),
        ] as [(FTPClientError, Int)])
    func attempts(error: FTPClientError, count: Int) {
        #expect(RetryPolicy.attempts(for: error) == count)
    }

    @Test("a server that is gone after it was there may be restarting")
    func restarting() {
        let refused = FTPClientError.unreachable(
            host: "h", port: 21, reason: "connection refused: nothing listens there")
        #expect(RetryPolicy.attempts(for: refused, reached: true) == 4)
        // This one costs the whole time-out each time.
        #expect(RetryPolicy.attempts(for: .unreachable(host: "h", port: 21, reason: "no answer"), reached: true) == 2)
        #expect(RetryPolicy.attempts(for: .protocolViolation(""), reached: true) == 1)
    }

    @Test("each attempt waits longer")
    func delays() {
        #expect([2, 3, 4].map { RetryPolicy.delay(beforeAttempt: $0) } == [0.2, 1, 3])
    }
}
