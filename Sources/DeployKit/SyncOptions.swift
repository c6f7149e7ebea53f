internal import DeployModel
public import Logging

/// What a synchronization does: the options of the command line, by the same names.
public struct SyncOptions: Sendable {
    /// Whether and what is deleted on the receiving side of an upload or a download.
    public enum Deletion: Hashable, Sendable {
        case nothing
        /// What is not on the sending side, whoever put it there.
        case everything
        /// What is recorded and gone on the sending side.
        case owned
    }

    /// What happens where both sides changed.
    public enum Resolution: Hashable, Sendable {
        /// They are left as they are and counted.
        case skip
        /// One side wins.
        case local, remote
        /// The older or newer file wins; a deletion against an edit stays a conflict.
        case old, new
        /// An upload fails before its first change; otherwise as ``skip``.
        case stop
    }

    /// Base-name patterns that files must match; none lets all through.
    public var match: [String] = []
    /// Base-name patterns that stay out.
    public var exclude = [".DS_Store", ".git", ".hg", ".svn", "#recycle"]
    /// Path patterns as in a `.gitignore` that stay out.
    public var ignore: [String] = []
    /// What is deleted; a sync always takes deletions over.
    public var delete = Deletion.nothing
    /// Whether files that no pattern of ``match`` covers are deleted on the receiving side; switches ``delete`` on.
    public var deleteUnmatched = false
    /// How many files may be deleted on a side: a number (`"100"`), or a share (`"50%"`), which counts on sides with more
    /// than 20 files. A run that would delete more fails before its first change.
    public var maxDelete = DeleteLimit.standard.text
    /// Path patterns of files that are sent although they look like secrets (`.env`, private keys, dumps of databases).
    public var allow: [String] = []
    /// What happens where both sides changed.
    public var resolve = Resolution.stop
    /// Whether the sending side wins everywhere.
    public var force = false
    /// Whether a missing remote folder is made.
    public var createFolder = false
    /// Whether uploaded files get the time that they have here; a sync always keeps times.
    public var keepsTimes = false
    /// What an upload or a sync puts in place last, group after group: base-name patterns with blanks between them.
    public var switchOrder = SwitchOrder.standard
    /// Whether names that differ in case alone are the same.
    public var foldsCase = false
    /// Seconds to wait while another run is at work on the same remote.
    public var wait = 0
    /// The most connections at once.
    public var connections = 8
    /// Seconds without progress before an operation fails.
    public var timeout = 30
    /// The name under which uploads keep their record on the remote.
    public var project = "site"
    /// The folder in which this machine remembers what both sides were; nil for none, and then every run compares as if it
    /// were the first. By default `deploy` in the user's folder for state.
    public var stateFolder: String? = SyncOptions.userState
    /// Where lines about the run go: changes at the level `info`, what is left alone at `debug`, the FTP dialogue at `trace`.
    public var logger = Logger(label: "deploy")

    /// Decides about each file; gets what the options say. Returns it, or something else: what pyftpsync's `on_…` methods
    /// and `re_classify_pair` are for.
    public var decide: (@Sendable (SyncPair, SyncDecision) -> SyncDecision)?
    /// Decides about each conflict that ``resolve`` leaves (`skip`, `stop`).
    public var settle: (@Sendable (SyncPair, _ reason: String) async throws -> Resolution)?

    /// The defaults.
    public init() {}
}
