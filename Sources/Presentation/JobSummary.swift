package import DeployModel
internal import FileTree

/// What a run tells the CI service whose job it is a step of.
package enum JobSummary {
    /// The outputs of the step, as lines `name=value` (GitHub's `GITHUB_OUTPUT`).
    package static func outputs(_ outcome: Outcome) -> String {
        """
        uploaded=\(outcome.filesWritten)
        deleted=\(outcome.filesDeleted)
        bytes=\(outcome.bytesSent)
        changed=\(outcome.isChange)
        release=\(outcome.run ?? "")

        """
    }

    /// More rows than this are cut: GitHub takes 1 MB, and nobody reads as much.
    private static let limit = 200

    /// A section in Markdown: what was done in one line, and the table of the changes.
    package static func markdown(_ title: String, _ verdict: String, _ changes: [Change]) -> String {
        var text = "### \(Markup.markdown(title))\n\n\(Markup.markdown(verdict))\n"
        if changes.isEmpty { return text + "\n" }
        text += "\n| | path | size | why |\n|---|---|---:|---|\n"
        for change in changes.prefix(limit) {
            let name = change.isOfFolder ? "\(change.path)/" : "\(change.path)"
            let size = change.sendsContent ? change.size.map { Quantity.bytes($0) } ?? "" : ""
            text += "| \(mark(change)) | \(Markup.markdown(name)) | \(size) | \(Markup.markdown(change.reason)) |\n"
        }
        if changes.count > limit { text += "\n… and \(changes.count - limit) more\n" }
        return text + "\n"
    }

    private static func mark(_ change: Change) -> String {
        switch change.action {
        case .create, .createFolder: "+"
        case .replace: "~"
        case .deleteFile, .deleteFolder: "−"
        }
    }
}
