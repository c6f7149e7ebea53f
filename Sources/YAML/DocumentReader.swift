internal import CLibYAML
package import Diagnostics

/// Reads one YAML document into a ``Node`` tree with libyaml's document API.
package enum DocumentReader {
    /// Bounds on what is read; beyond them the file is refused.
    package struct Limits: Sendable {
        /// Bytes of the file.
        package var bytes = 8 << 20
        /// Levels of lists and mappings.
        package var depth = 100
        /// Nodes after aliases are expanded: an alias bomb ends here.
        package var nodes = 1 << 20

        /// The bounds of a project file: 8 MiB, 100 levels, 1,048,576 nodes.
        package init() {}
    }

    /// The root node of the only document in `bytes`; nil for an empty one.
    ///
    /// - Parameter sources: takes the text up, so that whoever finds more to say about the file can show its lines.
    /// - Throws: `DiagnosticsError` for text that is not UTF-8 or not YAML, several documents, duplicate keys, tags
    ///   other than YAML's own, and what exceeds `limits`.
    package static func read(
        _ bytes: [UInt8], file: String, sources: inout SourceTexts, limits: Limits = Limits()
    ) throws(DiagnosticsError) -> Node? {
        guard bytes.count <= limits.bytes else {
            throw DiagnosticsError([
                Diagnostic(
                    code: .fileTooLarge, "the file has \(bytes.count) bytes; at most \(limits.bytes) are read",
                    at: .start(of: file), help: "a project file lists tasks; is this the right file?")
            ])
        }
        let content = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes[3...] : bytes[...]
        guard let text = String(validating: content, as: UTF8.self) else {
            throw DiagnosticsError([notUTF8(content, file: file)])
        }
        sources.add(file: file, text: text)
        var collector = DiagnosticCollector(sources: sources)
        do {
            let node = try parse(Array(content), file: file, limits: limits, collector: &collector)
            if collector.hasErrors { throw Stop() }
            return node
        } catch {
            throw DiagnosticsError(collector.sorted)
        }
    }

    /// The version of libyaml that is used.
    package static var libraryVersion: String { unsafe String(cString: yaml_get_version_string()) }

    /// Raised after the reason went to the collector.
    private struct Stop: Error {}

    private static func notUTF8(_ content: ArraySlice<UInt8>, file: String) -> Diagnostic {
        var place = SourcePosition(line: 1, column: 1)
        var decoder = UTF8()
        var bytes = content.makeIterator()
        while case .scalarValue(let scalar) = decoder.decode(&bytes) {
            place = scalar == "\n" ? SourcePosition(line: place.line + 1, column: 1) : place.next
        }
        return Diagnostic(
            code: .notUTF8, "this character is not valid UTF-8",
            at: SourceRange(file: file, start: place, end: place.next), help: "save the file in the encoding UTF-8")
    }

    private static func parse(
        _ bytes: [UInt8], file: String, limits: Limits, collector: inout DiagnosticCollector
    ) throws -> Node? {
        let scan = EventScan(bytes, depthLimit: limits.depth)
        if let start = scan.tooDeep {
            collector.add(
                code: .tooDeep, "nested more than \(limits.depth) levels deep",
                at: SourceRange(file: file, start: start, end: start.next), help: "a project file needs four levels")
            throw Stop()
        }
        var parser = unsafe yaml_parser_t()
        // It fails only for want of memory, where Swift itself stops as well.
        precondition(unsafe yaml_parser_initialize(&parser) == 1, "no memory for the YAML parser")
        defer { unsafe yaml_parser_delete(&parser) }
        return try unsafe bytes.withUnsafeBufferPointer { buffer in
            unsafe yaml_parser_set_input_string(&parser, buffer.baseAddress, buffer.count)
            unsafe yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING)
            var document = unsafe yaml_document_t()
            guard unsafe yaml_parser_load(&parser, &document) == 1 else {
                unsafe addSyntaxError(parser, file: file, to: &collector)
                throw Stop()
            }
            defer { unsafe yaml_document_delete(&document) }
            guard unsafe yaml_document_get_root_node(&document) != nil else { return nil }
            var builder = TreeBuilder(file: file, limits: limits, tagged: scan.tagged, collector: collector)
            let root = unsafe builder.build(&document, index: 1, depth: 1)
            collector = builder.collector
            try unsafe refuseSecondDocument(&parser, file: file, collector: &collector)
            guard let root else { throw Stop() }
            return root
        }
    }

    private static func refuseSecondDocument(
        _ parser: inout yaml_parser_t, file: String, collector: inout DiagnosticCollector
    ) throws {
        var second = unsafe yaml_document_t()
        guard unsafe yaml_parser_load(&parser, &second) == 1 else {
            unsafe addSyntaxError(parser, file: file, to: &collector)
            throw Stop()
        }
        defer { unsafe yaml_document_delete(&second) }
        if unsafe yaml_document_get_root_node(&second) != nil {
            let start = unsafe SourcePosition(second.start_mark)
            collector.add(
                code: .severalDocuments, "a second document begins here",
                at: SourceRange(
                    file: file, start: start, end: SourcePosition(line: start.line, column: start.column + 3)),
                help: "a project file is one document: remove the line '---' or move the rest to a file of its own")
            throw Stop()
        }
    }

    private static func addSyntaxError(
        _ parser: yaml_parser_t, file: String, to collector: inout DiagnosticCollector
    ) {
        let problem = unsafe parser.problem.map { unsafe String(cString: $0) } ?? "not YAML"
        let context = unsafe parser.context.map { unsafe String(cString: $0) }
        let start =
            unsafe parser.error == YAML_READER_ERROR
            ? collector.sources.position(ofByte: Int(parser.problem_offset), in: file)
            : SourcePosition(parser.problem_mark)
        let from = unsafe SourcePosition(parser.context_mark)
        var notes: [Diagnostic.Note] = []
        if let context, from < start, from.line < start.line {
            notes.append(collector.note(context, at: SourceRange(file: file, start: from, end: from.next)))
        }
        collector.add(
            code: .yamlSyntax, [context, problem].compactMap(\.self).joined(separator: ", "),
            at: SourceRange(file: file, start: start, end: start.next), notes: notes,
            help: SyntaxHelp.text(problem: problem, context: context))
    }
}

extension SourcePosition {
    /// libyaml counts lines and columns from 0.
    init(_ mark: yaml_mark_t) { self.init(line: Int(mark.line) + 1, column: Int(mark.column) + 1) }

    /// The place behind the character here.
    var next: SourcePosition { SourcePosition(line: line, column: column + 1) }
}
