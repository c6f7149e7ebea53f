internal import DeployModel
internal import Diagnostics
internal import FileTree

/// Puts the patterns of a task together.
enum FilterPlanning {
    /// The rules, with the lines of `ignore_file` read.
    static func rules(_ draft: inout PlanDraft, local: TreeLocation, _ access: FileAccess) -> FilterRules {
        FilterRules(
            own: ownFiles(&draft, local), match: draft.list("match"), exclude: draft.list("exclude"),
            ignoreFile: ignoreFile(&draft, access),
            ignore: draft.list("ignore"),
            // In front of a comment, a `!` would make a pattern of it.
            include: draft.list("include").filter { !$0.value.hasPrefix("#") && !$0.value.isEmpty })
    }

    private static func ownFiles(_ draft: inout PlanDraft, _ location: TreeLocation) -> Set<RelativePath> {
        guard case .folder(let local) = location else { return [] }
        let ignoreFile = draft.isUsable("ignore_file") ? [draft.path("ignore_file")] : []
        return Set(
            (draft.task.files + ignoreFile).filter { LocalPath.isWithin($0, local) && $0 != local }
                .compactMap { RelativePath(String($0.dropFirst(local.count).drop { $0 == "/" })) })
    }

    private static func ignoreFile(_ draft: inout PlanDraft, _ access: FileAccess) -> [Located<String>] {
        guard draft.isUsable("ignore_file") else { return [] }
        let path = draft.path("ignore_file")
        let bytes: [UInt8]
        do throws(UnreadableFile) {
            bytes = try access(path)
        } catch {
            draft.report(
                .badIgnoreFile, "'ignore_file' cannot be read: \(path): \(error.reason)",
                at: draft.origin("ignore_file"), help: "the path is seen from \(draft.base("ignore_file"))")
            return []
        }
        guard String(validating: bytes, as: UTF8.self) != nil else {
            draft.report(
                .badIgnoreFile, "'ignore_file' is not valid UTF-8: \(path)", at: draft.origin("ignore_file"),
                help: "save it in the encoding UTF-8")
            return []
        }
        return lines(of: bytes, file: shown(path, draft))
    }

    /// The path as seen from the folder of the project file, so that a name alone says which file is meant.
    private static func shown(_ path: String, _ draft: PlanDraft) -> String {
        let folder = draft.task.folder
        return LocalPath.isWithin(path, folder) ? String(path.dropFirst(folder.count).drop { $0 == "/" }) : path
    }

    /// The lines of an ignore file, each with its place; a CR in front of the line end and a BOM do not count (git).
    private static func lines(of bytes: [UInt8], file: String) -> [Located<String>] {
        let content = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes[3...] : bytes[...]
        return content.split(separator: 0x0A, omittingEmptySubsequences: false).enumerated().map { index, bytes in
            let line = String(decoding: bytes.last == 0x0D ? bytes.dropLast() : bytes, as: UTF8.self)
            let start = SourcePosition(line: index + 1, column: 1)
            let end = SourcePosition(line: index + 1, column: line.unicodeScalars.count + 1)
            return Located(line, .file(SourceRange(file: file, start: start, end: end), folder: ""))
        }
    }
}
