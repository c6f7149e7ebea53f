internal import Glibc
internal import Synchronization

/// A password: it can be used, but never shown. Every description of it is `***`; its bytes are overwritten when nobody
/// holds it any more.
package struct Secret: Sendable {
    private let storage: Storage

    /// A secret with this value.
    package init(_ value: String) { storage = Storage(Array(value.utf8)) }

    /// A secret with these bytes, which are UTF-8.
    package init(bytes: [UInt8]) { storage = Storage(bytes) }

    /// The value, for the one place that sends it.
    package var revealed: String { String(decoding: storage.bytes, as: UTF8.self) }

    /// Whether it is the empty password (which is a password).
    package var isEmpty: Bool { storage.bytes.isEmpty }

    /// Bytes that nobody else has a copy of.
    private final class Storage: Sendable {
        private let content: Mutex<[UInt8]>

        // A copy: what somebody else holds as well would be copied before it is overwritten.
        init(_ bytes: [UInt8]) { content = Mutex(bytes.map { $0 }) }

        var bytes: [UInt8] { content.withLock { $0 } }

        deinit {
            content.withLock { bytes in
                unsafe bytes.withUnsafeMutableBytes { buffer in
                    guard let start = buffer.baseAddress else { return }
                    unsafe explicit_bzero(start, buffer.count)
                }
            }
        }
    }
}

extension Secret: Hashable {
    package static func == (left: Secret, right: Secret) -> Bool { left.storage.bytes == right.storage.bytes }

    package func hash(into hasher: inout Hasher) { hasher.combine(storage.bytes) }
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "***" }
    package var debugDescription: String { "***" }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
