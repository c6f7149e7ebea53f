import Credentials
import Synchronization

/// A keyring in memory.
final class FakeKeyring: Keyring {
    private let entries: Mutex<[String: KeyringEntry]>
    private let failure: KeyringFailure?

    init(_ entries: [KeyringEntry] = [], failing failure: KeyringFailure? = nil) {
        self.entries = Mutex(Dictionary(entries.map { ($0.name, $0) }) { first, _ in first })
        self.failure = failure
    }

    var names: [String] { entries.withLock { $0.keys.sorted() } }

    func entry(named names: [String], where wanted: @Sendable (KeyringEntry) -> Bool) async -> KeyringFinding {
        if let failure { return .failed(failure) }
        let all = entries.withLock { $0 }
        let found = names.lazy.compactMap { all[$0] }.first(where: wanted)
        return found.map { .found($0) } ?? .nothing
    }

    func store(_ entry: KeyringEntry) async throws(KeyringFailure) {
        if let failure { throw failure }
        entries.withLock { $0[entry.name] = entry }
    }

    func delete(named name: String) async throws(KeyringFailure) -> Int {
        if let failure { throw failure }
        return entries.withLock { $0.removeValue(forKey: name) } == nil ? 0 : 1
    }
}
