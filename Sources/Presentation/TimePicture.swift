internal import FileTree

/// Where a run's time went, as a picture (SVG): the steps one after the other, below them the files on their way, and how
/// many bytes went in each second.
enum TimePicture {
    private static let width = 960.0
    private static let stepHeight = 26.0
    private static let laneHeight = 7.0
    /// More rows than this nobody can tell apart; further files share them.
    private static let mostLanes = 32
    /// Marks narrower than this are drawn as one.
    private static let narrowest = 2.0

    /// The picture; empty where nothing took time.
    static func svg(_ record: RunRecord) -> String {
        let seconds = record.seconds
        guard seconds > 0 else { return "" }
        let scale = width / seconds
        let lanes = lanes(record.transfers)
        let lanesTop = stepHeight + 12
        let ratesTop = lanesTop + (lanes.isEmpty ? 0 : Double(lanes.count) * laneHeight + 10)
        let hasRates = record.bytesBySecond.count > 3 && record.bytesBySecond.contains { $0 > 0 }
        let height = ratesTop + (hasRates ? 54 : 0) + 22
        var text =
            "<svg viewBox=\"0 0 \(number(width)) \(number(height))\" role=\"img\" aria-label=\"Where the time went\">\n"
        for span in ReportFacts.spans(record) {
            let title = "\(span.step.title): \(Quantity.seconds(span.seconds))"
            text += bar(
                span.start, span.seconds, 0, stepHeight, scale, span.problem == nil ? kind(span.step) : "problem", title
            )
        }
        for (index, lane) in lanes.enumerated() {
            let top = lanesTop + Double(index) * laneHeight
            for mark in marks(lane, end: seconds, scale) {
                text += bar(mark.start, mark.end - mark.start, top, laneHeight - 1, scale, "sending", mark.title)
            }
        }
        if hasRates { text += rates(record.bytesBySecond, ratesTop, scale) }
        return text + axis(seconds, height - 16, scale) + "</svg>\n"
    }

    /// The name of a step's colour.
    static func kind(_ step: RunStep) -> String {
        switch step {
        case .building: "building"
        case .connecting: "connecting"
        case .comparing: "comparing"
        case .preparing: "preparing"
        case .sending: "sending"
        case .keeping: "keeping"
        case .switching: "switching"
        case .hook: "hook"
        case .finishing: "finishing"
        case .checking: "checking"
        }
    }

    /// The transfers in rows, so that those in a row follow each other.
    private static func lanes(_ transfers: [RunRecord.Transfer]) -> [[RunRecord.Transfer]] {
        var lanes: [[RunRecord.Transfer]] = []
        for (index, transfer) in transfers.enumerated() {
            let free = lanes.firstIndex { ($0.last?.end ?? .infinity) <= transfer.start }
            if let free {
                lanes[free].append(transfer)
            } else if lanes.count < mostLanes {
                lanes.append([transfer])
            } else {
                lanes[index % mostLanes].append(transfer)
            }
        }
        return lanes
    }

    /// What is drawn of a row: its files, those that are too narrow to be seen together with their neighbours.
    private static func marks(
        _ lane: [RunRecord.Transfer], end: Double, _ scale: Double
    ) -> [(start: Double, end: Double, title: String)] {
        var marks: [(start: Double, end: Double, title: String)] = []
        var group: [RunRecord.Transfer] = []
        func close() {
            guard let first = group.first else { return }
            let last = group.reduce(first.start) { max($0, $1.end ?? end) }
            let size = first.size.map { ", \(Quantity.bytes($0))" } ?? ""
            let what = group.count == 1 ? "\(first.path)\(size)" : Quantity.count(group.count, "file")
            marks.append((first.start, last, "\(what): \(Quantity.seconds(last - first.start))"))
            group = []
        }
        for transfer in lane {
            if let first = group.first, (transfer.start - first.start) * scale >= narrowest { close() }
            group.append(transfer)
            if ((transfer.end ?? end) - group[0].start) * scale >= narrowest { close() }
        }
        close()
        return marks
    }

    private static func rates(_ bytes: [Int64], _ top: Double, _ scale: Double) -> String {
        let most = bytes.max() ?? 1
        var text = "<text x=\"0\" y=\"\(number(top + 9))\" class=\"label\">\(Quantity.bytes(most))/s</text>\n"
        for (second, count) in bytes.enumerated() where count > 0 {
            let height = max(1, Double(count) / Double(max(1, most)) * 40)
            text += bar(
                Double(second), 0.9, top + 12 + 40 - height, height, scale, "rate",
                "\(second) s: \(Quantity.bytes(count))")
        }
        return text
    }

    private static func axis(_ seconds: Double, _ top: Double, _ scale: Double) -> String {
        let step =
            [0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1_800, 3_600, 7_200]
            .first { seconds / $0 <= 10 } ?? 14_400
        return (0...Int(seconds / step)).map { index in
            let time = Double(index) * step
            let x = number(time * scale)
            return """
                <line x1="\(x)" y1="0" x2="\(x)" y2="\(number(top))" class="tick"/>\
                <text x="\(x)" y="\(number(top + 12))" class="label">\(Quantity.seconds(time))</text>

                """
        }.joined()
    }

    private static func bar(
        _ start: Double, _ length: Double, _ top: Double, _ height: Double, _ scale: Double, _ kind: String,
        _ title: String
    ) -> String {
        """
        <rect x="\(number(start * scale))" y="\(number(top))" width="\(number(max(1, length * scale)))" \
        height="\(number(height))" class="\(kind)"><title>\(Markup.xml(title))</title></rect>

        """
    }

    /// With two decimals.
    private static func number(_ value: Double) -> String {
        let hundredths = Int((value * 100).rounded())
        let rest = abs(hundredths % 100)
        return rest == 0 ? "\(hundredths / 100)" : "\(hundredths / 100).\(rest < 10 ? "0" : "")\(rest)"
    }
}
