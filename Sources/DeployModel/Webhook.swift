/// An address that is told how a run ended.
package struct Webhook: Hashable, Sendable {
    /// Of which runs.
    package enum Occasion: String, Sendable, Hashable, CaseIterable {
        /// Of each.
        case always
        /// Of those that changed something, and those that failed.
        case changes
        /// Of those that failed.
        case failure
    }

    /// Its whole URL; it may hold a secret.
    package var url: String
    /// Of which runs it is told.
    package var occasion: Occasion

    /// A webhook from its parts.
    package init(url: String, occasion: Occasion) {
        self.url = url
        self.occasion = occasion
    }
}
