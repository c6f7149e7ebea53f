internal import DeployModel
internal import Diagnostics
internal import YAML

/// Turns a YAML node into the value of an option, or says what it must be.
struct OptionReader {
    /// What variables in texts are filled in with; nil where they stay as they are.
    let environment: [String: String]?
    /// Where a value comes from, by its node.
    let origin: (Node) -> Origin

    /// The value; nil after a problem that went to the collector.
    ///
    /// What is wrong only because of a variable comes as ``OptionValue/unresolved(_:_:)``: it is told when a task needs
    /// the value.
    func value(_ node: Node, for spec: OptionSpec, collector: inout DiagnosticCollector) -> Located<OptionValue>? {
        if case .entries(let shape) = spec.kind {
            return EntryReader(reader: self, spec: spec, shape: shape).value(node, &collector)
                .map { Located($0, origin(node)) }
        }
        var inner = DiagnosticCollector(sources: collector.sources)
        let (node, isFilledIn) = spec.kind == .command ? (node, false) : filledIn(node, spec, &inner)
        noteSecret(node, spec, &collector)
        // What a variable stands for may be a secret, so it is not shown.
        let value = inner.hasErrors ? nil : typed(node, spec, isHidden: isFilledIn || spec.isSecret, &inner)
        if inner.hasErrors, isFilledIn {
            return Located(.unresolved(text(of: node), inner.diagnostics), origin(node))
        }
        collector.add(inner.diagnostics)
        if holdsNUL(node) {
            collector.add(
                code: .wrongType, "'\(spec.key)' holds a NUL character, which no path and no command can carry",
                at: node.range, help: "take it out")
            return nil
        }
        return value.map { Located($0, origin(node)) }
    }

    /// A text, with variables filled in.
    func text(_ node: Node, what: String, collector: inout DiagnosticCollector) -> Located<String>? {
        var inner = DiagnosticCollector(sources: collector.sources)
        let (node, _) = filledIn(node, nil, &inner)
        collector.add(inner.diagnostics)
        if inner.hasErrors { return nil }
        guard case .string(let text)? = node.scalar else {
            collector.add(
                code: .wrongType, "\(what) must be a text, not \(shown(node))", at: node.range,
                help: node.scalar == nil ? nil : "put it in quotes")
            return nil
        }
        return Located(text, origin(node))
    }

    /// Remembers a password, so that nothing shows it.
    private func noteSecret(_ node: Node, _ spec: OptionSpec, _ collector: inout DiagnosticCollector) {
        // With a variable that is not set, there is no secret yet.
        guard !text(of: node).contains("${") else { return }
        if spec.isSecret { collector.sources.add(secret: text(of: node)) }
        guard spec.key == "remote", let password = RemoteURL.password(in: text(of: node)) else { return }
        collector.sources.add(secret: String(password))
        if let decoded = RemoteURL.decode(password) { collector.sources.add(secret: decoded) }
    }

    private func holdsNUL(_ node: Node) -> Bool {
        switch node.content {
        case .scalar(let scalar): scalar.text.utf8.contains(0)
        case .sequence(let items): items.contains(where: holdsNUL)
        case .mapping: false
        }
    }

    private func text(of node: Node) -> String {
        switch node.content {
        case .scalar(let scalar): scalar.text
        case .sequence(let items): items.map(text(of:)).joined(separator: ", ")
        case .mapping: ""
        }
    }

    // MARK: Variables

    /// The node with variables filled in, and whether it holds any. Where a text is wanted, what comes from a variable is
    /// one, whatever it looks like: a password of digits keeps its zeros.
    private func filledIn(
        _ node: Node, _ spec: OptionSpec?, _ collector: inout DiagnosticCollector
    ) -> (Node, Bool) {
        guard let environment else { return (node, false) }
        var node = node
        switch node.content {
        case .mapping: return (node, false)
        case .sequence(let items):
            let filled = items.map { filledIn($0, spec, &collector) }
            node.content = .sequence(filled.map(\.0))
            return (node, filled.contains { $0.1 })
        case .scalar(var scalar):
            let result = Interpolation.expand(scalar.text, environment: environment)
            for name in result.unset { reportUnset(name, node, &collector) }
            for text in result.odd { reportOdd(text, node, &collector) }
            scalar.text = result.text
            // Whoever writes "${N}" in quotes, as YAML wants it inside braces, still means a number where one is wanted.
            if result.isChanged { scalar.isPlain = !(spec?.isText ?? true) && (scalar.isPlain || result.isWhole) }
            node.content = .scalar(scalar)
            return (node, result.isChanged || !result.unset.isEmpty)
        }
    }

    private func reportUnset(_ name: String, _ node: Node, _ collector: inout DiagnosticCollector) {
        collector.add(
            code: .unsetVariable, "the variable \(name) is not set", at: place(of: "${\(name)", in: node, collector),
            help: "set it in the environment, or write ${\(name):-default}")
    }

