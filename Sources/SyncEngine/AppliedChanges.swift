package import DeployModel
internal import FileTree
internal import Synchronization

/// What of a change set was done and confirmed so far: also what a run that breaks off has to record.
package final class AppliedChanges: Sendable {
    /// A change, and what is now on both sides where it was a transfer.
    package struct Item: Sendable {
        /// The change.
        package var change: Change
        /// The file as both sides have it now; nil for what is no transfer.
        package var file: Manifest.File?
    }

    private let items = Mutex<[Item]>([])

    /// Nothing done yet.
    package init() {}

    /// All of it, in the order in which it was done.
    package var all: [Item] { items.withLock { $0 } }

    /// Forgets all of it: it was taken back.
    package func forget() { items.withLock { $0 = [] } }

    func add(_ change: Change, _ file: Manifest.File?) {
        items.withLock { $0.append(Item(change: change, file: file)) }
    }
}
