/// An upload as a value, from the moment when STOR and the data connection's SYN leave together: what ends it and how.
///
/// The data connection and the replies come in any order: Pure-FTPd sends 150 only when it has accepted the
/// connection, others before; a refusal may arrive while bytes are flowing. Success needs both: everything handed to
/// the network, and a completion reply.
package struct StoreExchange: Hashable, Sendable {
    /// What became of the data connection.
    private enum DataState: Hashable, Sendable {
        case connecting, sending, sent
        case failed(String)
    }

    /// What to do.
    package enum Action: Hashable, Sendable {
        /// Nothing yet.
        case wait
        /// The server refused: close the data connection, whatever was sent.
        case abortData
        /// The server can no longer be waited for in this session: close the control connection too.
        case abandonSession
        /// The transfer is over; ``StoreExchange/verdict`` tells how.
        case finish
    }

    /// How an upload ended.
    package enum Verdict: Hashable, Sendable {
        /// All bytes went out and the server confirmed.
        case stored(Reply)
        /// The server refused.
        case refused(Reply)
        /// The server confirmed although not all bytes went out: what lies there is not whole.
        case incomplete(String)
        /// There was no data connection.
        case noConnection(String)
    }

    private var data = DataState.connecting
    private var final: Reply?

    /// An upload whose STOR was just sent.
    package init() {}

    /// The data connection stands.
    package mutating func connected() -> Action {
        if case .connecting = data { data = .sending }
        return final == nil ? .wait : .abortData
    }

    /// The data connection could not be made.
    package mutating func connectFailed(_ reason: String) -> Action {
        data = .failed(reason)
        // Without a data connection the server keeps waiting for one, perhaps for minutes.
        return final == nil ? .abandonSession : .finish
    }

    /// All bytes and the end of file were handed to the network.
    package mutating func sentAll() -> Action {
        data = .sent
        return final == nil ? .wait : .finish
    }

    /// The data connection broke while bytes were going out.
    package mutating func sendFailed(_ reason: String) -> Action {
        data = .failed(reason)
        return final == nil ? .wait : .finish
    }

    /// The final reply came.
    package mutating func received(_ reply: Reply) -> Action {
        final = reply
        switch data {
        case .sent, .failed: return .finish
        case .connecting, .sending: return reply.isCompletion ? .wait : .abortData
        }
    }

    /// How it ended; nil while it goes on.
    package var verdict: Verdict? {
        if let final, !final.isCompletion { return .refused(final) }
        switch data {
        case .failed(let reason): return final == nil ? .noConnection(reason) : .incomplete(reason)
        case .sent: return final.map { .stored($0) }
        case .connecting, .sending: return nil
        }
    }
}