    private func reportOdd(_ text: String, _ node: Node, _ collector: inout DiagnosticCollector) {
        collector.add(
            .warning, code: .oddVariable, "'${' does not begin a variable here and is taken as it is",
            at: place(of: text, in: node, collector),
            help: "write ${NAME} or ${NAME:-default}; $${ stands for a plain ${")
    }

    /// The place of a variable in the source of its node; the node itself where it is not found literally.
    private func place(of text: String, in node: Node, _ collector: DiagnosticCollector) -> SourceRange {
        for number in node.range.start.line...max(node.range.start.line, node.range.end.line) {
            guard let line = collector.sources.line(number, of: node.range.file) else { continue }
            let first = number == node.range.start.line ? node.range.start.column - 1 : 0
            let scalars = line.unicodeScalars
            guard let from = scalars.index(scalars.startIndex, offsetBy: first, limitedBy: scalars.endIndex),
                let found = line[from...].firstRange(of: text)
            else { continue }
            let column = scalars.distance(from: scalars.startIndex, to: found.lowerBound) + 1
            let end = line[found.upperBound...].firstIndex(of: "}").map { line.index(after: $0) } ?? found.upperBound
            return SourceRange(
                file: node.range.file, start: SourcePosition(line: number, column: column),
                end: SourcePosition(
                    line: number, column: scalars.distance(from: scalars.startIndex, to: end) + 1))
        }
        return node.range
    }

    // MARK: Types

    private func typed(
        _ node: Node, _ spec: OptionSpec, isHidden: Bool, _ collector: inout DiagnosticCollector
    ) -> OptionValue? {
        switch (spec.kind, node.scalar) {
        case (.bool, .bool(let value)), (.boolOr, .bool(let value)): return .bool(value)
        case (.boolOr(let words), .string(let text)) where words.contains(text): return .string(text)
        case (.int(let range), .int(let number)) where range.contains(number): return .int(number)
        case (.countOrPercent, .int(let number)) where number >= 0: return .int(number)
        case (.countOrPercent, .string(let text)) where DeleteLimit(text) != nil: return .string(text)
        case (.string, .string(let text)): return .string(text)
        // YAML 1.1 reads the word 'off' as false.
        case (.choice(let words), .bool(false)) where words.contains("off"): return .string("off")
        case (.choice(let words), .string(let text)) where words.contains(text): return .string(text)
        case (.patterns, .string(let text)):
            return checked(PatternList.split(text).map { Located($0, origin(node)) }, node, spec, &collector)
        case (.command, .string(let text)): return .string(text)
        case (.words, .string(let text)):
            return .list(text.split(whereSeparator: \.isWhitespace).map { Located(String($0), origin(node)) })
        case (.pathPatterns, .string), (.patternGroups, .string), (.modeRules, .string), (.names, .string),
            (.pathPatterns, nil), (.patternGroups, nil), (.modeRules, nil), (.patterns, nil), (.names, nil),
            (.command, nil), (.words, nil):
            if let items = items(node, spec, &collector) { return checked(items, node, spec, &collector) }
            if case .sequence = node.content { return nil }
        default: break
        }
        reportType(node, spec, isHidden: isHidden, &collector)
        return nil
    }

    private func reportType(
        _ node: Node, _ spec: OptionSpec, isHidden: Bool, _ collector: inout DiagnosticCollector
    ) {
        var code = DiagnosticCode.wrongType
        var shown = isHidden ? node.kindName : shown(node)
        if spec.isNumber, case .int(let number)? = node.scalar {
            code = .outOfRange
            shown = isHidden ? "this number" : "\(number)"
        }
        collector.add(
            code: code, "'\(spec.key)' must be \(spec.kindText), not \(shown)", at: node.range, help: help(node, spec))
    }

    /// The items of a list, or the lines of a text, each with its place.
    private func items(
        _ node: Node, _ spec: OptionSpec, _ collector: inout DiagnosticCollector
    ) -> [Located<String>]? {
        if case .string(let text)? = node.scalar {
            return spec.kind == .names ? [Located(text, origin(node))] : lines(of: text, node, collector)
        }
        guard case .sequence(let nodes) = node.content else { return nil }
        var items: [Located<String>] = []
        for item in nodes {
            if case .string(let text)? = item.scalar {
                items.append(Located(text, origin(item)))
            } else {
                collector.add(
                    code: .wrongType, "\(spec.itemText) must be a text, not \(shown(item))", at: item.range,
                    help: item.scalar == nil ? nil : "put it in quotes")
            }
        }
        return items.count == nodes.count ? items : nil
    }

