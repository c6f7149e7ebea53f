internal import DeployModel
internal import FileTree

/// Decides about files where each side takes over what changed on the other one.
struct TwoWayDecisions {
    let reader: PairReader
    let policy: ComparisonPolicy

    func decide(_ pair: Pair) -> Decision {
        switch StatusTable.operation(local: pair.localStatus, remote: pair.remoteStatus) {
        case .nothing: .nothing
        case .equal: .equal
        case .copy(let side): copy(pair, to: side)
        case .delete(let side): delete(pair, on: side)
        case .compare: compare(pair)
        case .conflict: conflict(pair)
        }
    }

    private func copy(_ pair: Pair, to side: Side) -> Decision {
        let source = side.other
        if pair.entry(side) == nil, reader.hasLostFolder(pair.path, on: side) {
            return settle(pair, "new \(source.place), but its folder was deleted \(side.place)")
        }
        if reader.sameness(pair) == .same { return .equal }
        let isChange = pair.status(source) == .modified
        return .copy(
            to: side, reason: isChange ? "changed \(source.place)" : source == .local ? "new" : "new \(source.place)")
    }

    private func delete(_ pair: Pair, on side: Side) -> Decision {
        if let reason = reader.protection(of: pair.path, on: side) { return .skip(reason: reason) }
        return .delete(on: side, reason: "deleted \(side.other.place)")
    }

    private func compare(_ pair: Pair) -> Decision {
        switch reader.sameness(pair) {
        case .same, .looksSame: return .equal
        case .different, .unknown: break
        }
        guard pair.localStatus == .existing else { return settle(pair, "new here and on the remote") }
        guard let newer = reader.newer(pair) else {
            return settle(pair, "not the same, and no record or time tells which is newer")
        }
        return .copy(to: newer.other, reason: "newer \(newer.place)")
    }

    private func conflict(_ pair: Pair) -> Decision {
        switch (pair.local, pair.remote) {
        case (.some, .some):
            reader.sameness(pair) == .same ? .equal : settle(pair, "changed here and on the remote")
        case (.some, nil): settle(pair, "changed here, deleted on the remote")
        default: settle(pair, "deleted here, changed on the remote")
        }
    }

    /// A conflict, decided if somebody said how.
    private func settle(_ pair: Pair, _ reason: String) -> Decision {
        guard let winner = winner(pair) else { return .conflict(reason: reason) }
        let words = "\(winner.words) wins: \(reason)"
        if pair.entry(winner.side) != nil { return .copy(to: winner.side.other, reason: words) }
        if let reason = reader.protection(of: pair.path, on: winner.side.other) { return .skip(reason: reason) }
        return .delete(on: winner.side.other, reason: words)
    }

    private func winner(_ pair: Pair) -> (side: Side, words: String)? {
        let resolution = policy.answers[pair.path] ?? policy.resolve
        switch resolution {
        case .local: return (.local, "local")
        case .remote: return (.remote, "remote")
        case .new, .old:
            // Who is gone has no time: that stays a conflict.
            guard pair.local != nil, pair.remote != nil, let newer = reader.newer(pair) else { return nil }
            return resolution == .new ? (newer, "the newer") : (newer.other, "the older")
        case .ask, .skip: return nil
        }
    }
}
