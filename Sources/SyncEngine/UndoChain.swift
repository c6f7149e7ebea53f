package import DeployModel

/// Which states of a remote can be reached from the one that is live, as a value: every undo record leads from the state
/// behind its run to the one before it.
package struct UndoChain: Hashable, Sendable {
    /// A run, by the states on both sides of it.
    private struct Edge: Hashable { var run, from, to: String }

    /// The state that is live.
    package let current: String
    private let edges: [Edge]
    /// The state out of which each state was made.
    private let parents: [String: String]

    /// The chain of a project.
    ///
    /// - Parameters:
    ///   - current: the state that is live.
    ///   - history: what is known of the runs, the latest last.
    ///   - records: the runs whose undo records are there.
    package init(current: String, history: [HistoryEntry], records: Set<String>) {
        self.current = current
        edges = history.filter { records.contains($0.run) }.map { Edge(run: $0.run, from: $0.from, to: $0.state) }
        parents = Dictionary(history.filter { !$0.isRollback }.map { ($0.state, $0.from) }) { _, last in last }
    }

    /// The nearest state before the live one that can be reached; nil where none can.
    package var previous: String? {
        var place = current
        // Every state is made once, so the way up ends.
        for _ in 0...parents.count {
            guard let parent = parents[place] else { return nil }
            if route(to: parent) != nil { return parent }
            place = parent
        }
        return nil
    }

    /// The runs whose undo records lead from the live state to another one, in the order in which they are used; nil
    /// where none lead there.
    package func route(to state: String) -> [String]? {
        var routes: [String: [String]] = [current: []]
        var waiting = [current]
        while let place = waiting.popLast() {
            for edge in edges where edge.to == place && routes[edge.from] == nil {
                routes[edge.from] = (routes[place] ?? []) + [edge.run]
                waiting.append(edge.from)
            }
        }
        return routes[state]
    }

    /// The states that can be reached, without the live one.
    package var reachable: Set<String> {
        Set(edges.map(\.from)).filter { $0 != current && route(to: $0) != nil }
    }

    /// The runs whose undo records a deployment keeps: those of the way back, `count` steps far.
    package func kept(_ count: Int) -> Set<String> {
        var kept: Set<String> = []
        var place = current
        while kept.count < count, let parent = parents[place],
            let edge = edges.last(where: { $0.to == place && $0.from == parent })
        {
            // A history that leads round in a circle was made by nobody.
            guard kept.insert(edge.run).inserted else { break }
            place = parent
        }
        return kept
    }
}
