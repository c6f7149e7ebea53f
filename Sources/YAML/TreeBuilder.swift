internal import CLibYAML
internal import Diagnostics

/// Turns libyaml's node table into a ``Node`` tree: expands aliases within the limits, carries out merge keys,
/// refuses duplicate keys and foreign tags.
struct TreeBuilder {
    let file: String
    let limits: DocumentReader.Limits
    /// See ``EventScan/tagged``.
    let tagged: Set<Int>
    var collector: DiagnosticCollector
    private var built = 0
    private var overLimit = false

    init(file: String, limits: DocumentReader.Limits, tagged: Set<Int>, collector: DiagnosticCollector) {
        self.file = file
        self.limits = limits
        self.tagged = tagged
        self.collector = collector
    }

    /// The node with this index (from 1) of libyaml's table; nil after a problem that went to the collector.
    mutating func build(_ document: inout yaml_document_t, index: Int32, depth: Int) -> Node? {
        guard !overLimit, let raw = unsafe yaml_document_get_node(&document, index) else { return nil }
        let range = unsafe SourceRange(
            file: file, start: SourcePosition(raw.pointee.start_mark), end: SourcePosition(raw.pointee.end_mark))
        built += 1
        guard built <= limits.nodes else {
            return stop(.tooManyNodes, "more than \(limits.nodes) nodes once aliases are expanded", range)
        }
        guard depth <= limits.depth else {
            // Only through aliases: what is written so deep was refused before.
            return stop(.tooDeep, "nested more than \(limits.depth) levels deep once aliases are expanded", range)
        }
        let tag = unsafe raw.pointee.tag.map { unsafe String(cString: $0) } ?? ""
        guard tag.hasPrefix("tag:yaml.org,2002:"), !tag.hasPrefix("tag:yaml.org,2002:python/") else {
            collector.add(
                code: .unknownTag, "this tag is not one of YAML's own", at: range, help: "remove the tag")
            return nil
        }
        switch unsafe raw.pointee.type {
        case YAML_SCALAR_NODE: return unsafe scalar(raw.pointee, range: range, tag: tag)
        case YAML_SEQUENCE_NODE: return unsafe sequence(raw.pointee, &document, range: range, depth: depth)
        case YAML_MAPPING_NODE: return unsafe mapping(raw.pointee, &document, range: range, depth: depth)
        default: return nil
        }
    }

    private mutating func stop(_ code: DiagnosticCode, _ message: String, _ range: SourceRange) -> Node? {
        overLimit = true
        collector.add(code: code, message, at: range)
        return nil
    }

    private func scalar(_ raw: yaml_node_t, range: SourceRange, tag: String) -> Node {
        let buffer = unsafe UnsafeBufferPointer(start: raw.data.scalar.value, count: raw.data.scalar.length)
        let text = unsafe String(decoding: buffer, as: UTF8.self)
        // libyaml gives untagged and `!!str` scalars the same tag; only the events tell them apart.
        let isPlain =
            unsafe raw.data.scalar.style == YAML_PLAIN_SCALAR_STYLE
            && !(tag.hasSuffix(":str") && tagged.contains(Int(raw.start_mark.index)))
        return Node(content: .scalar(Node.Scalar(text: text, isPlain: isPlain)), range: range)
    }

    private mutating func sequence(
        _ raw: yaml_node_t, _ document: inout yaml_document_t, range: SourceRange, depth: Int
    ) -> Node? {
        var items: [Node] = []
        var next = unsafe raw.data.sequence.items.start
        let end = unsafe raw.data.sequence.items.top
        while let item = unsafe next, unsafe item != end {
            guard let node = unsafe build(&document, index: item.pointee, depth: depth + 1) else { return nil }
            items.append(node)
            unsafe next = item + 1
        }
        return Node(content: .sequence(items), range: range)
    }

    private mutating func mapping(
        _ raw: yaml_node_t, _ document: inout yaml_document_t, range: SourceRange, depth: Int
    ) -> Node? {
        var own: [Node.Pair] = []
        var merged: [Node.Pair] = []
        var seen: [Node.Content: SourceRange] = [:]
        // "key" and key are one key, as they are for everybody who asks for it.
        func identity(_ key: Node) -> Node.Content {
            guard case .scalar(let scalar) = key.content else { return key.content }
            return .scalar(Node.Scalar(text: scalar.text, isPlain: false))
        }
        var next = unsafe raw.data.mapping.pairs.start
        let end = unsafe raw.data.mapping.pairs.top
        while let pair = unsafe next, unsafe pair != end {
            guard let key = unsafe build(&document, index: pair.pointee.key, depth: depth + 1),
                let value = unsafe build(&document, index: pair.pointee.value, depth: depth + 1)
            else { return nil }
            if case .scalar(let scalar) = key.content, scalar.isPlain, scalar.text == "<<" {
                merged += mergedPairs(value)
            } else if let first = seen[identity(key)] {
                reportDuplicate(key, first: first)
            } else {
                seen[identity(key)] = key.range
                own.append(Node.Pair(key: key, value: value))
            }
            unsafe next = pair + 1
        }
        for pair in merged where seen[identity(pair.key)] == nil {
            seen[identity(pair.key)] = pair.key.range
            own.append(pair)
        }
        return Node(content: .mapping(own), range: range)
    }

    private mutating func reportDuplicate(_ key: Node, first: SourceRange) {
        let name = if case .scalar(let scalar) = key.content { "'\(scalar.text)'" } else { "this key" }
        collector.add(
            code: .duplicateKey, "\(name) is given twice", at: key.range,
            notes: [collector.note("the first is here", at: first)], help: "remove one of the two")
    }

    /// The pairs that `<<: value` brings in (yaml.org/type/merge): of several mappings the earlier wins.
    private mutating func mergedPairs(_ value: Node) -> [Node.Pair] {
        switch value.content {
        case .mapping(let pairs): return pairs
        case .sequence(let items):
            return items.flatMap { item -> [Node.Pair] in
                if case .mapping(let pairs) = item.content { return pairs }
                reportBadMerge(item)
                return []
            }
        case .scalar:
            reportBadMerge(value)
            return []
        }
    }

    private mutating func reportBadMerge(_ node: Node) {
        collector.add(
            code: .badMerge, "'<<' needs a mapping or a list of mappings, not \(node.kindName)", at: node.range,
            help: "write '<<: *anchor' with the anchor of a mapping")
    }
}
