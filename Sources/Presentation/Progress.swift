internal import DeployModel
internal import FileTree

/// How far a run is: counted from its events, shown as one line.
struct Progress {
    private var step = RunStep.connecting
    private var files = 0
    private var filesDone = 0
    private var bytes: Int64 = 0
    private var bytesDone: Int64 = 0
    private var sendingSince: Double
    private var running: [(path: RelativePath, done: Int64, size: Int64?)] = []
    private var keptFiles = 0
    private var isWaiting = false
    /// Whether the line stands on the terminal.
    var isShown = false
    /// When it was last drawn, in seconds of the reporter's clock.
    var shownAt: Double
    /// When a log was last told.
    var toldAt: Double

    init(started: Double) {
        sendingSince = started
        shownAt = started - 1
        toldAt = started
    }

    mutating func note(_ event: ExecutionEvent) {
        step = RunStep.begun(by: event) ?? step
        if case .waiting = event { isWaiting = true } else { isWaiting = false }
        switch event {
        case .compared(let changes):
            files = changes.transfers.count
            bytes = changes.bytesToTransfer
        case .started(let change): running.append((change.path, 0, change.size))
        case .sent(let path, let count):
            bytesDone = [bytesDone, count].clampedSum()
            if let index = running.firstIndex(where: { $0.path == path }) { running[index].done += count }
        case .staged(let change, let reused):
            filesDone += 1
            if reused { bytesDone = [bytesDone, change.size ?? 0].clampedSum() }
            running.removeAll { $0.path == change.path }
        case .keeping(let count, _): keptFiles = count
        default: break
        }
    }

    // MARK: The line

    /// A part of the line; of those that do not all fit, the ones with the highest rank go first.
    private struct Part {
        let text: String
        let rank: Int
    }

    /// The line, in no more than so many columns.
    mutating func text(now: Double, columns: Int) -> String {
        String(DisplayWidth.prefix(whole(now, columns), columns: columns))
    }

    private mutating func whole(_ now: Double, _ columns: Int) -> String {
        if isWaiting { return "waiting …" }
        switch step {
        case .building(let what): return "\(VisibleText.escaping(what)) …"
        case .connecting: return "connecting …"
        case .comparing: return "comparing …"
        case .preparing: return "preparing …"
        case .keeping: return "keeping \(Quantity.count(keptFiles, "file")) for a way back …"
        case .switching: return "switching …"
        case .hook(_, let what): return "\(VisibleText.escaping(what)) …"
        case .finishing: return "finishing …"
        case .checking: return "looking at the site …"
        case .sending:
            // Copies are made while files are sent, and may take longer.
            if keptFiles > 0, filesDone == files {
                return "keeping \(Quantity.count(keptFiles, "file")) for a way back …"
            }
        }
        var parts = parts(now, columns)
        func width() -> Int { parts.reduce(0) { $0 + DisplayWidth.of($1.text) + 2 } - 2 }
        while width() > columns, let last = parts.indices.max(by: { parts[$0].rank < parts[$1].rank }), parts.count > 1
        {
            parts.remove(at: last)
        }
        let line = parts.map(\.text).joined(separator: "  ")
        let names = names(columns - width() - 2)
        return names.isEmpty ? line : "\(line)  \(names)"
    }

    private mutating func parts(_ now: Double, _ columns: Int) -> [Part] {
        if bytesDone == 0 { sendingSince = now }
        let elapsed = now - sendingSince
        let rate = elapsed > 1.5 ? Double(bytesDone) / elapsed : 0
        var parts = [Part(text: "\(Int(share * 100)) %", rank: 0)]
        if columns >= 80 { parts.append(Part(text: bar, rank: 5)) }
        parts.append(Part(text: "\(filesDone)/\(Quantity.count(files, "file"))", rank: 1))
        parts.append(Part(text: Quantity.bytes(bytesDone), rank: 3))
        if rate > 0 { parts.append(Part(text: "\(Quantity.bytes(Int64(rate)))/s", rank: 4)) }
        let left = elapsed / share * (1 - share)
        if rate > 0, left < Self.longestForecast { parts.append(Part(text: "\(Quantity.seconds(left)) left", rank: 2)) }
        return parts
    }

    /// Nobody believes a forecast of more seconds than this.
    private static let longestForecast = 10.0 * 86_400

    /// A file takes as long as so many bytes, whatever is in it: the round trips of FTP.
    private static let fileCost = 200_000.0

    /// How much of the work is done, from 0 to 1.
    private var share: Double {
        let all = Double(bytes) + Double(files) * Self.fileCost
        let done = Double(bytesDone) + Double(filesDone) * Self.fileCost
        return all > 0 ? min(1, max(0, done / all)) : 0
    }

    private var bar: String {
        let cells = 16
        let filled = Int(share * Double(cells))
        return "▕\(String(repeating: "█", count: filled))\(String(repeating: "·", count: cells - filled))▏"
    }

    /// Files below this many bytes are gone before anybody could read how far they are.
    private static let largeFile: Int64 = 1 << 20

    /// The files on their way, as many as fit, and how many more there are.
    private func names(_ columns: Int) -> String {
        var text = ""
        for (index, file) in running.enumerated() {
            let size = file.size ?? 0
            let part = size >= Self.largeFile ? " \(min(99, file.done * 100 / size)) %" : ""
            let rest = running.count - index - 1
            let longer = text + (index == 0 ? "" : ", ") + "\(file.path)\(part)"
            let more = rest > 0 ? " +\(rest)" : ""
            guard DisplayWidth.of(longer + more) <= columns else {
                let left = " +\(running.count - index)"
                return index == 0 || DisplayWidth.of(text + left) > columns ? shortName(columns) : text + left
            }
            text = longer
        }
        return text
    }

    /// The end of the first file's path, where not all of it fits.
    private func shortName(_ columns: Int) -> String {
        guard let path = running.first?.path.description, columns >= 12 else { return "" }
        let end = DisplayWidth.prefix(String(path.reversed()), columns: columns - 1)
        return end.count == path.count ? path : "…" + String(end.reversed())
    }
}
