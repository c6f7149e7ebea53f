package import DeployModel
internal import FileTree

/// What a run is busy with at a time; reporters head their parts with it.
package enum RunStep: Sendable, Hashable {
    /// What makes the files is run; `what` is its description.
    case building(what: String)
    /// The connection is made and the log-in done.
    case connecting
    /// Both sides are read and compared.
    case comparing
    /// Between the comparison and the first transfer: the lock, a second look, folders.
    case preparing
    /// Files are transferred.
    case sending
    /// What is replaced is copied on the remote.
    case keeping
    /// Names change.
    case switching
    /// A hook is carried out; `what` is its description.
    case hook(HookMoment, what: String)
    /// Behind the record: the pages of the site are looked at, and what is left over goes.
    case finishing
    /// A page was looked at.
    case checking(url: String)

    /// The step that begins with an event; nil where the one before goes on.
    package static func begun(by event: ExecutionEvent) -> RunStep? {
        switch event {
        case .building(let what): .building(what: what)
        case .connecting: .connecting
        case .scanning: .comparing
        case .compared: .preparing
        case .started: .sending
        case .keeping: .keeping
        case .switching: .switching
        case .hook(let moment, let what): .hook(moment, what: what)
        case .recorded: .finishing
        case .connected, .skippedName, .unusedPatterns, .classified, .recovered, .waiting, .sent, .staged, .hookOutput,
            .checked, .done, .takenBack:
            nil
        }
    }

    /// In words, safe to show.
    package var title: String {
        switch self {
        case .building(let what): "build: \(VisibleText.escaping(what))"
        case .connecting: "Connecting"
        case .comparing: "Comparing"
        case .preparing: "Preparing"
        case .sending: "Transferring"
        case .keeping: "Keeping what is replaced"
        case .switching: "Putting in place"
        case .hook(let moment, let what): "\(moment.rawValue): \(VisibleText.escaping(what))"
        case .finishing: "Finishing"
        case .checking(let url): "health: \(VisibleText.escaping(url))"
        }
    }
}
