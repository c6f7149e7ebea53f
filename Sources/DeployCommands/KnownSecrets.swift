internal import Credentials
internal import Diagnostics
internal import Synchronization

/// The passwords that a run has come to know, so that nothing that it passes on shows one.
final class KnownSecrets: Sendable {
    private let secrets: Mutex<[Secret]>

    /// Those that are known from the beginning.
    init(_ texts: [String?]) { secrets = Mutex(texts.compactMap { $0.map { Secret($0) } }) }

    /// One that a server has taken.
    func add(_ secret: Secret) { secrets.withLock { $0.append(secret) } }

    /// A text with each of them as `***`.
    func hide(in text: String) -> String {
        SecretMask.hiding(secrets.withLock { $0 }.map(\.revealed), in: text)
    }
}
