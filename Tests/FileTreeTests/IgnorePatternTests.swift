import FileTree
import TestSupport
import Testing

@Suite("Path patterns")
struct IgnorePatternTests {
    @Test(
        "what git's documentation says",
        arguments: [
            ("hello.*", "a/hello.c", FileKind.file, true), ("/hello.*", "a/hello.c", .file, false),
            ("/hello.*", "hello.c", .file, true), ("foo/", "foo", .folder, true), ("foo/", "foo", .file, false),
            ("foo/", "a/foo", .folder, true), ("doc/frotz", "doc/frotz", .file, true),
            ("doc/frotz", "a/doc/frotz", .file, false), ("/doc/frotz", "doc/frotz", .folder, true),
            ("foo/*", "foo/test.json", .file, true), ("foo/*", "foo/bar/hello.c", .file, false),
            ("**/foo", "foo", .file, true), ("**/foo", "a/b/foo", .file, true),
            ("**/foo/bar", "x/foo/bar", .file, true),
            ("abc/**", "abc/x/y", .file, true), ("abc/**", "abc", .folder, false), ("a/**/b", "a/b", .file, true),
            ("a/**/b", "a/x/b", .file, true), ("a/**/b", "a/x/y/b", .file, true), ("a/**/b", "ab", .file, false),
            ("a**b", "a/b", .file, false), ("a**/**/b", "ab", .folder, true),
            ("\\!important!.txt", "!important!.txt", .file, true),
            ("\\#x", "#x", .file, true), ("x ", "x", .file, true), ("x\\ ", "x ", .file, true),
            ("[a-z0-9]?", "b7", .file, true), ("[!a]", "a", .file, false), ("[[:digit:]]", "5", .file, true),
            ("[[:nonsense:]]", "n", .file, false), ("[a", "a", .file, false), ("a\\", "a", .file, false),
            ("?", "é", .file, false), ("*", "é", .file, true), ("[]-]", "]", .file, true),
        ])
    func documented(pattern: String, path: String, kind: FileKind, expected: Bool) throws {
        let pattern = try #require(IgnorePattern(pattern))
        #expect(pattern.matches(try #require(RelativePath(path)), kind: kind) == expected)
    }

    @Test("comments and empty lines are no patterns", arguments: ["", "# x", "   ", "#"])
    func none(line: String) { #expect(IgnorePattern(line) == nil) }

    @Test("a hostile pattern takes no time that grows without bounds")
    func hostile() throws {
        let pattern = try #require(IgnorePattern(String(repeating: "**/a*/", count: 200) + "c"))
        let path = try #require(RelativePath(Array(repeating: "aaaaaaaaab", count: 300).joined(separator: "/")))
        #expect(!pattern.matches(path, kind: .file))
    }

    /// Git itself is asked about trees of made-up files, each with made-up patterns of its own.
    @Test("git check-ignore agrees on 10,000 cases")
    func agreement() async throws {
        var random = SeededRandom(20_261_121)
        let repository = try TemporaryFolder()
        _ = try await Program.run("/usr/bin/git", ["init", "-q", repository.path])
        let trees = try (0..<(Project.isLong ? 2_000 : 200)).map { number in
            try RandomTree("t\(number)", in: repository, &random)
        }
        let expected = try await ignoredByGit(trees.flatMap(\.paths), in: repository)
        var ignored = 0
        for tree in trees {
            let filter = PathFilter(paths: tree.patterns)
            for (path, kind) in tree.entries {
                let isOut = !filter.includes(path, kind: kind)
                let isOutForGit = expected.contains("\(tree.name)/\(path.text)")
                #expect(isOut == isOutForGit, "\(path) (\(kind)) with \(tree.patterns): git says \(isOutForGit)")
                ignored += isOut ? 1 : 0
            }
        }
        let cases = trees.reduce(0) { $0 + $1.entries.count }
        #expect(cases >= 10_000)
        #expect(ignored * 10 > cases * 3 && ignored * 10 < cases * 7, "\(ignored) of \(cases) ignored")
    }

    private func ignoredByGit(_ paths: [String], in folder: TemporaryFolder) async throws -> Set<String> {
        let list = try folder.write("list", paths.joined(separator: "\n") + "\n")
        let command = "git -c core.quotePath=false check-ignore --no-index --stdin < '\(list)'"
        let result = try await Program.run("/bin/sh", ["-c", command], in: folder.path)
        try #require(result.status <= 1, "\(result.errors)")
        return Set(
            result.output.split(separator: "\n").map { line in
                // Names with a backslash or a quote come quoted as in C.
                guard line.hasPrefix("\"") else { return String(line) }
                return String(line.dropFirst().dropLast()).replacing("\\\\", with: "\u{1}").replacing(
                    "\\\"", with: "\""
                )
                .replacing("\u{1}", with: "\\")
            })
    }
}

/// A folder with patterns in its .gitignore, and names that are likely to meet them.
private struct RandomTree {
    let name: String
    let patterns: [String]
    let entries: [(path: RelativePath, kind: FileKind)]
    var paths: [String] { entries.map { "\(name)/\($0.path.text)" } }

