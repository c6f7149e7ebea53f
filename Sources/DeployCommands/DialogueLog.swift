internal import FileTree
internal import Logging
internal import Presentation

/// Writes log messages as plain lines.
struct DialogueLog: LogHandler {
    let style: Style
    let write: @Sendable (String) -> Void
    var logLevel = Logger.Level.warning
    var metadata = Logger.Metadata()

    init(style: Style, write: @escaping @Sendable (String) -> Void) {
        self.style = style
        self.write = write
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let text = VisibleText.escaping(event.message.description)
        let role: Style.Role = event.level >= .warning ? .warning : .faint
        write(style.paint(event.level >= .warning ? "warning: \(text)" : text, role) + "\n")
    }
}
