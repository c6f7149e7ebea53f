internal import DeployModel
internal import Diagnostics
internal import Presentation

/// Problems of a project file as annotations of GitHub Actions, at the lines where they are.
enum JobAnnotation {
    /// The line that makes the annotation, with its end.
    static func text(_ diagnostic: Diagnostic, _ context: CommandContext) -> String {
        DiagnosticRecord.annotation(placed(diagnostic, context))
    }

    /// The diagnostic with its file as seen from the repository, which is where GitHub looks for it.
    private static func placed(_ diagnostic: Diagnostic, _ context: CommandContext) -> Diagnostic {
        guard let file = diagnostic.range?.file, let workspace = context.environment["GITHUB_WORKSPACE"] else {
            return diagnostic
        }
        let path = LocalPath.resolve(file, from: context.currentFolder)
        guard LocalPath.isWithin(path, workspace), path != workspace else { return diagnostic }
        var diagnostic = diagnostic
        diagnostic.range?.file = String(path.dropFirst(workspace.count).drop { $0 == "/" })
        return diagnostic
    }
}
