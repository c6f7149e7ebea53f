package import DeployModel
internal import FileTree
internal import SyncTargets

/// What the records tell of switches: of one that did not end, and of those that can be taken back.
extension RemoteState {
    /// The switch that did not end; nil where there is none, and where the manifest has it already.
    private var interrupted: InterruptedSwitch? {
        guard let journal, journal.run != manifest?.header.run else { return nil }
        return InterruptedSwitch(
            journal, live: journaled, staged: Set(staged.keys), kept: Set(kept.keys))
    }

    /// The run whose switch did not end: whoever ends it goes on in its name, because what it has kept bears that.
    package var interruptedRun: String? { interrupted == nil ? nil : journal?.run }

    /// The state to which a way back leads that was interrupted; nil where none was.
    package var interruptedWayBack: String? {
        guard interrupted != nil, let journal, journal.isWayBack else { return nil }
        return journal.to
    }

    /// What of that switch is still to be done.
    var openSteps: [Journal.Step] { interrupted?.open ?? [] }

    /// What an interrupted deployment has done, as a switch of its own; nil where none was interrupted.
    package var interruptedJournal: Journal? {
        guard let interrupted, let journal, !journal.isWayBack else { return nil }
        return Journal(run: journal.run, from: journal.from, to: journal.to, steps: interrupted.done)
    }

    /// The states that can be reached over what is kept.
    package var undoChain: UndoChain {
        UndoChain(
            current: liveState, history: manifest?.header.history ?? [],
            records: undoRecords)
    }

    /// The runs whose undo records are there, also that of one which died before it filed its own.
    private var undoRecords: Set<String> {
        var records = Set(kept.keys.compactMap(StateLayout.run(ofUndo:)))
        if let left = leftUndoRecord {
            records.insert(left.run)
            records.subtract(left.consumes)
        }
        return records
    }

    /// The undo record of a run.
    ///
    /// - Throws: ``TargetError`` where it is not there, or cannot be read.
    func undoRecord(of run: String, on target: any SyncTarget) async throws -> Journal {
        if let left = leftUndoRecord, left.run == run { return left }
        return try await record(
            layout.kept(StateLayout.undoName(run)), "undo record of a run", target,
            mend: "that run cannot be taken back any more; remove the file, and deploy the version that you want"
        ) {
            (bytes) throws(RecordCoding.Problem) in try RecordCoding.decodeJournal(bytes)
        }
    }

    /// The journal of a run that died behind its manifest, where that is an undo record; nil where there is none.
    var leftUndoRecord: Journal? {
        guard let journal, journal.run == manifest?.header.run, journal.canBeUndone else { return nil }
        return journal
    }

    /// The staged names from which a switch that did not end has taken its files.
    var takenNames: Set<String> {
        let names = (journal?.steps ?? []).compactMap { step -> String? in
            if case .staging(let name)? = step.incoming { name } else { nil }
        }
        return Set(names).subtracting(staged.keys)
    }

    /// What was kept for a switch that never came: nobody speaks of it any more.
    var orphans: [RelativePath] {
        var owners = undoRecords
        if let journal { owners.insert(journal.run) }
        let used = Set((journal?.steps ?? []).flatMap { [$0.incoming, $0.outgoing] }.compactMap(\.self))
        return kept.keys.filter { name in
            StateLayout.run(ofUndo: name) == nil && !used.contains(.backup(name))
                && !owners.contains(String(name.prefix { $0 != "-" }))
        }.sorted().map(layout.kept)
    }

    /// How far that switch came, in words; nil where there is none.
    package var interruption: String? {
        guard let interrupted else { return nil }
        let live = interrupted.done.count(where: \.isOfFile)
        return
            "an earlier run was interrupted while it changed \(interrupted.count) files there; \(live) of them are done"
    }

    /// What differs from the state that the journal leaves, and no manifest has recorded yet.
    var carried: [Journal.Step] {
        guard let interrupted, let journal else { return [] }
        guard journal.takesBackInterrupted else { return interrupted.done }
        // What is taken back is as it was; of the rest, what the deployment before has done still stands.
        return interrupted.open.compactMap { step in
            switch step.effect {
            case .makeFolder: Journal.Step(path: step.path, effect: .removeFolder)
            case .removeFolder: Journal.Step(path: step.path, effect: .makeFolder)
            case .file(before: nil, after: nil): nil
            case .file(let before, let after):
                Journal.Step(
                    path: step.path, effect: .file(before: after, after: before),
                    outgoing: after == nil ? nil : step.incoming)
            }
        }
    }

    /// The state that is live, as far as it is known: what an interrupted switch has done is on the way from it.
    package var liveState: String {
        if interrupted != nil, let journal { return journal.from }
        return manifest?.header.state ?? Journal.nothing
    }

    /// Whether something lies in a place.
    func holds(_ place: Journal.Place) -> Bool {
        switch place {
        case .staging(let name): staged[name] != nil
        case .backup(let name): kept[name] != nil
        // That is looked at when it matters.
        case .live: true
        }
    }

    /// The journal of a run that does `steps`, with what an interrupted one has done before it: a second interruption must
    /// not forget that.
    func journal(of steps: [Journal.Step], run: String) -> Journal {
        let consumed = interrupted == nil ? [] : journal?.consumes ?? []
        return Journal(
            run: run, from: liveState, to: run, consumes: consumed,
            steps: Journal.composed(carried, isDone: true, steps))
    }

    /// The number of the last file that a run has kept, or was about to.
    func lastBackupNumber(of run: String) -> Int {
        let planned = (journal?.steps ?? []).compactMap { step -> String? in
            if case .backup(let name)? = step.outgoing { name } else { nil }
        }
        return (planned + kept.keys).compactMap { name in
            let parts = name.split(separator: "-")
            // A name that no run has given is none.
            return parts.count == 2 && parts[0] == run && parts[1].count < 10 ? Int(parts[1]) : nil
        }.max() ?? 0
    }

    /// A copy that an interrupted run has made of a live file that is still the same.
    func copy(of path: RelativePath, _ file: Manifest.File) -> Journal.Place? {
        guard let hash = file.sha256, interrupted != nil,
            let step = journal?.steps.first(where: { $0.path == path && $0.isOfFile }),
            let place = step.outgoing, case .backup(let name) = place,
            kept[name]?.size == file.size, step.before?.sha256 == hash
        else { return nil }
        return place
    }

    /// The base of the comparison: the manifest, and what an interrupted switch had already done.
    package var base: SyncBase {
        var base = manifest.map { SyncBase(files: $0.files, folders: $0.folders, isComplete: true) } ?? .none
        for step in interrupted?.done ?? [] {
            switch step.effect {
            case .file(_, let after): base.files[step.path] = after
            case .makeFolder: base.folders.insert(step.path)
            case .removeFolder: base.folders.remove(step.path)
            }
        }
        guard let journal, journal.takesBackInterrupted else { return base }
        // What that deployment had put there is in no manifest.
        for step in interrupted?.open ?? [] {
            switch step.effect {
            case .file(let before, _): base.files[step.path] = before
            case .makeFolder: base.folders.remove(step.path)
            case .removeFolder: base.folders.insert(step.path)
            }
        }
        return base
    }
}
