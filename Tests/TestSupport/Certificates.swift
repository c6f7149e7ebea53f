import Foundation

/// The certificates that `scripts/peers/certificates` makes.
package enum Certificates {
    /// The PEM file with this name: ca, good, expired, wrong-host, self-signed, unknown-ca, client.
    package static func file(_ name: String) -> String { "\(Project.root)/.build/peers/certificates/\(name).pem" }
}
