package import DeployModel
internal import FileTree
internal import Synchronization

/// Turns the events of a run into lines, and on a terminal into one line of progress below them.
package final class RunReporter: Sendable {
    /// Where texts go.
    package struct Output: Sendable {
        /// Writes to standard output.
        package var write: @Sendable (String) -> Void
        /// The width of the terminal in columns; nil where there is none.
        package var columns: @Sendable () -> Int?
        /// Seconds on a clock that only runs forward.
        package var seconds: @Sendable () -> Double
        /// Seconds since the epoch, UTC.
        package var now: @Sendable () -> Int64

        /// An output from its parts.
        package init(
            write: @escaping @Sendable (String) -> Void, columns: @escaping @Sendable () -> Int? = { nil },
            seconds: @escaping @Sendable () -> Double, now: @escaping @Sendable () -> Int64 = { 0 }
        ) {
            self.write = write
            self.columns = columns
            self.seconds = seconds
            self.now = now
        }
    }

    private struct State {
        var progress: Progress
        var step = RunStep.connecting
        /// How many sections were opened, and whether the last is open.
        var sections = (count: 0, isOpen: false)
    }

    private let output: Output
    private let style: Style
    private let verbosity: Verbosity
    private let listsConflicts: Bool
    private let showsSide: Bool
    private let isJSON: Bool
    private let sections: LogSections?
    private let started: Double
    private let began: Int64
    private let state: Mutex<State>

    /// A reporter for one run. `listsConflicts` is false where conflicts stop the run: then its error lists them;
    /// `showsSide` is true where changes go both ways; with `sections` the lines of each step are put into one.
    package init(
        output: Output, style: Style, verbosity: Verbosity, listsConflicts: Bool, showsSide: Bool = false,
        isJSON: Bool = false, sections: LogSections? = nil
    ) {
        self.isJSON = isJSON
        self.sections = isJSON ? nil : sections
        started = output.seconds()
        began = output.now()
        self.showsSide = showsSide
        self.output = output
        self.style = style
        self.verbosity = verbosity
        self.listsConflicts = listsConflicts
        state = Mutex(State(progress: Progress(started: output.seconds())))
    }

    /// Tells of an event. May be called from several tasks at once.
    package func report(_ event: ExecutionEvent) {
        let now = output.seconds()
        state.withLock { state in
            if isJSON {
                let line = EventRecord.line(event, seconds: now - started)
                if let line { output.write(line + "\n") }
                return
            }
            state.progress.note(event)
            if let step = RunStep.begun(by: event), step != state.step {
                closeSection(&state)
                state.step = step
            }
            if Self.isLoud(event) { closeSection(&state) }
            for line in lines(for: event) { write(line, isLoud: Self.isLoud(event), &state) }
            showProgress(&state.progress, now)
        }
    }

    /// Takes the line of progress away and closes what is open, at the end of a run.
    package func finish() {
        state.withLock { state in
            clear(&state.progress)
            closeSection(&state)
        }
    }

    private func lines(for event: ExecutionEvent) -> [String] {
        switch event {
        case .building(let what): return verbosity >= .changes ? ["build: \(VisibleText.escaping(what))"] : []
        case .connected(let greeting):
            guard verbosity >= .server, !greeting.isEmpty else { return [] }
            return greeting.split(separator: "\n").map {
                style.paint("server: \(VisibleText.escaping(String($0)))", .faint)
            }
        case .skippedName(let text): return verbosity >= .changes ? [style.paint("skipped: \(text)", .warning)] : []
        case .recovered(let text), .waiting(let text):
            return verbosity >= .changes ? [style.paint(text, .warning)] : []
        case .unusedPatterns(let patterns):
            guard verbosity >= .changes else { return [] }
            let list = patterns.map { "'\(VisibleText.escaping($0.value))' (\($0.origin.description))" }
            return [style.paint("warning: no file or folder matches \(list.joined(separator: ", "))", .warning)]
        case .classified(let files):
            return files.map { file in
                style.paint(
                    "classify: \(file.path): local \(file.local), remote \(file.remote) => \(file.decision)", .faint)
            }
        case .compared(let changes): return comparison(changes)
        case .staged(let change, let reused):
            guard verbosity >= .details else { return [] }
            return [style.paint("staged: \(change.path)\(reused ? " (from an earlier run)" : "")", .faint)]
        case .hook(let moment, let text):
            return verbosity >= .changes ? ["\(moment.rawValue): \(VisibleText.escaping(text))"] : []
        case .hookOutput(let output):
            return verbosity >= .changes ? output.map { style.paint("  \(VisibleText.escaping($0))", .faint) } : []
        case .checked(let url, let problem):
            guard verbosity >= .changes else { return [] }
            let text = "health: \(VisibleText.escaping(url)): \(problem.map(VisibleText.escaping) ?? "as it should be")"
            return [style.paint(text, problem == nil ? .faint : .warning)]
        case .keeping(let files, let bytes):
            guard verbosity >= .details else { return [] }
            let size = Quantity.bytes(bytes)
            return [style.paint("keeping: \(Quantity.count(files, "file")) (\(size)) for a way back", .faint)]
        case .done(let change):
            return verbosity >= .changes ? [ChangeText.line(change, showsSide: showsSide, style: style)] : []
        case .connecting, .scanning, .started, .sent, .switching, .recorded, .takenBack: return []
        }
    }

    private func comparison(_ changes: ChangeSet) -> [String] {
        var lines: [String] = []
        if verbosity >= .summary { lines += changes.heldBack.map { ChangeText.heldBackLine($0, style: style) } }
        if verbosity >= .changes { lines += changes.drifted.map { ChangeText.skippedLine($0, style: style) } }
        if verbosity >= .details {
            lines += changes.unchanged.map { style.paint("= \($0)", .faint) }
            lines += (changes.skipped + changes.lingering).map { ChangeText.skippedLine($0, style: style) }
        } else if verbosity >= .changes {
            // What differs but stays is worth a word only where it is known to this project.
            lines += changes.skipped.filter { !$0.reason.hasPrefix("only ") }
                .map { ChangeText.skippedLine($0, style: style) }
        }
        if verbosity >= .conflicts, listsConflicts {
            lines += (changes.conflicts + changes.leftAlone).map { ChangeText.conflictLine($0, style: style) }
        }
        return lines
    }

    // MARK: Sections

    /// Whether an event is not for a part that is folded.
    private static func isLoud(_ event: ExecutionEvent) -> Bool {
        switch event {
        case .recovered, .waiting, .unusedPatterns, .skippedName, .compared: true
        case .checked(_, let problem): problem != nil
        default: false
        }
    }

    private func openSection(_ state: inout State) {
        guard let sections, !state.sections.isOpen else { return }
        state.sections = (state.sections.count + 1, true)
        output.write(sections.start(state.step.title, name: name(state.sections.count), now: output.now()))
    }

    private func closeSection(_ state: inout State) {
        guard let sections, state.sections.isOpen else { return }
        state.sections.isOpen = false
        output.write(sections.end(name: name(state.sections.count), now: output.now()))
    }

    /// A name for a section that no other one in the job has.
    private func name(_ number: Int) -> String { "deploy_\(began)_\(number)" }

    // MARK: The line of progress

    private func write(_ line: String, isLoud: Bool, _ state: inout State) {
        clear(&state.progress)
        if !isLoud { openSection(&state) }
        output.write(line + "\n")
    }

    private func clear(_ progress: inout Progress) {
        guard progress.isShown else { return }
        progress.isShown = false
        output.write("\r\u{1B}[K")
    }

    /// How often a log is told how far a run is, in seconds.
    private static let logInterval = 20.0

    /// A line in a log now and then, so that nobody takes a long upload for one that hangs.
    private func tellNow(_ progress: inout Progress, _ now: Double) {
        guard now - progress.toldAt >= Self.logInterval else { return }
        progress.toldAt = now
        output.write(progress.text(now: now, columns: 100) + "\n")
    }

    private func showProgress(_ progress: inout Progress, _ now: Double) {
        guard verbosity >= .changes, now - progress.shownAt >= 0.1 else { return }
        // Where a service reads the log, nothing is drawn: its markers have to begin lines.
        guard sections == nil, let columns = output.columns() else {
            tellNow(&progress, now)
            // The line is no longer ours to draw: the shell has the terminal back.
            progress.isShown = false
            return
        }
        progress.shownAt = now
        progress.isShown = true
        // Not in the last column: a terminal may begin a new line there.
        output.write("\r\(progress.text(now: now, columns: max(10, columns - 1)))\u{1B}[K")
    }
}
