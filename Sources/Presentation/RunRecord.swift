package import DeployModel
package import FileTree

/// What a run did, and when: counted from its events, the matter of every report. Times are seconds since its beginning.
package struct RunRecord: Sendable, Hashable {
    /// A part of the run's time.
    package struct Span: Sendable, Hashable {
        /// What the run was busy with.
        package var step: RunStep
        /// When it began.
        package var start: Double
        /// When it ended; while it goes on, when it began.
        package var end: Double
        /// What went wrong in it; nil where nothing did.
        package var problem: String?

        /// How long it took, in seconds.
        package var seconds: Double { max(0, end - start) }
    }

    /// A file on its way.
    package struct Transfer: Sendable, Hashable {
        /// Which file.
        package var path: RelativePath
        /// Its bytes; nil where nobody knew.
        package var size: Int64?
        /// When its transfer began.
        package var start: Double
        /// When the other side had confirmed it; nil where it never did.
        package var end: Double?

        /// A transfer from its parts.
        package init(path: RelativePath, size: Int64?, start: Double, end: Double? = nil) {
            self.path = path
            self.size = size
            self.start = start
            self.end = end
        }
    }

    /// What the run was busy with, one after the other.
    package private(set) var spans = [Span(step: .connecting, start: 0, end: 0)]
    /// The files that were transferred, in the order of their beginnings.
    package private(set) var transfers: [Transfer] = []
    /// What was done, or in a dry run would be.
    package private(set) var changes: [Change] = []
    /// What was decided before the first change.
    package private(set) var compared = ChangeSet()
    /// Bytes that went over the wire, by the second in which they did.
    package private(set) var bytesBySecond: [Int64] = []
    /// The bytes that were sent to the remote.
    package private(set) var bytesSent: Int64 = 0
    private var arriving: Set<RelativePath> = []
    private var running: [RelativePath: Int] = [:]
    private let keepsTransfers: Bool

    /// A record of nothing; the single transfers are only kept where a picture is made of them.
    package init(keepsTransfers: Bool = false) { self.keepsTransfers = keepsTransfers }

    /// Takes over what an event tells.
    package mutating func note(_ event: ExecutionEvent, at now: Double) {
        spans[spans.count - 1].end = now
        if let step = RunStep.begun(by: event), step != spans.last?.step {
            spans.append(Span(step: step, start: now, end: now))
        }
        switch event {
        case .compared(let set): compared = set
        case .done(let change): changes.append(change)
        case .takenBack: changes = []
        case .checked(let url, let problem): addCheck(url, problem, now)
        case .started(let change):
            if change.side == .local { arriving.insert(change.path) }
            begin(change, now)
        case .sent(let path, let bytes): count(bytes, of: path, now)
        case .staged(let change, _): complete(change, now)
        default: break
        }
    }

    /// The run is over; `problem` is why it failed, nil where it did not.
    package mutating func end(at now: Double, problem: String? = nil) {
        spans[spans.count - 1].end = now
        if let problem { spans[spans.count - 1].problem = problem }
    }

    /// What was done, in numbers, also where the run did not come to its end.
    package var outcome: Outcome {
        var outcome = Outcome()
        for change in changes { outcome.count(change, bytes: change.size ?? 0) }
        outcome.bytesSent = bytesSent
        return outcome
    }

    /// What a dry run would do counts as its changes.
    package mutating func take(_ set: ChangeSet) {
        compared = set
        changes = set.changes
    }

    /// The seconds that all of it took.
    package var seconds: Double { spans.last?.end ?? 0 }

    /// A check is told when it is over: the time since the step before was its own.
    private mutating func addCheck(_ url: String, _ problem: String?, _ now: Double) {
        spans[spans.count - 1].step = .checking(url: url)
        spans[spans.count - 1].problem = problem
        spans.append(Span(step: .finishing, start: now, end: now))
    }

    private mutating func begin(_ change: Change, _ now: Double) {
        guard keepsTransfers else { return }
        running[change.path] = transfers.count
        transfers.append(Transfer(path: change.path, size: change.size, start: now))
    }

    private mutating func complete(_ change: Change, _ now: Double) {
        guard let index = running.removeValue(forKey: change.path) else { return }
        transfers[index].end = now
    }

    private mutating func count(_ bytes: Int64, of path: RelativePath, _ now: Double) {
        if !arriving.contains(path) { bytesSent = [bytesSent, bytes].clampedSum() }
        let second = Int(max(0, now))
        while keepsTransfers, bytesBySecond.count <= second { bytesBySecond.append(0) }
        if keepsTransfers { bytesBySecond[second] += bytes }
    }
}
