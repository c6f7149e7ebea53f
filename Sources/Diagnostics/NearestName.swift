/// Did-you-mean: the known name that a misspelt one is most likely meant to be.
package enum NearestName {
    /// The candidate with the fewest edits to `name`, if no more than a third of its letters (at least one) changed.
    package static func of(_ name: String, among candidates: some Sequence<String>) -> String? {
        let wanted = Array(name.lowercased().replacing("-", with: "_"))
        let limit = max(1, wanted.count / 3)
        // Nobody misspells a name of that length; comparing it would take its time.
        guard wanted.count <= 64 else { return nil }
        return candidates.filter { abs($0.count - wanted.count) <= limit }.map {
            ($0, distance(wanted, Array($0.lowercased())))
        }
        .filter { $0.1 <= limit }
        .min { ($0.1, $0.0) < ($1.1, $1.0) }?.0
    }

    /// The optimal string alignment distance: insertions, deletions, replacements, swaps of neighbours.
    private static func distance(_ left: [Character], _ right: [Character]) -> Int {
        if left.isEmpty || right.isEmpty { return max(left.count, right.count) }
        var beforeLast: [Int] = []
        var last = Array(0...right.count)
        for i in 1...left.count {
            var row = [i] + Array(repeating: 0, count: right.count)
            for j in 1...right.count {
                let cost = left[i - 1] == right[j - 1] ? 0 : 1
                row[j] = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + cost)
                if i > 1, j > 1, left[i - 1] == right[j - 2], left[i - 2] == right[j - 1] {
                    row[j] = min(row[j], beforeLast[j - 2] + 1)
                }
            }
            beforeLast = last
            last = row
        }
        return last[right.count]
    }
}
