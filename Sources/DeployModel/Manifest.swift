package import FileTree

/// The record of a deployment, kept on the remote: what this project put there.
package struct Manifest: Hashable, Sendable {
    /// How many runs a manifest tells of.
    package static let historyLimit = 50

    /// The layout's version that this code writes and reads.
    package static let currentVersion = 1

    /// Who wrote it and when.
    package struct Header: Hashable, Sendable {
        /// The project's name.
        package var project: String
        /// The run that wrote it: unique, in lower-case hexadecimal digits.
        package var run: String
        /// The run whose manifest it replaced; nil for the first.
        package var parentRun: String?
        /// When, in seconds since the epoch, UTC.
        package var written: Int64
        /// Who wrote it, and what.
        package var origin: Origin
        /// Whether what it does not have is new: not where only a part was looked at, or the first run broke off.
        package var isComplete = true
        /// What tells the local folder from another one of its path; nil where nothing does.
        package var root: UInt64?
        /// The token under which the remote keeps the tool's state; nil where it has none.
        package var token: String?
        /// The state that is live: the run that made it. Another one than ``run`` after a way back, or where a run changed
        /// nothing that is served.
        package var state: String
        /// The runs that changed what is served, the latest last; at most ``Manifest/historyLimit``.
        package var history: [HistoryEntry] = []

        /// A header from its parts.
        package init(
            project: String, run: String, parentRun: String?, written: Int64, origin: Origin = Origin()
        ) {
            self.project = project
            self.run = run
            self.parentRun = parentRun
            self.written = written
            self.origin = origin
            state = run
        }
    }

    /// Who deployed, and what, as far as that is known.
    package struct Origin: Hashable, Sendable {
        /// The git commit.
        package var commit: String?
        /// The person and the machine, as `user@host`.
        package var author: String?

        /// An origin from its parts.
        package init(commit: String? = nil, author: String? = nil) {
            self.commit = commit
            self.author = author
        }
    }

    /// One file that was put there.
    package struct File: Hashable, Sendable {
        /// Length in bytes.
        package var size: Int64
        /// SHA-256 as 64 lower-case hexadecimal digits; nil if unknown.
        package var sha256: String?
        /// When the server says it changed, as told right after it was put there; nil where it did not tell.
        package var serverTime: FileTime?
        /// When it changed where it came from; nil where nobody asked to keep that time.
        package var modified: FileTime?
        /// For how many deployments it has been gone where it came from, while it stays for visitors with older pages; nil
        /// where it is not gone.
        package var lingering: Int?

        /// A file's record.
        package init(size: Int64, sha256: String?, serverTime: FileTime?, modified: FileTime? = nil) {
            self.size = size
            self.sha256 = sha256
            self.serverTime = serverTime
            self.modified = modified
        }
    }

    /// Who wrote it and when.
    package var header: Header
    /// The files by path.
    package var files: [RelativePath: File]
    /// The folders that this project made or found while deploying.
    package var folders: Set<RelativePath>

    /// A manifest from its parts.
    package init(header: Header, files: [RelativePath: File] = [:], folders: Set<RelativePath> = []) {
        self.header = header
        self.files = files
        self.folders = folders
    }
}
