internal import Glibc
internal import LocalFiles

/// The keyring of a desktop: the Secret Service (gnome-keyring, KWallet, KeePassXC), spoken to through libsecret.
package struct SecretService: Keyring {
    /// Seconds after which a service that does not answer is given up. While a person is asked to unlock it, nobody counts.
    static let patience = 10.0

    /// Seconds after which a person is told that there is a window.
    private static let glance = 1.0

    private let isReachable: Bool
    private let canUnlock: Bool
    private let waiting: @Sendable () -> Void

    /// The keyring of this session.
    ///
    /// - Parameters:
    ///   - environment: tells whether there is a D-Bus session, and a screen on which a person can be asked to unlock it.
    ///   - mayAsk: whether a person may be asked.
    ///   - waiting: told when a person is asked to unlock it.
    package init(environment: [String: String], mayAsk: Bool, waiting: @escaping @Sendable () -> Void) {
        let runtime = environment["XDG_RUNTIME_DIR"].map { "\($0)/bus" }
        isReachable =
            environment["DBUS_SESSION_BUS_ADDRESS"]?.isEmpty == false
            || runtime.map { unsafe access($0, F_OK) == 0 } ?? false
        let hasScreen = ["DISPLAY", "WAYLAND_DISPLAY"].contains { environment[$0]?.isEmpty == false }
        canUnlock = hasScreen && mayAsk
        self.waiting = waiting
    }

    package func entry(
        named names: [String], where wanted: @Sendable (KeyringEntry) -> Bool
    ) async -> KeyringFinding {
        do throws(KeyringFailure) {
            var (isLocked, isMalformed): (Bool, String?) = (false, nil)
            for name in names {
                var (contents, locked) = try await ask { (session) throws(KeyringFailure) in
                    try session.contents(named: name, unlocks: false)
                }
                if contents.isEmpty, locked, canUnlock {
                    (contents, locked) = try await ask(limit: nil) { (session) throws(KeyringFailure) in
                        try session.contents(named: name, unlocks: true)
                    }
                }
                isLocked = isLocked || locked
                for content in contents {
                    guard let entry = KeyringEntry(name: name, content: content) else {
                        isMalformed = name
                        continue
                    }
                    if wanted(entry) { return .found(entry) }
                }
            }
            if isLocked { return .failed(.locked) }
            return isMalformed.map { .failed(.malformed(name: $0)) } ?? .nothing
        } catch {
            return .failed(error)
        }
    }

    package func store(_ entry: KeyringEntry) async throws(KeyringFailure) {
        guard let content = entry.content else {
            throw .refused("the user's name holds a ':', which separates it from the password there")
        }
        try await ask(limit: canUnlock ? nil : Self.patience) { (session) throws(KeyringFailure) in
            try session.store(content, named: entry.name, label: entry.label)
        }
    }

    package func delete(named name: String) async throws(KeyringFailure) -> Int {
        let canUnlock = canUnlock
        return try await ask(limit: canUnlock ? nil : Self.patience) { (session) throws(KeyringFailure) in
            try session.delete(named: name, unlocks: canUnlock)
        }
    }

    /// Runs `body` in a session on a thread of its own.
    ///
    /// - Parameter limit: seconds; nil where a person is asked meanwhile.
    /// - Throws: ``KeyringFailure``; ``KeyringFailure/silent`` also where the task is cancelled.
    private func ask<Value: Sendable>(
        limit: Double? = patience,
        _ body: @escaping @Sendable (SecretSession) throws(KeyringFailure) -> Value
    ) async throws(KeyringFailure) -> Value {
        guard isReachable else { throw .unavailable("this session has no D-Bus") }
        let (cancellation, waiting) = (SecretCancellation(), waiting)
        let result: Result<Value, KeyringFailure>? = try? await withThrowingTaskGroup { group in
            group.addTask {
                try await BlockingCall.value {
                    Result { () throws(KeyringFailure) in try SecretSession.run(cancellation, body) }
                }
            }
            if let limit {
                group.addTask {
                    try await Task.sleep(for: .seconds(limit))
                    return .failure(.silent)
                }
            } else {
                group.addTask {
                    // Whatever takes longer than that is a window that somebody has to look at.
                    try await Task.sleep(for: .seconds(Self.glance))
                    waiting()
                    try await Task.sleep(for: .seconds(86_400))
                    return .failure(.silent)
                }
            }
            defer {
                cancellation.cancel()
                group.cancelAll()
            }
            return try await group.next()
        }
        guard let result else { throw .silent }
        return try result.get()
    }
}
