package import DeployModel
internal import FileTree

/// What a run tells the CI service whose job it is a step of.
package enum JobSummary {
    /// The outputs of the step, as lines `name=value` (GitHub's `GITHUB_OUTPUT`).
    package static func outputs(_ outcome: Outcome) -> String {
        let isChanged =
            outcome.filesWritten + outcome.filesReceived + outcome.filesMoved + outcome.filesDeleted
            + outcome.foldersCreated + outcome.foldersDeleted > 0
        return """
            uploaded=\(outcome.filesWritten)
            deleted=\(outcome.filesDeleted)
            bytes=\(outcome.bytesSent)
            changed=\(isChanged)
            release=\(outcome.run ?? "")

            """
    }

    /// More rows than this are cut: GitHub takes 1 MB, and nobody reads as much.
    private static let limit = 200

    /// A section in Markdown: what was done in one line, and the table of the changes.
    package static func markdown(_ title: String, _ verdict: String, _ changes: [Change]) -> String {
        var text = "### \(escaped(title))\n\n\(escaped(verdict))\n"
        if changes.isEmpty { return text + "\n" }
        text += "\n| | path | size | why |\n|---|---|---:|---|\n"
        for change in changes.prefix(limit) {
            let name = change.isOfFolder ? "\(change.path)/" : "\(change.path)"
            let size = change.sendsContent ? change.size.map { Quantity.bytes($0) } ?? "" : ""
            text += "| \(mark(change)) | \(escaped(name)) | \(size) | \(escaped(change.reason)) |\n"
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

    /// A name as text: what Markdown or HTML would read otherwise is escaped.
    private static func escaped(_ text: String) -> String {
        VisibleText.escaping(text).unicodeScalars.map { scalar in
            "\\`*_{}[]<>#|&!~".unicodeScalars.contains(scalar) ? "&#\(scalar.value);" : String(scalar)
        }.joined()
    }
}
