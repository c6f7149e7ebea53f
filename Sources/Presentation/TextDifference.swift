internal import FileTree

/// What differs between two contents, in words or as lines.
package enum TextDifference {
    /// Where two contents differ first, in words without a final full stop.
    package static func bytes(_ local: [UInt8], _ remote: [UInt8]) -> String {
        if local == remote { return "the bytes are the same" }
        let common = zip(local, remote).prefix { $0 == $1 }.count
        let lengths =
            local.count == remote.count
            ? "the same length"
            : "\(Quantity.bytes(Int64(local.count))) here, \(Quantity.bytes(Int64(remote.count))) there"
        return common == min(local.count, remote.count)
            ? "one is the beginning of the other (\(lengths))" : "they differ from byte \(common) on (\(lengths))"
    }

    /// Lines of context around a difference.
    private static let context = 3
    /// Above this many lines on one side the difference is not worked out.
    private static let limit = 2_000

    /// The lines that differ: `-` stands on the server, `+` here. Control characters are escaped.
    package static func lines(_ local: [UInt8], _ remote: [UInt8], style: Style) -> String {
        guard let new = text(local), let old = text(remote) else { return "  no text: [b] compares the bytes\n" }
        guard max(new.count, old.count) <= limit else { return "  more than \(limit) lines: too many to show\n" }
        if new == old { return "  the lines are the same; line ends may differ\n" }
        return hunks(merged(old, new)).map { lines in
            lines.map { "  \(paint($0, style))\n" }.joined()
        }.joined(separator: "  …\n")
    }

    private static func text(_ bytes: [UInt8]) -> [Substring]? {
        guard !bytes.contains(0), let text = String(validating: bytes, as: UTF8.self) else { return nil }
        var lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        // Behind the last line end there is no line.
        if lines.last?.isEmpty == true { lines.removeLast() }
        return lines
    }

    private typealias Line = (sign: Character, text: Substring)

    /// Both texts as one list: what stays, what goes, what comes.
    private static func merged(_ old: [Substring], _ new: [Substring]) -> [Line] {
        let difference = new.difference(from: old)
        let removed = Set(difference.removals.map(offset))
        let inserted = Set(difference.insertions.map(offset))
        var lines: [Line] = []
        var (left, right) = (0, 0)
        while left < old.count || right < new.count {
            if left < old.count, removed.contains(left) {
                lines.append(("-", old[left]))
                left += 1
            } else if right < new.count, inserted.contains(right) {
                lines.append(("+", new[right]))
                right += 1
            } else {
                lines.append((" ", old[left]))
                left += 1
                right += 1
            }
        }
        return lines
    }

    private static func offset(_ change: CollectionDifference<Substring>.Change) -> Int {
        switch change {
        case .insert(let offset, _, _), .remove(let offset, _, _): offset
        }
    }

    /// The differing lines with some around them, in groups.
    private static func hunks(_ lines: [Line]) -> [[Line]] {
        let shown = lines.indices.filter { index in
            lines[max(0, index - context)...min(lines.count - 1, index + context)].contains { $0.sign != " " }
        }
        var result: [[Line]] = []
        var last = -2
        for index in shown {
            if index == last + 1 {
                result[result.count - 1].append(lines[index])
            } else {
                result.append([lines[index]])
            }
            last = index
        }
        return result
    }

    private static func paint(_ line: Line, _ style: Style) -> String {
        let text = "\(line.sign) \(VisibleText.escaping(String(line.text)))"
        return switch line.sign {
        case "-": style.paint(text, .danger)
        case "+": style.paint(text, .good)
        default: text
        }
    }
}
