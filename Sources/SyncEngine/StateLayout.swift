package import DeployModel
package import FileTree
internal import SyncTargets

/// Where the tool keeps its state on a remote:
/// `.deploy/<token>/{staging/, projects/<project>/{head,manifest,journal,backup/}}`.
/// The token is random, so that nothing below can be guessed by whoever can only fetch pages.
package struct StateLayout: Hashable, Sendable {
    /// The token folder's name: 32 hexadecimal digits.
    package let token: String
    /// The project's name.
    package let project: String

    /// The state of a project below a token.
    package init(token: String, project: String) {
        self.token = token
        self.project = project
    }

    /// `.deploy`; where that really lies, the target knows.
    package static let folder = path(".deploy")
    /// What it is called where a server refuses names that begin with a dot.
    package static let plainName = "_deploy"

    private static func path(_ text: String) -> RelativePath {
        guard let path = RelativePath(text) else { preconditionFailure("'\(text)' is no path") }
        return path
    }

    private var root: RelativePath { Self.path(".deploy/\(token)") }
    /// Uploads wait here until they are renamed onto their names.
    package var staging: RelativePath { Self.path(".deploy/\(token)/staging") }
    /// The records of one project.
    package var projectFolder: RelativePath { Self.path(".deploy/\(token)/projects/\(project)") }
    /// The record of the last deployment.
    package var manifest: RelativePath { Self.path("\(projectFolder.text)/manifest") }
    /// Run and digest of the manifest, in a few bytes.
    package var head: RelativePath { Self.path("\(projectFolder.text)/head") }
    /// The record of a switch that is under way.
    package var journal: RelativePath { Self.path("\(projectFolder.text)/journal") }
    /// What was live and may come back: files as `<run>-<number>`, and the undo records of runs as `<run>.undo`. One flat
    /// folder, so that one listing tells all of it.
    package var backup: RelativePath { Self.path("\(projectFolder.text)/backup") }
    /// A file in the backup folder.
    package func kept(_ name: String) -> RelativePath { Self.path("\(backup.text)/\(name)") }
    /// The name of a run's undo record in the backup folder.
    package static func undoName(_ run: String) -> String { "\(run)\(undoEnding)" }
    /// The run whose undo record has this name; nil for any other name.
    package static func run(ofUndo name: String) -> String? {
        guard name.hasSuffix(undoEnding) else { return nil }
        let run = String(name.dropLast(undoEnding.count))
        return isToken(run) ? run : nil
    }
    private static let undoEnding = ".undo"
    /// Where the content of a place lies.
    package func path(of place: Journal.Place) -> RelativePath {
        switch place {
        case .staging(let name): staged(name)
        case .backup(let name): kept(name)
        case .live(let path): path
        }
    }

    /// The name in the staging folder for content with this hash; projects share the folder, but no names.
    package func stagedName(_ hash: String) -> String { "\(project).\(hash)" }
    /// Whether a name in the staging folder is of this project.
    package func owns(_ name: String) -> Bool { name.hasPrefix("\(project).") }
    /// A file in the staging folder.
    package func staged(_ name: String) -> RelativePath { Self.path("\(staging.text)/\(name)") }

    /// The folders that every deployment needs, each after the one that holds it.
    package var folders: [RelativePath] {
        [Self.folder, root, staging, Self.path(".deploy/\(token)/projects"), projectFolder]
    }

    /// Whether a folder with these entries may be the tool's own: it has a token, or nothing but what a run begins with.
    static func mayBeOwn(_ entries: [FileEntry]) -> Bool {
        entries.contains { isToken($0.path.name) }
            || entries.allSatisfy { ["lock", "index.html", ".htaccess"].contains($0.path.name) }
    }

    /// What to say where the tool's own folder, or one in it, cannot be made.
    static func cannotBeMade(on target: any SyncTarget, _ refusal: TargetError?) -> TargetError {
        TargetError(
            refusal?.code ?? .refused,
            "the tool's own folder (\(target.statePlace)) cannot be made on the remote: \(refusal?.message ?? "")",
            help: "allow the user to make it, or name another place with 'state'")
    }

    /// Whether a name looks like a token.
    package static func isToken(_ name: String) -> Bool {
        name.count == 32 && name.allSatisfy { $0.isHexDigit && !$0.isUppercase }
    }
}
