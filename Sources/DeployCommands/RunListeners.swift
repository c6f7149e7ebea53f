internal import DeployModel
internal import Presentation
internal import Synchronization

/// Who hears of a run while it goes on: the screen, the log file, and the record that reports are made of.
final class RunListeners: Sendable {
    private let screen: RunReporter
    private let log: RunLog?
    private let logged: RunReporter?
    private let record: Mutex<RunRecord>
    private let seconds: @Sendable () -> Double
    private let start: Double
    private let secrets: KnownSecrets

    /// The listeners of one run; `secrets` are taken out of all that is passed on.
    init(
        screen: RunReporter, log: RunLog?, logged: RunReporter?, keepsTransfers: Bool, secrets: KnownSecrets,
        seconds: @escaping @Sendable () -> Double
    ) {
        self.screen = screen
        self.log = log
        self.logged = logged
        self.seconds = seconds
        self.secrets = secrets
        start = seconds()
        record = Mutex(RunRecord(keepsTransfers: keepsTransfers))
    }

    /// Takes an event, from any task.
    func hear(_ event: ExecutionEvent) {
        let event = hidden(event)
        screen.report(event)
        logged?.report(event)
        record.withLock { $0.note(event, at: seconds() - start) }
    }

    /// An event without the passwords that the run knows.
    private func hidden(_ event: ExecutionEvent) -> ExecutionEvent {
        switch event {
        case .hookOutput(let lines): .hookOutput(lines.map { secrets.hide(in: $0) })
        case .hook(let moment, let what): .hook(moment, secrets.hide(in: what))
        case .building(let what): .building(secrets.hide(in: what))
        case .connected(let greeting): .connected(greeting: secrets.hide(in: greeting))
        case .recovered(let what): .recovered(secrets.hide(in: what))
        case .waiting(let what): .waiting(secrets.hide(in: what))
        case .checked(let url, let problem): .checked(url: url, problem: problem.map(secrets.hide))
        default: event
        }
    }

    /// Something that is no event but belongs into the log.
    func write(_ text: String) { log?.add(text) }

    /// Leaves the screen to others: a question, the end.
    func clearScreen() { screen.finish() }

    /// Whether there was something before: what was replaced, deleted or left as it was.
    var hasReplaced: Bool {
        record.withLock { record in
            !record.compared.unchanged.isEmpty || record.changes.contains { $0.action == .replace || $0.isDeletion }
        }
    }

    /// Seconds since the run began.
    var elapsed: Double { seconds() - start }

    /// What happened, now that it is over. A dry run hands in what it would do, a run that failed why.
    func closed(planned changes: ChangeSet? = nil, problem: String? = nil) -> RunRecord {
        record.withLock { record in
            if let changes { record.take(changes) }
            record.end(at: seconds() - start, problem: problem)
            return record
        }
    }
}