    init(_ name: String, in folder: TemporaryFolder, _ random: inout SeededRandom) throws {
        self.name = name
        patterns = (0..<Int.random(in: 1...8, using: &random)).map { _ in PatternMaker.pattern(&random) }
        try folder.write("\(name)/.gitignore", patterns.joined(separator: "\n") + "\n")
        var kinds: [RelativePath: FileKind] = [:]
        while kinds.count < 50 {
            let depth = Int.random(in: 1...4, using: &random)
            let names = (0..<depth).compactMap { _ in PatternMaker.names.randomElement(using: &random) }
            guard let path = RelativePath(names.joined(separator: "/")), kinds[path] == nil,
                path.ancestors.allSatisfy({ kinds[$0] != .file })
            else { continue }
            for ancestor in path.ancestors { kinds[ancestor] = .folder }
            kinds[path] = Bool.random(using: &random) ? .file : .folder
            if kinds[path] == .file {
                try folder.write("\(name)/\(path.text)", "")
            } else {
                try folder.folder("\(name)/\(path.text)")
            }
        }
        entries = kinds.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }
}

/// Patterns of all kinds, over few letters so that many match.
private enum PatternMaker {
    static let names = [
        "a", "b", "c", "ab", "bc", "abc", "a b", "a.c", "b.c", "A", "a-b", "[a]", "a*", "a\\b", "!a", "#a", "é", "a ",
    ]
    private static let parts = [
        "a", "b", "c", "ab", "bc", "abc", "a.c", "*", "*", "*", "?", "??", "a*", "*c", "*b*", "*.c", "[ab]", "[!a]",
        "[^b]*",
        "[a-c]", "[[:alpha:]]", "[[:upper:]]", "[]a]", "[a-]*", "[\\]a]", "[c-a]", "[b", "[[:x:]]", "\\a", "\\*",
        "a\\*",
        "\\[a\\]", "a\\\\b", "a\\ b", "a b", "é", "a**", "**b", "a**c", "\\!a", "\\#a", "[[:punct:]]a", "a[[:blank:]]",
    ]

    static func pattern(_ random: inout SeededRandom) -> String {
        var parts = (0..<[1, 1, 1, 2, 2, 3].randomElement(using: &random, or: 1)).map { _ in
            Self.parts.randomElement(using: &random, or: "a")
        }
        // `**` in front, in the middle and at the end.
        if Int.random(in: 0..<4, using: &random) == 0 {
            parts.insert("**", at: Int.random(in: 0...parts.count, using: &random))
        }
        var pattern = parts.joined(separator: "/")
        if Int.random(in: 0..<5, using: &random) == 0 { pattern = "/" + pattern }
        if Int.random(in: 0..<5, using: &random) == 0 { pattern += "/" }
        if Int.random(in: 0..<6, using: &random) == 0 { pattern = "!" + pattern }
        if Int.random(in: 0..<12, using: &random) == 0 {
            pattern += ["  ", "\\ ", "\\"].randomElement(using: &random, or: "")
        }
        return pattern
    }
}

extension Array {
    fileprivate func randomElement(using random: inout SeededRandom, or fallback: Element) -> Element {
        randomElement(using: &random) ?? fallback
    }
}
