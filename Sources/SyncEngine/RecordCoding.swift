package import DeployModel
internal import FileTree
internal import FoundationEssentials
internal import TLS

/// Manifest and journal as bytes: JSON Lines (a header, a line per path in byte order, a trailer with count and
/// digest), gzipped. What is read came over the network and is not trusted.
package enum RecordCoding {
    /// Why a record cannot be used.
    package enum Problem: Error, Hashable, Sendable {
        /// Cut off, changed, or never a record; the reason in words.
        case damaged(String)
        /// Written by a newer version of the tool.
        case newer(version: Int)
    }

    /// Bound on a packed record in bytes: far above that of 100,000 files (6 MB).
    package static let packedLimit = 64 << 20
    private static let unpackedLimit = 256 << 20

    private struct Header: Codable {
        var version: Int
        var kind: String
        var project: String?
        var run: String
        var parentRun: String?
        var written: Int64?
        var commit: String?
        var author: String?
        var partial: Bool?
        var root: UInt64?
        var token: String?
        var state: String?
        var history: [HistoryEntry]?
        var from: String?
        var to: String?
        var consumes: [String]?
    }

    private struct Line: Codable {
        var path: String?
        var pathBytes: Data?
        var folder: Bool?
        var size: Int64?
        var sha256: String?
        var time: Int64?
        var nanoseconds: Int32?
        var precision: String?
        var modified: Int64?
        var modifiedNanoseconds: Int32?
        var lingering: Int?
        /// Of a journal: where the new content waits and the old one is kept, and what becomes of a folder.
        var incoming: String?
        var outgoing: String?
        var isMade: Bool?
        /// Of a journal: what was live before; one or none. What is live for the time being, if that is another thing; none
        /// for nothing.
        var before: [Line]?
        var interim: [Line]?
    }

    private struct Trailer: Codable {
        var count: Int
        var digest: String
    }

    // MARK: Writing

    /// A manifest as bytes.
    package static func encode(_ manifest: Manifest) -> [UInt8] {
        let header = manifest.header
        var writer = Writer(
            Header(
                version: Manifest.currentVersion, kind: "manifest", project: header.project, run: header.run,
                parentRun: header.parentRun, written: header.written, commit: header.origin.commit,
                author: header.origin.author,
                partial: header.isComplete ? nil : true, root: header.root, token: header.token, state: header.state,
                history: header.history.isEmpty ? nil : header.history))
        for path in (Array(manifest.files.keys) + manifest.folders).sorted() {
            var line = Line()
            name(&line, path)
            if let file = manifest.files[path] { describe(&line, file) } else { line.folder = true }
            writer.add(line)
        }
        return writer.finish()
    }

    /// A journal as bytes.
    package static func encode(_ journal: Journal) -> [UInt8] {
        var writer = Writer(
            Header(
                version: Manifest.currentVersion, kind: "journal", run: journal.run, from: journal.from, to: journal.to,
                consumes: journal.consumes.isEmpty ? nil : journal.consumes))
        for step in journal.steps {
            var line = Line()
            name(&line, step.path)
            switch step.effect {
            case .file(let before, let after):
                if let after { describe(&line, after) }
                line.before = before.map { [described($0)] }
            case .makeFolder: line.isMade = true
            case .removeFolder: line.isMade = false
            }
            if let interim = step.interim { line.interim = interim.file.map { [described($0)] } ?? [] }
            line.incoming = step.incoming.map(text)
            line.outgoing = step.outgoing.map(text)
            writer.add(line)
        }
        return writer.finish()
    }

    private static func text(_ place: Journal.Place) -> String {
        switch place {
        case .staging(let name): "staging/\(name)"
        case .backup(let name): "backup/\(name)"
        case .live(let path): "live/\(path.text)"
        }
    }

    private static func name(_ line: inout Line, _ path: RelativePath) {
        if String(validating: path.bytes, as: UTF8.self) != nil {
            line.path = path.text
        } else {
            line.pathBytes = Data(path.bytes)
        }
    }

    private static func described(_ file: Manifest.File) -> Line {
        var line = Line()
        describe(&line, file)
        return line
    }

    private static func describe(_ line: inout Line, _ file: Manifest.File) {
        line.size = file.size
        line.sha256 = file.sha256
        line.lingering = file.lingering
        line.time = file.serverTime?.seconds
        line.nanoseconds = file.serverTime.flatMap { $0.nanoseconds == 0 ? nil : $0.nanoseconds }
        line.precision = file.serverTime?.precision.rawValue
        line.modified = file.modified?.seconds
        // With a fraction, even if it is none, the time is one of a file system.
        line.modifiedNanoseconds = file.modified.flatMap { $0.precision == .nanosecond ? $0.nanoseconds : nil }
    }

    /// Writes a record line by line: the lines of a large site need not be in memory at once.
    private struct Writer {
        private let encoder = JSONEncoder()
        private var bytes: [UInt8] = []
        private var count = 0

        init(_ header: Header) {
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            write(header)
        }

        mutating func add(_ line: Line) {
            count += 1
            write(line)
        }

        mutating func finish() -> [UInt8] {
            write(Trailer(count: count, digest: SHA256.hex(of: bytes)))
            return Gzip.compress(bytes)
        }

        private mutating func write(_ value: some Encodable) {
            // These types hold nothing that JSON cannot say.
            guard let data = try? encoder.encode(value) else { preconditionFailure("a record could not be encoded") }
            bytes += data
            bytes.append(UInt8(ascii: "\n"))
        }
    }

    // MARK: Reading

    /// The manifest in `bytes`.
    package static func decodeManifest(_ bytes: [UInt8]) throws(Problem) -> Manifest {
        let (header, lines) = try decode(bytes, kind: "manifest")
        guard let project = header.project, let written = header.written, written.magnitude < 1 << 37 else {
            throw .damaged("the header is not whole")
        }
        var manifest = Manifest(
            header: Manifest.Header(
                project: project, run: header.run, parentRun: header.parentRun, written: written,
                origin: Manifest.Origin(commit: header.commit, author: header.author)))
        manifest.header.isComplete = header.partial != true
        manifest.header.root = header.root
        manifest.header.token = header.token
        manifest.header.state = header.state ?? header.run
        manifest.header.history = try history(header.history ?? [])
        for line in lines {
            let path = try path(line)
            if line.folder == true { manifest.folders.insert(path) } else { manifest.files[path] = try file(line) }
        }
        return manifest
    }

    /// The journal in `bytes`.
    package static func decodeJournal(_ bytes: [UInt8]) throws(Problem) -> Journal {
        let (header, lines) = try decode(bytes, kind: "journal")
        guard let from = header.from, let to = header.to else { throw .damaged("the header is not whole") }
        var journal = Journal(run: header.run, from: from, to: to, consumes: header.consumes ?? [], steps: [])
        journal.steps.reserveCapacity(lines.count)
        for line in lines { journal.steps.append(try step(line)) }
        let files = journal.steps.filter(\.isOfFile).map(\.path)
        guard Set(files).count == files.count else { throw .damaged("a path stands twice in it") }
        return journal
    }

    private static func step(_ line: Line) throws(Problem) -> Journal.Step {
        let path = try path(line)
        if let isMade = line.isMade { return Journal.Step(path: path, effect: isMade ? .makeFolder : .removeFolder) }
        let before = try line.before?.first.map { (earlier) throws(Problem) in try file(earlier) }
        let after = line.size == nil ? nil : try file(line)
        let interim = try line.interim.map { (lines) throws(Problem) in
            Journal.Step.Interim(try lines.first.map { (line) throws(Problem) in try file(line) })
        }
        return Journal.Step(
            path: path, effect: .file(before: before, after: after),
            incoming: try line.incoming.map { (text) throws(Problem) in try place(text) },
            outgoing: try line.outgoing.map { (text) throws(Problem) in try place(text) }, interim: interim)
    }

    /// A place may only be a name directly in one of the two folders, or a live name.
    private static func place(_ text: String) throws(Problem) -> Journal.Place {
        guard let path = RelativePath(text) else { throw .damaged("a place is none") }
        if text.hasPrefix("live/"), let live = RelativePath(String(text.dropFirst(5))) { return .live(live) }
        guard path.depth == 2 else { throw .damaged("a place is none") }
        switch path.parent?.text {
        case "staging": return .staging(path.name)
        case "backup": return .backup(path.name)
        default: throw .damaged("a place is none")
        }
    }

    private static func path(_ line: Line) throws(Problem) -> RelativePath {
        let bytes = line.path.map { Array($0.utf8) } ?? line.pathBytes.map { Array($0) }
        guard let bytes, let path = RelativePath(bytes: bytes), !path.isRoot else {
            throw .damaged("it holds a path that cannot be one")
        }
        return path
    }

    private static func file(_ line: Line) throws(Problem) -> Manifest.File {
        guard let size = line.size, size >= 0, size <= sizeLimit else { throw .damaged("a file has no size") }
        if let hash = line.sha256, hash.count != 64 || !hash.allSatisfy(\.isHexDigit) {
            throw .damaged("a hash is none")
        }
        // Times far outside any calendar would only overflow what compares them.
        for time in [line.time, line.modified] {
            if let time, time.magnitude > 1 << 40 { throw .damaged("a time is none") }
        }
        for fraction in [line.nanoseconds, line.modifiedNanoseconds] {
            if let fraction, !(0..<1_000_000_000).contains(fraction) { throw .damaged("a fraction of a time is none") }
        }
        let precision = line.precision.flatMap(FileTime.Precision.init) ?? .second
        let fraction = line.modifiedNanoseconds
        var file = Manifest.File(
            size: size, sha256: line.sha256,
            serverTime: line.time.map {
                FileTime(seconds: $0, nanoseconds: line.nanoseconds ?? 0, precision: precision)
            },
            modified: line.modified.map {
                FileTime(
                    seconds: $0, nanoseconds: fraction ?? 0, precision: fraction == nil ? .second : .nanosecond)
            })
        // A count that no run can have reached says nothing.
        file.lingering = line.lingering.flatMap { (1...Manifest.historyLimit).contains($0) ? $0 : nil }
        return file
    }

    private static func decode(_ bytes: [UInt8], kind: String) throws(Problem) -> (Header, [Line]) {
        let text: [UInt8]
        do { text = try Gzip.decompress(bytes, limit: unpackedLimit) } catch { throw .damaged("it does not unpack") }
        let rows = text.split(separator: UInt8(ascii: "\n"))
        guard rows.count >= 2, let first = rows.first, let last = rows.last else { throw .damaged("it is empty") }
        let header = try value(Header.self, first)
        guard header.version <= Manifest.currentVersion else { throw .newer(version: header.version) }
        guard header.kind == kind else { throw .damaged("it is another kind of record") }
        for run in [header.run, header.state, header.from, header.to] + (header.consumes ?? []) {
            if let run, !isRun(run) { throw .damaged("the name of a run is none") }
        }
        let trailer = try value(Trailer.self, last)
        guard trailer.count == rows.count - 2, trailer.digest == SHA256.hex(of: text[..<last.startIndex]) else {
            throw .damaged("it is cut off or was changed")
        }
        var lines: [Line] = []
        lines.reserveCapacity(trailer.count)
        var rest = rows.dropFirst().dropLast()
        while !rest.isEmpty {
            lines += try values(rest.prefix(batch))
            rest = rest.dropFirst(batch)
        }
        return (header, lines)
    }

    /// What names are made of must not lead anywhere.
    private static func isRun(_ name: String) -> Bool {
        name == Journal.nothing
            || (1...64).contains(name.utf8.count) && name.allSatisfy { $0.isASCII && $0.isHexDigit && !$0.isUppercase }
    }

    /// The largest file that any file system holds (ext4: 16 TiB), and more.
    private static let sizeLimit: Int64 = 1 << 50

    private static func history(_ entries: [HistoryEntry]) throws(Problem) -> [HistoryEntry] {
        for entry in entries {
            guard isRun(entry.run), isRun(entry.state), isRun(entry.from), entry.time.magnitude < 1 << 37,
                (0...1 << 32).contains(entry.written), (0...1 << 32).contains(entry.deleted)
            else { throw .damaged("the history holds a run that is none") }
        }
        return entries.suffix(Manifest.historyLimit)
    }

    /// Rows that are decoded together: a decoder for each would cost more than what it decodes.
    private static let batch = 500

    private static func values(_ rows: some Collection<ArraySlice<UInt8>>) throws(Problem) -> [Line] {
        let array = [UInt8(ascii: "[")] + rows.joined(separator: [UInt8(ascii: ",")]) + [UInt8(ascii: "]")]
        let lines = try value([Line].self, array[...])
        guard lines.count == rows.count else { throw .damaged("a line is no JSON of a record") }
        return lines
    }

    private static func value<Value: Decodable>(_ type: Value.Type, _ row: ArraySlice<UInt8>) throws(Problem) -> Value {
        do {
            return try JSONDecoder().decode(type, from: Data(row))
        } catch {
            throw .damaged("a line is no JSON of a record")
        }
    }
}
