internal import Synchronization

/// What was found out about a server and holds for all connections to it; worth keeping from run to run.
package struct HostProfile: Hashable, Sendable, Codable {
    /// What a server makes of a command that may not suit it.
    package enum Finding: String, Hashable, Sendable, Codable {
        /// Nobody has tried.
        case unknown
        /// It works.
        case works
        /// It does not.
        case fails
    }

    /// EPSV (RFC 2428); where it fails, PASV is used.
    package var extendedPassive = Finding.unknown
    /// EPRT (RFC 2428); where it fails, PORT is used.
    package var extendedActive = Finding.unknown
    /// EPSV sent in one write with STOR, and answered behind the transfer. pyftpdlib drops the transfer.
    package var passiveAhead = Finding.unknown
    /// MLSD, whatever FEAT says.
    package var machineListing = Finding.unknown
    /// REST before STOR (RFC 3659, section 5), proven by reading back.
    package var restartedStore = Finding.unknown
    /// RNTO onto a name that is taken replaces what is there (IIS refuses it).
    package var replacingRename = Finding.unknown
    /// Whether data connections resume the control connection's TLS session.
    package var resumedSession = Finding.unknown
    /// How many connections the server took at most, where it refused one more.
    package var connectionLimit: Int?

    /// A server that nobody knows yet.
    package init() {}

    /// Takes over what is known of a server that greets like this.
    mutating func recognize(welcome: [String], isActive: Bool) {
        guard welcome.contains(where: { $0.lowercased().contains("pyftpdlib") }) else { return }
        passiveAhead = .fails
        // It tells links as what they lead to: nothing may be deleted through one.
        machineListing = .fails
        // Its loop (2.2.0) overlooks connections when two sessions in active mode transfer at the same time.
        if isActive { connectionLimit = 1 }
    }
}

/// The profile that all connections to one server share and add to.
package final class HostMemory: Sendable {
    private struct State {
        var profile: HostProfile
        var isProvingAhead = false
    }

    private let state: Mutex<State>

    /// A memory that begins with what is known from before.
    package init(_ profile: HostProfile = HostProfile()) { state = Mutex(State(profile: profile)) }

    /// What is known now.
    package var profile: HostProfile { state.withLock { $0.profile } }

    /// Notes a finding.
    package func note(_ change: (inout HostProfile) -> Void) { state.withLock { change(&$0.profile) } }

    /// Whether the next data port may be asked for in the transfer that begins now. Where nobody knows, one connection
    /// tries it with one file; the others do without until it is known.
    ///
    /// - Parameter size: the bytes of the file; one that tells nothing or takes long is not tried with.
    func ahead(with size: Int64) -> (isAllowed: Bool, isProof: Bool) {
        state.withLock { state in
            guard state.profile.extendedPassive == .works else { return (false, false) }
            guard state.profile.passiveAhead == .unknown else { return (state.profile.passiveAhead == .works, false) }
            if state.isProvingAhead || !(1...1_000_000).contains(size) { return (false, false) }
            state.isProvingAhead = true
            return (true, true)
        }
    }

    /// The file it was tried with failed for a reason of its own.
    func abandonProof() { state.withLock { $0.isProvingAhead = false } }

    /// What came of trying.
    func noteAhead(works: Bool) {
        state.withLock { state in
            state.isProvingAhead = false
            state.profile.passiveAhead = works ? .works : .fails
        }
    }
}
