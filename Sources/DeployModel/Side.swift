/// One of the two trees of a run.
package enum Side: String, Sendable, Hashable, CaseIterable, Codable {
    /// The local folder.
    case local
    /// Where it goes.
    case remote

    /// The opposite one.
    package var other: Side { self == .local ? .remote : .local }
    /// Where it is, as messages call it.
    package var place: String { self == .local ? "here" : "on the remote" }
}
