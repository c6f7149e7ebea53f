internal import FTPProtocol
internal import FileTree
internal import SyncTargets

/// Puts a server's refusal into an error: the kind from code and text, the reply itself in the message.
enum ReplyError {
    /// An error that begins with `what` and quotes the reply.
    static func describe(_ reply: Reply, _ what: String) -> TargetError {
        let text = reply.lines.joined(separator: " ").lowercased()
        let message = "\(what): the server answered '\(VisibleText.escaping(reply.summary))'"
        if reply.code == 552 || reply.code == 452 || text.contains("no space") || text.contains("quota")
            || text.contains("disk full")
        {
            return TargetError(
                .full, message, help: "the server's disk or quota is full: make room there and run again")
        }
        if text.contains("permission") || text.contains("denied") || text.contains("privilege")
            || text.contains("read-only")
            || text.contains("prohibited") || reply.code == 553
        {
            return TargetError(.denied, message, help: "check what this user may write on the server")
        }
        if text.contains("no such") || text.contains("not found") || text.contains("doesn't exist")
            || text.contains("can't find")
        {
            return TargetError(.notFound, message)
        }
        return TargetError(.refused, message)
    }
}
