internal import DeployModel
internal import FileTree

/// How far a run is: counted from its events, shown as one line.
struct Progress {
    private enum Phase { case connecting, scanning, sending, keeping, switching, hook, checking }

    private var phase = Phase.connecting
    private var files = 0
    private var filesDone = 0
    private var bytes: Int64 = 0
    private var bytesDone: Int64 = 0
    private var sendingSince: Double
    private var current: RelativePath?
    private var keptFiles = 0
    private var hook = ""
    /// Whether the line stands on the terminal.
    var isShown = false
    /// When it was last drawn, in seconds of the reporter's clock.
    var shownAt: Double

    init(started: Double) {
        sendingSince = started
        shownAt = started - 1
    }

    mutating func note(_ event: ExecutionEvent) {
        switch event {
        case .scanning: phase = .scanning
        case .compared(let changes):
            files = changes.transfers.count
            bytes = changes.bytesToTransfer
        case .started(let change):
            phase = .sending
            current = change.path
        case .sent(let path, let count):
            bytesDone += count
            current = path
        case .staged(let change, let reused):
            filesDone += 1
            if reused { bytesDone += change.size ?? 0 }
        case .keeping(let count, _):
            phase = .keeping
            keptFiles = count
        case .switching: phase = .switching
        case .hook(_, let text):
            phase = .hook
            hook = text
        case .checked: phase = .checking
        case .hookOutput, .connected, .skippedName, .unusedPatterns, .classified, .recovered, .waiting, .done,
            .recorded:
            break
        }
    }

    mutating func text(now: Double) -> String? {
        switch phase {
        case .connecting: return "connecting …"
        case .scanning: return "comparing …"
        case .keeping: return "keeping \(Quantity.count(keptFiles, "file")) for a way back …"
        case .switching: return "switching …"
        case .hook: return "\(VisibleText.escaping(hook)) …"
        case .checking: return "looking at the site …"
        case .sending: break
        }
        if bytesDone == 0 { sendingSince = now }
        let elapsed = now - sendingSince
        let rate = elapsed > 0.5 ? Double(bytesDone) / elapsed : 0
        var text = "\(percent) %  \(filesDone)/\(Quantity.count(files, "file"))  \(Quantity.bytes(bytesDone))"
        if rate > 0 {
            text +=
                "  \(Quantity.bytes(Int64(rate)))/s  \(Quantity.seconds(Double(max(0, bytes - bytesDone)) / rate)) left"
        }
        if let current { text += "  \(current)" }
        return text
    }

    private var percent: Int {
        let done = bytes > 0 ? Double(bytesDone) / Double(bytes) : Double(filesDone) / Double(max(1, files))
        return min(100, Int(done * 100))
    }
}
