internal import DeployModel
internal import FileTree

extension Journal {
    /// Two switches, one behind the other, as one: what was live before the first, and what is behind the second.
    ///
    /// - Parameters:
    ///   - earlier: the first; `isDone` tells whether it has happened already.
    ///   - later: what is done on top of it.
    static func composed(_ earlier: [Step], isDone: Bool, _ later: [Step]) -> [Step] {
        let first = Dictionary(earlier.filter(\.isOfFile).map { ($0.path, $0) }) { _, last in last }
        let second = Dictionary(later.filter(\.isOfFile).map { ($0.path, $0) }) { _, last in last }
        /// What the first one moves to a live name may be taken from there by the second one.
        func outgoing(_ place: Place?) -> Place? {
            if case .live(let path)? = place, let next = second[path] { next.outgoing } else { place }
        }
        /// What the second one takes from a live name may have come there by the first one.
        func incoming(_ place: Place?) -> Place? {
            if !isDone, case .live(let path)? = place, let before = first[path] { before.incoming } else { place }
        }
        let (folders, again) = folders(earlier, isDone: isDone, later)
        let kept = earlier.filter { $0.isOfFile ? second[$0.path] == nil : folders.contains($0) }.map { step in
            var step = step
            let place = outgoing(step.outgoing)
            if isDone, place != step.outgoing { step.interim = Step.Interim(step.after) }
            step.outgoing = place
            return step
        }
        return kept
            + later.compactMap { step in
                guard step.isOfFile else { return again.contains(step) ? step : nil }
                let before = first[step.path]
                return Step(
                    path: step.path, effect: .file(before: before.map(\.before) ?? step.before, after: step.after),
                    incoming: incoming(step.incoming),
                    outgoing: before == nil ? step.outgoing : outgoing(before?.outgoing),
                    interim: isDone ? before.map { Step.Interim($0.after) } : nil)
            }
    }

    /// The steps of folders of both that stay, once those are out that take each other back. Where the first one has happened
    /// already both stay: until the second is done, the first tells whose the folder is.
    private static func folders(
        _ earlier: [Step], isDone: Bool, _ later: [Step]
    ) -> (earlier: Set<Step>, later: Set<Step>) {
        var first = Set(earlier.filter { !$0.isOfFile })
        var second = Set(later.filter { !$0.isOfFile })
        for step in second {
            let opposite = Step(path: step.path, effect: step.effect == .makeFolder ? .removeFolder : .makeFolder)
            guard !isDone, first.remove(opposite) != nil else { continue }
            second.remove(step)
        }
        return (first, second)
    }

    /// What it does to the live tree, as changes in no particular order; `reason` says why in words.
    func changes(reason: String) -> [Change] {
        let made = Set(steps.filter { $0.effect == .makeFolder || $0.after != nil }.map(\.path))
        let above = Set(made.flatMap(\.ancestors))
        return steps.compactMap { step in
            let action: Change.Action
            switch step.effect {
            case .makeFolder: action = .createFolder
            case .removeFolder: action = .deleteFolder
            case .file(nil, nil): return nil
            case .file(nil, _?): action = .create
            case .file(_?, _?): action = .replace
            case .file(_?, nil): action = .deleteFile
            }
            var change = Change(
                action, step.path, size: step.after?.size, sha256: step.after?.sha256, reason: reason)
            if case .live(let path)? = step.incoming { change.movedFrom = path }
            if case .live(let path)? = step.outgoing { change.movedTo = path }
            // A name on which or below which something else comes has to be free first.
            change.makesRoom =
                change.isDeletion
                && (made.contains(step.path) || above.contains(step.path) && step.isOfFile
                    || step.path.ancestors.contains { path in made.contains(path) && !isFolder(path) })
            return change
        }
    }

    private func isFolder(_ path: RelativePath) -> Bool {
        steps.contains { $0.path == path && $0.effect == .makeFolder }
    }
}
