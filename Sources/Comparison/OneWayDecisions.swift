internal import DeployModel
internal import FileTree

/// Decides about files where one side is to become what the other one is; the sending side never changes.
struct OneWayDecisions {
    let reader: PairReader
    let policy: ComparisonPolicy
    let sender: Side
    private var receiver: Side { sender.other }
    /// The resolution that lets the sending side win.
    private var win: ConflictResolution { sender == .local ? .local : .remote }

    func decide(_ pair: Pair) -> Decision {
        switch StatusTable.operation(local: pair.localStatus, remote: pair.remoteStatus) {
        case .nothing: .nothing
        case .equal: .equal
        case .copy(to: receiver): .copy(to: receiver, reason: reason(pair))
        case .copy where pair.entry(sender) == nil: onlyReceived(pair)
        case .copy: theirs(pair, "changed \(receiver.place), not \(sender.place)")
        case .delete(on: receiver): onlyReceived(pair)
        case .delete: theirs(pair, "deleted \(receiver.place), not changed \(sender.place)")
        case .compare: compare(pair)
        case .conflict: conflict(pair)
        }
    }

    private func reason(_ pair: Pair) -> String {
        switch pair.status(sender) {
        case .modified: "changed \(sender.place)"
        default: sender == .local ? "new" : "new \(sender.place)"
        }
    }

    /// A difference that only the receiving side made: left alone unless the sending side is to win everywhere.
    private func theirs(_ pair: Pair, _ reason: String) -> Decision {
        policy.force ? .copy(to: receiver, reason: "forced: \(reason)") : .drift(reason: reason)
    }

    private var winner: String { "\(sender.rawValue) wins" }

    private func isWon(_ pair: Pair) -> Bool { (policy.answers[pair.path] ?? policy.resolve) == win }

    /// Both sides have the file, and no record says which is the later.
    private func compare(_ pair: Pair) -> Decision {
        if reader.sameness(pair) == .same { return .equal }
        let isRecorded = pair.status(sender) == .new
        let reason =
            isRecorded
            ? "new \(sender.place), and \(receiver.place) by another way"
            : "\(receiver.place) it is newer, and not known to be from \(sender == .local ? "here" : "there")"
        if policy.force { return .copy(to: receiver, reason: "forced: \(reason)") }
        if reader.sameness(pair) == .looksSame { return .equal }
        if !isRecorded {
            switch reader.newer(pair) {
            case sender: return .copy(to: receiver, reason: "newer \(sender.place)")
            case nil: return clash(pair, "not the same, and no record or time tells which is newer")
            default: break
            }
        }
        return clash(pair, reason)
    }

    private func conflict(_ pair: Pair) -> Decision {
        switch (pair.entry(sender), pair.entry(receiver)) {
        case (.some, .some):
            if reader.sameness(pair) == .same { return .equal }
            let reason = "changed here and on the remote"
            return policy.force ? .copy(to: receiver, reason: "forced: \(reason)") : clash(pair, reason)
        case (.some, nil):
            let reason = "changed \(sender.place), deleted \(receiver.place)"
            let isForced = policy.force && reader.hasLostFolder(pair.path, on: receiver)
            return isForced ? .copy(to: receiver, reason: "forced: \(reason)") : clash(pair, reason)
        default: return deletedAndChanged(pair)
        }
    }

    private func clash(_ pair: Pair, _ reason: String) -> Decision {
        isWon(pair) ? .copy(to: receiver, reason: "\(winner): \(reason)") : .conflict(reason: reason)
    }

    /// Gone on the sending side, changed on the receiving one. Whoever lets the sending side win deletes, even where
    /// deletions are off (pyftpsync's end state); but not what lies in a folder that is gone as a whole.
    private func deletedAndChanged(_ pair: Pair) -> Decision {
        let isOff = policy.delete == .off
        if let reason = reader.protection(of: pair.path, on: receiver) { return .skip(reason: reason) }
        if isWon(pair), !isOff || !reader.hasLostFolder(pair.path, on: sender) {
            return .delete(
                on: receiver, reason: "\(winner): deleted \(sender.place), changed \(receiver.place)")
        }
        if isOff { return .skip(reason: "deleted \(sender.place); 'delete' is off") }
        return .conflict(reason: "deleted \(sender.place), changed \(receiver.place)")
    }

    /// What only the receiving side has, unchanged as far as it is recorded.
    private func onlyReceived(_ pair: Pair) -> Decision {
        let isRecorded = pair.recorded != nil
        switch policy.delete {
        case .off: return .skip(reason: isRecorded ? "deleted \(sender.place); 'delete' is off" : only)
        case .owned where !isRecorded: return .skip(reason: "\(only), not put there by this project")
        case .owned, .all:
            if let reason = reader.protection(of: pair.path, on: receiver) { return .skip(reason: reason) }
            return .delete(
                on: receiver,
                reason: isRecorded
                    ? "deleted \(sender.place)" : sender == .local ? "not in the local folder" : "not on the remote")
        }
    }

    private var only: String { "only \(receiver.place)" }
}
