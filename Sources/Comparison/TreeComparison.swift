package import DeployModel
internal import FileTree

/// base × local × remote → change set. Upload, download and sync are policies of it.
package struct TreeComparison {
    private let evidence: Evidence
    private let policy: ComparisonPolicy
    private let reader: PairReader
    /// Names that are not the same kind of thing on both sides: nothing below them can be put in place.
    private var blocked: Set<RelativePath> = []
    /// Names that exist on a side, but take no part.
    private let avoidedNames: [Side: Set<RelativePath>]
    private var result = ChangeSet()
    /// What was found of each file, if somebody wants to know.
    private var classifications: [Classification]?

    /// Compares; pure, so that a dry run shows exactly what a run does.
    package static func compare(_ evidence: Evidence, _ policy: ComparisonPolicy) -> ChangeSet {
        var comparison = TreeComparison(evidence, policy)
        comparison.run()
        return comparison.result
    }

    /// What became of each file on both sides, and what a comparison decides about it, in the order of their paths.
    package static func classify(_ evidence: Evidence, _ policy: ComparisonPolicy) -> [Classification] {
        var comparison = TreeComparison(evidence, policy)
        comparison.classifications = []
        comparison.run()
        return comparison.classifications ?? []
    }

    private init(_ evidence: Evidence, _ policy: ComparisonPolicy) {
        self.evidence = evidence
        self.policy = policy
        self.reader = PairReader(evidence)
        self.avoidedNames = Dictionary(
            uniqueKeysWithValues: Side.allCases.map { ($0, Set(evidence.tree($0).skipped.map(\.path))) })
    }

    private mutating func run() {
        result.isByRecord = evidence.remote.looked != nil
        // In byte order, a folder comes before what it holds.
        let paths = Set(evidence.local.entries.keys).union(evidence.remote.entries.keys).sorted()
        for path in paths { compare(path) }
        if policy.deletesUnmatched { deleteUnmatched() }
        let files = result.changes
        let blocked = avoidedNames.values.reduce(into: blocked) { $0.formUnion($1) }
        let folders = FolderChanges(reader, policy) { path in
            !blocked.isEmpty && (blocked.contains(path) || !blocked.isDisjoint(with: path.ancestors))
        }
        for side in Side.allCases { result.changes += folders.changes(on: side, files: files) }
        result.changes.sort(by: Self.isBefore)
        if policy.findsMoves {
            MovedFiles.find(in: &result.changes) { [reader] path in
                let pair = reader.pair(path)
                return pair.remoteStatus == .unmodified ? pair.recorded : nil
            }
        }
        arrangeTransfers()
    }

    /// Puts what is put in place last behind the other transfers.
    private mutating func arrangeTransfers() {
        func isTransfer(_ change: Change) -> Bool { change.isTransfer && !change.makesRoom }
        guard let start = result.changes.firstIndex(where: isTransfer),
            let end = result.changes.lastIndex(where: isTransfer)
        else { return }
        let parts = policy.switchOrder.parts(Array(result.changes[start...end]))
        result.changes.replaceSubrange(start...end, with: parts.joined())
    }

    private mutating func compare(_ path: RelativePath) {
        if let side = avoided(path) {
            return result.skipped.append(Remark(path, "it was skipped \(side.place)"))
        }
        if !blocked.isEmpty, let above = path.ancestors.first(where: blocked.contains) {
            let side: Side = evidence.local[above]?.kind == .folder ? .remote : .local
            let kind = evidence.tree(side)[above]?.kind.rawValue ?? "file"
            return result.skipped.append(Remark(path, "the folder above it is a \(kind) \(side.place)"))
        }
        let kinds = (evidence.local[path]?.kind, evidence.remote[path]?.kind)
        switch kinds {
        case (.folder?, .folder?): result.unchanged.append(path)
        case (.folder?, nil), (nil, .folder?): break
        case (.file?, .file?), (.file?, nil), (nil, .file?): compareFile(path)
        case (.file?, .folder?), (.folder?, .file?): changeKind(path)
        case (nil, let kind?): result.skipped.append(Remark(path, "a \(kind.rawValue) on the remote"))
        case (let kind?, nil): result.skipped.append(Remark(path, "a \(kind.rawValue) here"))
        default: block(path)
        }
    }

    /// The side that has something of this name, or above it, which takes no part: a device, or a link that leads
    /// elsewhere. Nothing is put there or concluded from it.
    private func avoided(_ path: RelativePath) -> Side? {
        Side.allCases.first { side in
            guard let names = avoidedNames[side], !names.isEmpty else { return false }
            return names.contains(path) || !names.isDisjoint(with: path.ancestors)
        }
    }

    // MARK: Files

    private mutating func compareFile(_ path: RelativePath) {
        let pair = reader.pair(path)
        var decision: Decision =
            switch policy.direction {
            case .bothWays: TwoWayDecisions(reader: reader, policy: policy).decide(pair)
            case .oneWay(let sender):
                OneWayDecisions(reader: reader, policy: policy, sender: sender).decide(pair)
            }
        if isForeign(pair, decision) {
            decision = .conflict(reason: "another project has deployed a file of this name there")
        } else if needsContent(pair, decision) {
            result.undecided.append(path)
        }
        if let override = policy.override { decision = feasible(override(pair, decision), pair) }
        decision = sparingLinks(decision, path)
        if let remark = lingering(pair, decision) {
            result.lingering.append(remark)
            decision = .skip(reason: remark.reason)
        } else if case .copy(to: .remote, _) = decision, pair.remote == nil, let kind = evidence.secrets[path] {
            let remark = Remark(path, "it looks like \(kind)")
            result.heldBack.append(remark)
            decision = .skip(reason: "held back: \(remark.reason)")
        } else {
            note(decision, pair)
        }
        classifications?.append(
            Classification(
                path: path, local: pair.localStatus.rawValue, remote: pair.remoteStatus.rawValue,
                decision: decision.words))
    }

    /// Why a file that would be deleted stays for a while; nil where it does not.
    private func lingering(_ pair: Pair, _ decision: Decision) -> Remark? {
        guard policy.grace > 0, case .delete(on: .remote, _) = decision, let recorded = pair.recorded,
            HashedName.isOne(pair.path.name)
        else { return nil }
        let left = policy.grace - (recorded.lingering ?? 0)
        guard left > 0 else { return nil }
        let count = left == 1 ? "one more deployment" : "\(left) more deployments"
        return Remark(pair.path, "gone here; it stays for \(count), for visitors with older pages")
    }

    /// The decision, unless it would change something through a link. What happens to a link itself is told.
    private func sparingLinks(_ decision: Decision, _ path: RelativePath) -> Decision {
        switch decision {
        case .copy(let side, _) where reader.isBehindLink(path, on: side),
            .delete(let side, _) where reader.isBehindLink(path, on: side):
            .skip(reason: "it lies behind a symbolic link \(side.place)")
        case .copy(let side, let reason) where isFollowedLink(path, side):
            .copy(to: side, reason: "\(reason); the link \(side.place) becomes a file")
        case .delete(let side, let reason) where isFollowedLink(path, side):
            .delete(on: side, reason: "\(reason); only the link goes")
        default: decision
        }
    }

    private func isFollowedLink(_ path: RelativePath, _ side: Side) -> Bool {
        evidence.tree(side)[path]?.isFollowedLink == true
    }

    /// Whether this run would make a file its own, or change it, that another project has put there.
    private func isForeign(_ pair: Pair, _ decision: Decision) -> Bool {
        guard evidence.foreign.contains(pair.path), evidence.manifest[pair.path] == nil else { return false }
        switch policy.direction {
        case .oneWay(from: .remote): return false
        case .oneWay(from: .local): return pair.local != nil
        case .bothWays:
            switch decision {
            case .copy(to: .remote, _), .delete(on: .remote, _), .conflict: return true
            default: return false
            }
        }
    }

    /// Whether reading the file on both sides could change the decision.
    private func needsContent(_ pair: Pair, _ decision: Decision) -> Bool {
        guard pair.local != nil, pair.remote != nil, evidence.sameContent[pair.path] == nil else { return false }
        let sameness = reader.sameness(pair)
        guard sameness == .looksSame || sameness == .unknown else { return false }
        switch (pair.localStatus, decision) {
        case (.new, .equal): return !reader.wasThereBefore(pair)
        case (.new, .conflict), (.modified, .conflict): return true
        // Sizes are the same and so are the times, but not to the last digit that both sides have.
        case (.existing, .conflict): return true
        default: return false
        }
    }

    /// What an override asks for, if that is possible at all.
    private func feasible(_ decision: Decision, _ pair: Pair) -> Decision {
        switch decision {
        case .copy(let side, _) where pair.entry(side.other) == nil: .skip(reason: "nothing to copy")
        case .delete(let side, _) where pair.entry(side) == nil: .nothing
        default: decision
        }
    }

    private mutating func note(_ decision: Decision, _ pair: Pair) {
        let path = pair.path
        switch decision {
        case .nothing: break
        case .equal: result.unchanged.append(path)
        case .skip(let reason): result.skipped.append(Remark(path, reason))
        case .drift(let reason): result.drifted.append(Remark(path, reason))
        case .delete(let side, let reason):
            var removal = Change(.deleteFile, path, on: side, reason: reason)
            removal.makesRoom = path.ancestors.contains { evidence.tree(side.other)[$0]?.kind == .file }
            result.changes.append(removal)
        case .copy(let side, let reason): result.changes.append(copy(pair, to: side, reason))
        case .conflict(let reason):
            var there = pair.remote
            there?.modified = reader.time(.remote, pair)
            let conflict = Conflict(
                path, reason, local: pair.local, remote: there, recorded: pair.recorded,
                canBeSettled: !isForeign(pair, decision))
            if policy.answers[path] == .skip {
                result.leftAlone.append(conflict)
            } else {
                result.conflicts.append(conflict)
            }
        }
    }

    private func copy(_ pair: Pair, to side: Side, _ reason: String) -> Change {
        let source = pair.entry(side.other)
        var change = Change(
            pair.entry(side) == nil ? .create : .replace, pair.path, on: side, size: source?.size,
            sha256: side == .remote ? evidence.hashes[pair.path] : nil, reason: reason)
        change.modified = reader.time(side.other, pair)
        return change
    }

    private mutating func deleteUnmatched() {
        guard case .oneWay(let sender) = policy.direction else { return }
        let receiver = sender.other
        for path in evidence.tree(receiver).unmatched.keys.sorted()
        where reader.protection(of: path, on: receiver) == nil {
            result.changes.append(Change(.deleteFile, path, on: receiver, reason: "no pattern of 'match' covers it"))
        }
    }

    // MARK: Kinds

    private mutating func changeKind(_ path: RelativePath) {
        guard let change = KindChange(path, reader), let loser = change.loser(policy) else { return block(path) }
        if loser == change.fileSide {
            var removal = Change(
                .deleteFile, path, on: loser, reason: "a folder \(loser.other.place)")
            removal.makesRoom = true
            result.changes.append(removal)
        } else {
            result.changes.append(copy(reader.pair(path), to: loser, "a file \(loser.other.place)"))
        }
    }

    private mutating func block(_ path: RelativePath) {
        let (local, remote) = (evidence.local[path], evidence.remote[path])
        if local?.kind == .folder || remote?.kind == .folder { blocked.insert(path) }
        let words = [(local, Side.local), (remote, .remote)].map { entry, side in
            "a \(entry?.kind.rawValue ?? "thing") \(side.place)"
        }
        let conflict = Conflict(
            path, "\(words.joined(separator: ", ")); rename or remove one of them", local: local, remote: remote,
            canBeSettled: false)
        if policy.answers[path] == .skip {
            result.leftAlone.append(conflict)
        } else {
            result.conflicts.append(conflict)
        }
    }

    // MARK: Order

    /// First what makes room, then folders from the outermost, files, deletions, folders from the innermost.
    private static func isBefore(_ left: Change, _ right: Change) -> Bool {
        let (first, second) = (phase(left), phase(right))
        if first != second { return first < second }
        if left.path == right.path { return left.side == .local && right.side == .remote }
        return left.action == .deleteFolder ? right.path < left.path : left.path < right.path
    }

    private static func phase(_ change: Change) -> Int {
        let phase =
            switch change.action {
            case .createFolder: 0
            case .create, .replace: 1
            case .deleteFile: 2
            case .deleteFolder: 3
            }
        return change.makesRoom ? phase - 10 : phase
    }
}
