package import FileTree

/// What a run tells while it goes on; reporters turn it into lines, bars or JSON.
package enum ExecutionEvent: Sendable, Hashable {
    /// What makes the files that are deployed is run.
    case building(String)
    /// The two sides are connected to.
    case connecting
    /// The connection stands; `greeting` is what the server said.
    case connected(greeting: String)
    /// The folders are being read.
    case scanning
    /// A name takes no part, and why.
    case skippedName(String)
    /// These patterns of the task match nothing on either side.
    case unusedPatterns([Located<String>])
    /// What became of each file, where the plan asks for it.
    case classified([Classification])
    /// What would be done.
    case compared(ChangeSet)
    /// A run that did not end was found, and what of it is taken over.
    case recovered(String)
    /// Another run is at work there and is waited for.
    case waiting(String)
    /// The transfer of a file begins.
    case started(Change)
    /// Bytes of a file went out.
    case sent(RelativePath, bytes: Int64)
    /// The file is on the server, not yet under its name.
    case staged(Change, reused: Bool)
    /// A hook is carried out.
    case hook(HookMoment, String)
    /// What the command of a hook or of a step that makes files wrote: lines without their ends.
    case hookOutput([String])
    /// A page is fetched; `problem` says why it is not as it should be, nil if it is.
    case checked(url: String, problem: String?)
    /// What is replaced is copied on the remote, for a way back.
    case keeping(files: Int, bytes: Int64)
    /// The switch begins: from now on names change.
    case switching(count: Int)
    /// A change is done and confirmed by the server.
    case done(Change)
    /// The record of the deployment is written.
    case recorded
    /// What the run had changed is as it was before.
    case takenBack
}

/// What became of a file on both sides since they were last the same, and what follows from that.
package struct Classification: Sendable, Hashable {
    /// Which file.
    package var path: RelativePath
    /// The local side's status, as pyftpsync calls it: missing, new, unmodified, modified, deleted, existing.
    package var local: String
    /// The remote side's status.
    package var remote: String
    /// What a run does about it, in words.
    package var decision: String

    /// A classification from its parts.
    package init(path: RelativePath, local: String, remote: String, decision: String) {
        self.path = path
        self.local = local
        self.remote = remote
        self.decision = decision
    }
}

/// How a run ended, in numbers.
package struct Outcome: Sendable, Hashable {
    /// Files sent, or taken from an interrupted run's staging.
    package var filesWritten = 0
    /// Files that got another name there.
    package var filesMoved = 0
    /// Bytes of those that were sent in this run.
    package var bytesSent: Int64 = 0
    /// Files received.
    package var filesReceived = 0
    /// Bytes of those.
    package var bytesReceived: Int64 = 0
    /// Files deleted, on either side.
    package var filesDeleted = 0
    /// Folders made, on either side.
    package var foldersCreated = 0
    /// Folders deleted, on either side.
    package var foldersDeleted = 0
    /// Files that were the same on both sides.
    package var unchanged = 0
    /// Whether the record says that those are the same, and nobody looked.
    package var isByRecord = false
    /// Files that were changed or deleted on the receiving side only, and left so.
    package var drifted = 0
    /// Conflicts that were left as they are.
    package var conflictsSkipped = 0
    /// New files that were not sent because they look like secrets.
    package var heldBack = 0
    /// The run, by the name that the history gives it; nil where nothing was recorded on the remote.
    package var run: String?

    /// Nothing done.
    package init() {}

    /// Whether anything was changed on either side.
    package var isChange: Bool {
        filesWritten + filesReceived + filesMoved + filesDeleted + foldersCreated + foldersDeleted > 0
    }

    /// Counts a change that was done; `bytes` are those that were received with it.
    package mutating func count(_ change: Change, bytes: Int64) {
        switch change.action {
        case .create where change.movedFrom != nil: filesMoved += 1
        case .create where change.side == .local, .replace where change.side == .local:
            filesReceived += 1
            bytesReceived += bytes
        case .create, .replace: filesWritten += 1
        case .createFolder: foldersCreated += 1
        case .deleteFile: filesDeleted += change.movedTo == nil ? 1 : 0
        case .deleteFolder: foldersDeleted += 1
        }
    }

    /// Takes over what a change set says of what was not done.
    package mutating func note(_ changes: ChangeSet) {
        unchanged = changes.unchanged.count
        isByRecord = changes.isByRecord
        drifted = changes.drifted.count
        conflictsSkipped = changes.conflicts.count + changes.leftAlone.count
        heldBack = changes.heldBack.count
    }
}
