internal import DeployModel
internal import FileTree
internal import SyncEngine

/// Where the tool's own folder lies on a server. Everywhere else it is called `.deploy`, directly in the remote folder; here
/// those paths are turned into what the server knows, and back.
struct StatePlace: Sendable {
    /// The remote folder, without a trailing slash; empty for the server's root.
    private let root: String
    /// Whether the task says where it lies.
    private let isGiven: Bool
    /// Where it lies, as messages name it: seen from the remote folder, or absolute where it lies outside.
    private(set) var name: String

    /// The place that a plan names.
    init(_ name: String, below root: String) {
        self.name = name
        self.root = root == "/" ? "" : root
        isGiven = name != SyncPlan.usualState
    }

    /// Has it lie directly in the remote folder, under another name. Whatever the task says wins.
    mutating func move(to name: String) -> Bool {
        if isGiven { return false }
        self.name = name
        return true
    }

    private var isOutside: Bool { name.hasPrefix("/") }

    /// The folder that holds it, absolute, and its name there; nil where that is the remote folder.
    var outside: (folder: [UInt8], name: [UInt8])? {
        guard isOutside, let slash = name.lastIndex(of: "/") else { return nil }
        let folder = name[..<slash]
        return (Array((folder.isEmpty ? "/" : folder).utf8), Array(name[slash...].dropFirst().utf8))
    }

    /// The absolute path on the server.
    func whole(_ path: RelativePath) -> [UInt8] {
        if path.isRoot { return Array((root.isEmpty ? "/" : root).utf8) }
        guard path.isWithin(StateLayout.folder) else { return Array("\(root)/".utf8) + path.bytes }
        let folder = isOutside ? name : "\(root)/\(name)"
        return Array(folder.utf8) + path.bytes.dropFirst(StateLayout.folder.bytes.count)
    }

    /// What an entry of a listing is called here; nil for one that has the name of the tool's folder, but is another.
    func shown(_ path: RelativePath) -> RelativePath? {
        if name == SyncPlan.usualState { return path }
        return path == StateLayout.folder ? nil : path.text == name ? StateLayout.folder : path
    }
}
