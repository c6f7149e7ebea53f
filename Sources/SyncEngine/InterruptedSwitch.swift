internal import DeployModel
internal import FileTree

/// How far a switch came that did not end, as a value: what its journal says against what lies there.
struct InterruptedSwitch {
    private let journal: Journal
    private let live: [RelativePath: FileEntry]
    private let staged: Set<String>
    private let kept: Set<String>

    /// - Parameters:
    ///   - live: what lies at the journal's paths.
    ///   - staged: the names in the staging folder.
    ///   - kept: the names in the project's backup folder.
    init(_ journal: Journal, live: [RelativePath: FileEntry], staged: Set<String>, kept: Set<String>) {
        self.journal = journal
        self.live = live
        self.staged = staged
        self.kept = kept
    }

    /// What of it has happened, in the journal's order: steps that were done, and of those that died in the middle what
    /// was taken away.
    var done: [Journal.Step] {
        var folders: Set<RelativePath> = []
        return journal.steps.compactMap { step in
            // A second step of a folder takes the first one back: that one stands or not, and nothing else is to be told.
            if !step.isOfFile, !folders.insert(step.path).inserted { return nil }
            return happened(step)
        }
    }

    /// What of it is still to be done. Where a file was taken away already, nothing is there to be kept.
    var open: [Journal.Step] {
        journal.steps.compactMap { step in
            guard let happened = happened(step) else { return step }
            guard happened.after == nil, step.after != nil else { return nil }
            return Journal.Step(path: step.path, effect: .file(before: nil, after: step.after), incoming: step.incoming)
        }
    }

    /// How many files it was about.
    var count: Int { journal.steps.count(where: \.isOfFile) }

    private func happened(_ step: Journal.Step) -> Journal.Step? {
        let now = live[step.path]
        switch step.effect {
        case .makeFolder: return now?.kind == .folder ? step : nil
        case .removeFolder: return now?.kind == .folder ? nil : step
        case .file(let before, let after):
            // A folder may have come where a file was: that one is gone.
            let now = now?.kind == .folder ? nil : now
            if let after, isLive(after, step, now) {
                return Journal.Step(
                    path: step.path, effect: step.effect, incoming: step.incoming, outgoing: step.outgoing)
            }
            if now == nil {
                guard before != nil, step.interim != nil || isGone(step) else { return nil }
                return Journal.Step(
                    path: step.path, effect: .file(before: before, after: nil), outgoing: step.outgoing)
            }
            guard let interim = step.interim?.file, isSame(interim, now) else { return nil }
            return Journal.Step(
                path: step.path, effect: .file(before: before, after: interim), outgoing: step.outgoing)
        }
    }

    /// Whether a file is in place: the name under which it waited is gone, and what is live has the length and, as far as
    /// both are known, the time of what waited (give or take whole hours, for servers that list in local time).
    private func isLive(_ after: Manifest.File, _ step: Journal.Step, _ now: FileEntry?) -> Bool {
        // What waits nowhere was live when the journal was written.
        if let incoming = step.incoming, isWaiting(incoming) { return false }
        return isSame(after, now)
    }

    private func isSame(_ file: Manifest.File, _ now: FileEntry?) -> Bool {
        guard let now, now.kind == .file, now.size == file.size else { return false }
        guard let then = file.serverTime, let time = now.modified else { return true }
        return then.hourShift(from: time) != nil
    }

    /// A file that is moved is at one of its two names; what lies at the other one may have come with the same switch.
    private func isWaiting(_ place: Journal.Place) -> Bool {
        if case .live = place { false } else { isThere(place) }
    }

    /// Whether it was this switch that took away what is not there any more: who keeps it has it, who does not was to
    /// delete it.
    private func isGone(_ step: Journal.Step) -> Bool { step.outgoing.map(isThere) ?? (step.after == nil) }

    private func isThere(_ place: Journal.Place) -> Bool {
        switch place {
        case .staging(let name): staged.contains(name)
        case .backup(let name): kept.contains(name)
        case .live(let path): live[path]?.kind == .file
        }
    }
}