    /// The lines of a text, those of a literal block (`|`) each with its own place.
    private func lines(of text: String, _ node: Node, _ collector: DiagnosticCollector) -> [Located<String>] {
        let isLiteral =
            collector.sources.line(node.range.start.line, of: node.range.file)?.unicodeScalars.dropFirst(
                node.range.start.column - 1
            ).first == "|"
        let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        return lines.enumerated().compactMap { index, line in
            guard !line.isEmpty else { return nil }
            var place = node
            let number = node.range.start.line + 1 + index
            if isLiteral, let source = collector.sources.line(number, of: node.range.file) {
                let indent = source.prefix { $0 == " " }.count
                place.range.start = SourcePosition(line: number, column: indent + 1)
                place.range.end = SourcePosition(line: number, column: source.unicodeScalars.count + 1)
            }
            return Located(String(line), origin(place))
        }
    }

    /// The items, unless one is a pattern that can never mean anything.
    private func checked(
        _ items: [Located<String>], _ node: Node, _ spec: OptionSpec, _ collector: inout DiagnosticCollector
    ) -> OptionValue? {
        for item in items {
            let range = item.origin.range ?? node.range
            if [.patterns, .patternGroups].contains(spec.kind), item.value.contains("/") {
                collector.add(
                    .warning, code: .badPattern,
                    "'\(item.value)' never matches: '\(spec.key)' is about base names, which hold no '/'", at: range,
                    help: "write path patterns in 'ignore'")
            }
            if spec.kind == .modeRules, ModeRule(item.value) == nil {
                collector.add(
                    code: .badPattern, "'\(item.value)' is no rule of '\(spec.key)'", at: range,
                    help: "write three or four octal digits and path patterns behind them: 755 *.cgi")
                return nil
            }
            if spec.key == "include", item.value.hasPrefix("!") {
                collector.add(
                    code: .badPattern, "a pattern of 'include' brings back; '!' makes no sense in front of it",
                    at: range, help: "take the '!' away, or write '\(item.value.dropFirst())' in 'ignore'")
                return nil
            }
        }
        return .list(items)
    }

    private func shown(_ node: Node) -> String {
        guard case .scalar(let scalar) = node.content, node.scalar != .null else { return node.kindName }
        return "\(node.kindName) ('\(scalar.text)')"
    }

    private func help(_ node: Node, _ spec: OptionSpec) -> String? {
        switch (spec.kind, node.scalar) {
        case (.choice(let words), .string(let text)), (.boolOr(let words), .string(let text)):
            return NearestName.of(text, among: words).map { "did you mean '\($0)'?" }
        case (.bool, .string(let text)) where ["true", "false", "yes", "no", "on", "off"].contains(text.lowercased()):
            return "write it without quotes"
        case (.int, .string(let text)) where Int(text) != nil: return "write it without quotes"
        case (.int, .int(let number)):
            // YAML 1.1 reads 010 as octal and 1:30 to base 60.
            guard case .scalar(let scalar) = node.content, scalar.text != "\(number)" else { return nil }
            return "in YAML, \(scalar.text) is another way of writing \(number)"
        case (.string, .int?) where spec.isSecret:
            return "put it in quotes; as a number it would lose leading zeros and signs"
        case (_, .null?): return "leave the line out, or write a value"
        case (.string, .some), (.names, .some), (.patterns, .some), (.pathPatterns, .some), (.patternGroups, .some),
            (.modeRules, .some), (.command, .some), (.words, .some):
            return "put it in quotes"
        default: return nil
        }
    }
}

extension OptionSpec {
    var isNumber: Bool { if case .int = kind { true } else { false } }

    /// Whether its value is made of texts that YAML must not give another type.
    var isText: Bool {
        switch kind {
        case .string, .patterns, .pathPatterns, .patternGroups, .names, .modeRules, .command, .words: true
        case .bool, .boolOr, .int, .countOrPercent, .choice, .entries: false
        }
    }

    /// What the value must be, in words that follow "must be".
    var kindText: String {
        switch kind {
        case .bool: "true or false"
        case .boolOr(let words): "true, false or \(words.joined(separator: ", "))"
        case .int(let range): "a number from \(range.lowerBound) to \(range.upperBound)"
        case .countOrPercent: "a number or a share such as 50%"
        case .string: "a text"
        case .choice(let words): words.count == 1 ? "'\(words[0])'" : "one of \(words.joined(separator: ", "))"
        case .patterns, .pathPatterns, .patternGroups: "a text or a list of texts"
        case .modeRules: "a text or a list of texts"
        case .command: "a text for /bin/sh, or a list of a program and its arguments"
        case .words: "a program and its arguments, as a list or as one text with blanks between them"
        case .entries(let shape): "\(shape.name) or a list of them"
        case .names: "the name of a task or a list of names"
        }
    }

    /// What an item of the list is, in words that begin a sentence.
    var itemText: String {
        switch kind {
        case .names: "a name in '\(key)'"
        case .modeRules: "a rule of '\(key)'"
        case .command, .words: "a word of '\(key)'"
        default: "a pattern of '\(key)'"
        }
    }
}
