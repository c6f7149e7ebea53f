package import DeployModel
internal import FileTree

/// A conflict as a person is asked about it.
package enum ConflictText {
    /// The two sides next to each other, a line each for size and time, with what both were before. `time` writes seconds
    /// since the epoch as the clock on the wall shows them.
    package static func block(
        _ conflict: Conflict, number: Int, of count: Int, style: Style, time: (Int64) -> String
    ) -> String {
        let (local, remote) = (conflict.local, conflict.remote)
        let sizes = marks(local?.size, remote?.size, "larger")
        let isNear = local?.modified.flatMap { here in remote?.modified.map { here.isNear($0) } } ?? false
        let moments =
            isNear ? ("", "") : marks(local?.modified?.timeInterval, remote?.modified?.timeInterval, "newer")
        func size(_ entry: FileEntry?) -> String {
            entry.map { $0.size.map { Quantity.bytes($0) } ?? "size unknown" } ?? "not there"
        }
        func changed(_ entry: FileEntry?) -> String { entry?.modified.map { time($0.seconds) } ?? "" }
        var rows = [
            ("", "here", "on the remote"), ("size", size(local) + sizes.0, size(remote) + sizes.1),
            ("changed", changed(local) + moments.0, changed(remote) + moments.1),
        ]
        if let recorded = conflict.recorded {
            let when = (recorded.modified ?? recorded.serverTime).map { ", \(time($0.seconds))" } ?? ""
            rows.append(("before", "\(Quantity.bytes(recorded.size))\(when)", ""))
        } else {
            rows.append(("before", "no record of it", ""))
        }
        let title = style.paint("Conflict \(number) of \(count): \(conflict.path)", .warning)
        return "\(title) (\(conflict.reason))\n" + table(rows)
    }

    /// Marks the greater of two values; nothing where they are the same or one is missing.
    private static func marks<Value: Comparable>(_ left: Value?, _ right: Value?, _ word: String) -> (String, String) {
        guard let left, let right, left != right else { return ("", "") }
        return left > right ? (" (\(word))", "") : ("", " (\(word))")
    }

    private static func table(_ rows: [(String, String, String)]) -> String {
        func padded(_ text: String, _ width: Int) -> String {
            text + String(repeating: " ", count: max(0, width - text.count))
        }
        let widths = (rows.map(\.0.count).max() ?? 0, rows.map(\.1.count).max() ?? 0)
        return rows.map { row in
            var line = "  \(padded(row.0, widths.0))  \(padded(row.1, widths.1))  \(row.2)"
            while line.hasSuffix(" ") { line.removeLast() }
            return line + "\n"
        }.joined()
    }

    /// The line that asks; `resolutions` are what the command knows.
    package static func question(_ resolutions: [ConflictResolution]) -> String {
        let words: [(ConflictResolution, String)] = [
            (.local, "[l]ocal"), (.remote, "[r]emote"), (.old, "[o]lder"), (.new, "[n]ewer"),
        ]
        let offered = words.filter { resolutions.contains($0.0) }.map(\.1)
        return "Use \((offered + ["[s]kip"]).joined(separator: ", "))? Or show [b]ytes, [d]iff, [h]elp: "
    }

    /// What the keys mean.
    package static func help(_ resolutions: [ConflictResolution]) -> String {
        let words: [(ConflictResolution, String)] = [
            (.local, "l  the local side wins"), (.remote, "r  the remote side wins"),
            (.old, "o  the older file wins"), (.new, "n  the newer file wins"),
        ]
        let lines =
            words.filter { resolutions.contains($0.0) }.map(\.1) + [
                "s  leave both sides as they are", "b  compare the bytes of both", "d  show what differs, as text",
                "h  this help",
                "Each with Enter. A capital letter decides this one and all that follow. Ctrl-C stops; nothing was changed yet.",
            ]
        return lines.map { "  \($0)\n" }.joined()
    }
}
