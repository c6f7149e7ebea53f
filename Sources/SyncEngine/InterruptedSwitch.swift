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
    var done: [Journal.Step] { journal.steps.compactMap(happened) }

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
        case .removeFolder: return now == nil ? step : nil
        case .file(let before, let after):
            if let after, isLive(after, step, now) { return step }
            guard now == nil, let before, isGone(step) else { return nil }
            return Journal.Step(
                path: step.path, effect: .file(before: before, after: nil), outgoing: step.outgoing)
        }
    }

    /// Whether a file is in place: the name under which it waited is gone, and what is live has the length and, as far as
    /// both are known, the time of what waited (give or take whole hours, for servers that list in local time).
    private func isLive(_ after: Manifest.File, _ step: Journal.Step, _ now: FileEntry?) -> Bool {
        guard let incoming = step.incoming, !isThere(incoming), let now, now.size == after.size else { return false }
        guard let then = after.serverTime, let time = now.modified else { return true }
        return then.hourShift(from: time) != nil
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
