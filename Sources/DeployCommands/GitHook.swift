internal import FoundationEssentials
internal import Glibc
internal import LocalFiles
internal import SyncTargets

/// A hook of a git repository that runs a deployment. A hook that was there before is kept beside it, runs first, and comes
/// back unchanged when this one is taken out.
struct GitHook {
    /// When git runs it.
    enum Moment: String, CaseIterable {
        case prePush = "pre-push"
        case postCommit = "post-commit"
        case postMerge = "post-merge"
        case postReceive = "post-receive"

        /// Whether git tells on standard input what was pushed.
        var readsInput: Bool { self == .prePush || self == .postReceive }
    }

    let moment: Moment
    /// The folder of the repository's hooks, absolute (`core.hooksPath`).
    let folder: String

    private static let beginning =
        "# >>> deploy: written by 'deploy hook install', taken out by 'deploy hook uninstall'"
    private static let ending = "# <<< deploy"

    /// The hook's file.
    var path: String { "\(folder)/\(moment.rawValue)" }
    /// The hook that was there before.
    private var previous: String { "\(path).before-deploy" }

    /// The hook of the repository that a folder belongs to.
    ///
    /// - Throws: ``UsageError`` where there is none.
    static func find(_ moment: Moment, in current: String) async throws -> GitHook {
        let found = await Git.run(["rev-parse", "--path-format=absolute", "--git-path", "hooks"], in: current)
        guard found.code == 0, found.line.hasPrefix("/") else {
            throw UsageError(
                message: "\(current) is in no git repository: \(found.errors.prefix { !$0.isNewline })",
                help: "'git init' makes one")
        }
        return GitHook(moment: moment, folder: found.line)
    }

    private var content: String? {
        (try? DiskFile.contents(ofFileAt: path, limit: 1 << 20)).map { String(decoding: $0, as: UTF8.self) }
    }

    /// Whether it runs a deployment.
    var isInstalled: Bool { content?.contains(Self.beginning) ?? false }

    /// The line with which it runs the deployment; nil where it does not.
    var command: String? {
        content?.split(separator: "\n").first { $0.contains(" hook run \(moment.rawValue)") }.map {
            String($0.drop { $0 == " " })
        }
    }

    /// Writes the hook. `program` is run with `arguments`.
    ///
    /// - Throws: ``TargetError``.
    func install(_ program: String, _ arguments: [String]) throws {
        try changing {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            if !isInstalled, FileManager.default.fileExists(atPath: path) {
                try FileManager.default.moveItem(atPath: path, toPath: previous)
            }
            let interim = "\(path).deploy-\(RandomID.next().prefix(8))"
            try script(program, arguments).write(toFile: interim, atomically: false, encoding: .utf8)
            guard unsafe chmod(interim, 0o755) == 0, unsafe rename(interim, path) == 0 else {
                throw SystemError("rename", path, number: errno)
            }
        }
    }

    /// Takes it out; what was there before comes back, and lines that others have added stay.
    ///
    /// - Returns: whether it was there.
    /// - Throws: ``TargetError``.
    func uninstall() throws -> Bool {
        guard let content, isInstalled else { return false }
        let lines = content.split(separator: "\n", omittingEmptySubsequences: false)
        guard let first = lines.firstIndex(of: Self.beginning[...]), let last = lines.firstIndex(of: Self.ending[...]),
            first < last
        else {
            throw TargetError(
                .refused, "\(path): the lines of deploy in it were changed", help: "take them out by hand")
        }
        let rest = lines[..<first] + lines[(last + 1)...]
        try changing {
            if rest.allSatisfy({ $0.isEmpty || $0 == "#!/bin/sh" }) {
                try FileManager.default.removeItem(atPath: path)
                if FileManager.default.fileExists(atPath: previous) {
                    try FileManager.default.moveItem(atPath: previous, toPath: path)
                }
            } else {
                try rest.joined(separator: "\n").write(toFile: path, atomically: true, encoding: .utf8)
                _ = unsafe chmod(path, 0o755)
            }
        }
        return true
    }

    private func changing(_ body: () throws -> Void) throws {
        do {
            try body()
        } catch {
            throw TargetError(
                .denied, "the hook \(path) cannot be changed: \(error)", help: "check the permissions of \(folder)")
        }
    }

    private func script(_ program: String, _ arguments: [String]) -> String {
        let words = ([program, "hook", "run", moment.rawValue] + arguments).map(Self.quoted).joined(separator: " ")
        let before = "\"$(dirname \"$0\")/\(moment.rawValue).before-deploy\""
        let (take, give) = moment.readsInput ? ("input=$(cat)\n", "printf '%s\\n' \"$input\" | ") : ("", "")
        // What git sets for its hooks is about this very call, and would lead other calls of git astray.
        return """
            #!/bin/sh
            \(Self.beginning)
            \(take)if [ -x \(before) ]; then
              \(give)\(before) "$@" || exit $?
            fi
            \(give)(
              unset $(git rev-parse --local-env-vars)
              exec \(words) -- "$@"
            ) || exit $?
            \(Self.ending)

            """
    }

    /// A word for the shell.
    private static func quoted(_ word: String) -> String {
        let isPlain =
            !word.isEmpty && word.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-_./=".contains($0)) }
        return isPlain ? word : "'\(word.replacing("'", with: "'\\''"))'"
    }
}
