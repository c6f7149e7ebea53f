internal import DeployModel
internal import FileTree

/// Judges single paths: what became of each side, and whether both hold the same.
struct PairReader {
    let evidence: Evidence
    /// To be added to a time that the remote lists to get the one it told when it was recorded.
    let shift: Int64

    init(_ evidence: Evidence) {
        self.evidence = evidence
        shift = ClockShift.common(base: evidence.base, remote: evidence.remote)
    }

    /// The path on both sides. A folder on one side counts as nothing where a file is asked about.
    func pair(_ path: RelativePath) -> Pair {
        let base = evidence.base
        let recorded = base.files[path]
        func entry(_ tree: Snapshot) -> FileEntry? { tree[path].flatMap { $0.kind == .folder ? nil : $0 } }
        let (local, remote) = (entry(evidence.local), entry(evidence.remote))
        func status(_ entry: FileEntry?, _ isSame: (FileEntry, Manifest.File) -> Bool) -> Status {
            switch (entry, recorded) {
            case (let entry?, let recorded?): isSame(entry, recorded) ? .unmodified : .modified
            case (.some, nil): base.knows(path) ? .new : .existing
            case (nil, .some): .deleted
            case (nil, nil): .missing
            }
        }
        return Pair(
            path: path, local: local, remote: remote, recorded: recorded,
            localStatus: status(local, isAsRecordedHere), remoteStatus: status(remote, isAsRecordedThere))
    }

    /// The hash decides where both are known; otherwise size and time.
    private func isAsRecordedHere(_ entry: FileEntry, _ recorded: Manifest.File) -> Bool {
        if let then = recorded.sha256, let now = evidence.hashes[entry.path] { return then == now }
        guard let then = recorded.modified ?? recorded.serverTime, let now = entry.modified else { return false }
        return entry.size == recorded.size && Self.isUntouched(now, since: then)
    }

    /// Whether a file here has the time that is recorded for it. Where both were read to the nanosecond, even a fraction of
    /// a second is an edit; pyftpsync's own numbers are good for a microsecond or so.
    private static func isUntouched(_ now: FileTime, since then: FileTime) -> Bool {
        let areExact = [now, then].allSatisfy { $0.precision == .nanosecond && $0.nanoseconds != 0 }
        return areExact ? abs(now.timeInterval - then.timeInterval) < 0.001 : now.isNear(then)
    }

    private func isAsRecordedThere(_ entry: FileEntry, _ recorded: Manifest.File) -> Bool {
        if let size = entry.size, size != recorded.size { return false }
        guard let then = recorded.serverTime, let now = entry.modified else { return true }
        return then.isSame(as: now, shift: shift)
    }

    /// What is known of whether both sides hold the same file.
    enum Sameness: Hashable {
        case same
        case different
        /// Size and time are the same, as far as both sides tell.
        case looksSame
        /// Sizes are the same, times are not.
        case unknown
    }

    /// Whether both sides of a pair hold the same.
    func sameness(_ pair: Pair) -> Sameness {
        guard let local = pair.local, let remote = pair.remote else { return .different }
        if let isSame = evidence.sameContent[pair.path] { return isSame ? .same : .different }
        if let size = remote.size, size != local.size { return .different }
        if let here = evidence.hashes[pair.path], let there = evidence.manifestEntry(remote, shift: shift)?.sha256 {
            return here == there ? .same : .different
        }
        guard remote.size != nil, let here = time(.local, pair), let there = time(.remote, pair) else {
            return .unknown
        }
        if here.isSame(as: there) { return .looksSame }
        let areExact = here.precision == .nanosecond && there.precision == .nanosecond
        return here.isNear(there) && !areExact ? .looksSame : .unknown
    }

    /// Whether a file that looks the same on both sides was there before the last record, which does not have it: pyftpsync
    /// records only what it copies, not what it finds equal.
    func wasThereBefore(_ pair: Pair) -> Bool {
        guard evidence.base.knownFolders != nil, let recorded = evidence.base.recorded, let here = pair.local?.modified,
            let there = pair.remote?.modified
        else { return false }
        return max(here.seconds, there.seconds) < recorded - 5
    }

    /// When a side's file changed, on this machine's clock: the time it had where it came from, if that is recorded.
    func time(_ side: Side, _ pair: Pair) -> FileTime? {
        guard let entry = pair.entry(side), var time = entry.modified else { return nil }
        guard side == .remote else { return time }
        if let original = evidence.manifestEntry(entry, shift: shift)?.modified { return original }
        if pair.remoteStatus == .unmodified, let original = pair.recorded?.modified { return original }
        let (seconds, overflow) = time.seconds.subtractingReportingOverflow(evidence.clockOffset)
        if !overflow { time.seconds = seconds }
        return time
    }

    /// The side whose file is newer; nil where both are of the same time, or one does not tell.
    func newer(_ pair: Pair) -> Side? {
        guard let here = time(.local, pair), let there = time(.remote, pair), !here.isNear(there) else { return nil }
        return here.timeInterval > there.timeInterval ? .local : .remote
    }
}

extension PairReader {
    /// Whether a folder above `path` was recorded and is gone on this side.
    func hasLostFolder(_ path: RelativePath, on side: Side) -> Bool {
        let tree = evidence.tree(side)
        return path.ancestors.contains { tree[$0] == nil && evidence.base.folders.contains($0) }
    }

    /// Whether a path lies in a folder that was reached by a link: what is done to it would be done to what the link leads
    /// to, which has another name as well.
    func isBehindLink(_ path: RelativePath, on side: Side) -> Bool {
        let tree = evidence.tree(side)
        guard tree.hasFollowedLinks else { return false }
        return ([path] + path.ancestors).contains { tree[$0]?.kind == .folder && tree[$0]?.isFollowedLink == true }
    }

    /// Why a path is never deleted or replaced on this side by this project; nil if it may be.
    func protection(of path: RelativePath, on side: Side) -> String? {
        let (tree, other) = (evidence.tree(side), evidence.tree(side.other))
        if side == .remote, evidence.foreign.contains(path) { return "another project has deployed it" }
        if isBehindLink(path, on: side) { return "it lies behind a symbolic link \(side.place)" }
        if let kind = tree[path]?.kind, kind == .link || kind == .special { return "a \(kind.rawValue) \(side.place)" }
        if !other.skipped.isEmpty, other.skipped.contains(where: { path.isWithin($0.path) }) {
            return side == .remote ? "it was skipped here" : "it was skipped on the remote"
        }
        let holdsState = (path.ancestors + [path]).contains { folder in
            PathFilter.stateNames.contains { name in
                folder.appending(name).map { tree.excluded[$0] != nil } ?? false
            }
        }
        return holdsState ? "it belongs to a deployment of its own" : nil
    }
}
