package import DeployModel
package import FileTree

/// Changes and what is left alone, a line each.
package enum ChangeText {
    /// One change: sign, path, size and reason; where changes go both ways, first the direction.
    package static func line(_ change: Change, showsSide: Bool = false, style: Style) -> String {
        let (sign, role) = sign(change)
        let isFolder = change.action == .createFolder || change.action == .deleteFolder
        let size = change.movedFrom != nil ? "" : change.size.map { ", \(Quantity.bytes($0))" } ?? ""
        let path = "\(change.path)\(isFolder ? "/" : "")"
        let arrow = showsSide ? change.side == .local ? "< " : "> " : ""
        return "\(style.paint("\(arrow)\(sign) \(path)", role)) \(style.paint("(\(change.reason)\(size))", .faint))"
    }

    /// What stands in front of a change, and its colour.
    static func sign(_ change: Change) -> (String, Style.Role) {
        switch change.action {
        case .createFolder, .create: ("+", .good)
        case .replace: ("~", .change)
        case .deleteFile, .deleteFolder: ("-", .danger)
        }
    }

    /// A path that is left alone, with the reason.
    package static func skippedLine(_ remark: Remark, style: Style) -> String {
        style.paint("  \(remark.path) (left alone: \(remark.reason))", .faint)
    }

    /// A new file that is not sent because it looks like a secret.
    package static func heldBackLine(_ remark: Remark, style: Style) -> String {
        style.paint(
            "warning: \(remark.path) was held back: \(remark.reason); 'allow: [/\(remark.path)]' sends it", .warning)
    }

    /// A path that changed on both sides.
    package static func conflictLine(_ conflict: Conflict, style: Style) -> String {
        style.paint("! \(conflict.path) (conflict: \(conflict.reason))", .warning)
    }

    /// What a run would do about one path, and why, in words without a final full stop.
    package static func explanation(of path: RelativePath, in changes: ChangeSet) -> String {
        if let change = changes.changes.first(where: { $0.path == path }) {
            return "a run would \(verb(change)) it: \(change.reason)"
        }
        if let remark = changes.conflicts.first(where: { $0.path == path }) { return "a conflict: \(remark.reason)" }
        if let remark = changes.heldBack.first(where: { $0.path == path }) {
            return "a run would hold it back: \(remark.reason); 'allow' sends it"
        }
        if let remark = (changes.drifted + changes.skipped + changes.lingering).first(where: { $0.path == path }) {
            return "a run would leave it alone: \(remark.reason)"
        }
        if changes.unchanged.contains(path) { return "a run would not send it: it is the same on both sides" }
        let below = changes.changes.count { $0.path.isWithin(path) }
        if below > 0 { return "the folder is on both sides; \(Quantity.count(below, "change")) below it" }
        return "a run would not touch it: it is on neither side, or takes no part"
    }

    private static func verb(_ change: Change) -> String {
        let verb =
            switch change.action {
            case .createFolder: "make"
            case .create: change.side == .local ? "fetch" : "send"
            case .replace: "replace"
            case .deleteFile, .deleteFolder: "delete"
            }
        return change.side == .local && change.action != .create ? "\(verb) (here)" : verb
    }

    /// "3 paths the same on both sides", or, where nobody looked, as they were recorded.
    static func unchanged(_ count: Int, isByRecord: Bool) -> String {
        "\(Quantity.count(count, "path")) \(isByRecord ? "as recorded" : "the same on both sides")"
    }

    /// What keeping the files costs that a run replaces.
    package static func keeping(_ files: Int, _ bytes: Int64) -> String {
        "\(Quantity.count(files, "file")) (\(Quantity.bytes(bytes))) would be kept for a way back: copied by the server where it can (SITE CPFR), else fetched and stored; --keep 0 saves that"
    }

    /// What a change set amounts to, in one line without a final full stop; on a way back nothing is sent.
    package static func summary(_ changes: ChangeSet, isWayBack: Bool = false) -> String {
        guard !changes.isEmpty else {
            return "nothing to do: \(unchanged(changes.unchanged.count, isByRecord: changes.isByRecord))"
        }
        var parts: [String] = []
        for (side, verb) in [(Side.remote, isWayBack ? "bring back" : "send"), (.local, "receive")] {
            let transfers = changes.changes(on: side).filter(\.sendsContent)
            guard !transfers.isEmpty else { continue }
            let bytes = Quantity.bytes(transfers.compactMap(\.size).clampedSum())
            parts.append("\(Quantity.count(transfers.count, "file")) to \(verb) (\(bytes))")
        }
        let moved = changes.changes.count { $0.movedFrom != nil }
        if moved > 0 { parts.append("\(Quantity.count(moved, "file")) to move") }
        func add(_ action: Change.Action, _ what: String, _ verb: String) {
            let count = changes.changes.count { $0.action == action && $0.movedTo == nil }
            if count > 0 { parts.append("\(Quantity.count(count, what)) to \(verb)") }
        }
        add(.createFolder, "folder", "make")
        add(.deleteFile, "file", "delete")
        add(.deleteFolder, "folder", "delete")
        return parts.joined(separator: ", ")
    }
}
