package import FileTree

/// A plan with the changes that it comes to, kept in a file until somebody has looked at it.
package struct SavedPlan: Hashable, Sendable, Codable {
    /// The version of the form.
    package static let currentVersion = 1

    /// One change, as far as it has to be the same when it is carried out.
    package struct Item: Hashable, Sendable, Codable {
        /// What is done.
        package var action: String
        /// On which side.
        package var side: Side
        /// To what.
        package var path: RelativePath
        /// The bytes that are transferred; nil where none are.
        package var size: Int64?
        /// The SHA-256 of what is transferred; nil where nothing is, or nobody knows it before.
        package var sha256: String?

        /// Why, in words.
        package var reason: String
        /// The length of what is replaced or deleted, in bytes; nil where nothing is, or nobody knows it.
        package var replacedSize: Int64?
        /// When that changed, in seconds since the epoch; nil where nothing is, or nobody knows it.
        package var replacedTime: Int64?

        /// What has to stay the same of a change; `replaced` is what lies there.
        package init(_ change: Change, replacing replaced: FileEntry?) {
            reason = change.reason
            replacedSize = replaced?.size
            replacedTime = replaced?.modified?.seconds
            action = change.action.rawValue
            side = change.side
            path = change.path
            size = change.size
            sha256 = change.sha256
        }
    }

    /// The version of the form.
    package var version = SavedPlan.currentVersion
    /// What was planned; without hooks, which are read anew because they may hold secrets.
    package var plan: SyncPlan
    /// What it comes to, in its order.
    package var changes: [Item]

    /// A plan with its changes; `replaced` gives what lies there so far.
    package init(_ plan: SyncPlan, _ changes: ChangeSet, replaced: (Change) -> FileEntry?) {
        self.plan = plan
        self.plan.site = SitePlan()
        self.plan.dryRun = false
        self.changes = changes.changes.map { Item($0, replacing: replaced($0)) }
    }

    /// What is another thing by now, a line each: `-` was planned and `+` has come instead.
    package func differences(from now: SavedPlan) -> [String] {
        let (before, after) = (Set(changes), Set(now.changes))
        let lines = before.subtracting(after).map { ("-", $0) } + after.subtracting(before).map { ("+", $0) }
        return lines.sorted { ($0.1.path, $0.0 == "+" ? 1 : 0) < ($1.1.path, $1.0 == "+" ? 1 : 0) }.map { sign, item in
            let size = item.size.map { ", \($0) bytes" } ?? ""
            let replaced = item.replacedSize.map { " in place of \($0)" } ?? ""
            return "\(sign) \(item.action) \(item.path) (\(item.side.place), \(item.reason)\(size)\(replaced))"
        }
    }
}
