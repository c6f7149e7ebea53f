internal import DeployModel
internal import FileTree
internal import FoundationEssentials
internal import Glibc
internal import LocalFiles
internal import SyncTargets

/// The files of a commit in a folder of their own, as git checks them out; the work tree is neither read nor touched.
struct CommitCheckout: Sendable {
    /// The whole name of the commit.
    let commit: String
    /// The folder that holds the repository's files; removed by ``remove()``.
    let folder: String
    /// The work tree that it stands for; nil for a bare repository.
    let workTree: String?
    /// The repository, for questions about its history.
    let repository: String
    /// Parts of the commit whose files git does not have here.
    let submodules: [String]
    private let place: String

    /// Checks a commit out.
    ///
    /// - Parameters:
    ///   - name: a commit, branch or tag.
    ///   - current: a folder of the repository.
    ///   - temporary: where the checkout is made.
    /// - Throws: ``UsageError``, ``TargetError``.
    static func make(_ name: String, from current: String, in temporary: String) async throws -> CommitCheckout {
        let found = await Git.run(["rev-parse", "--absolute-git-dir"], in: current)
        guard found.code == 0 else {
            throw UsageError(
                message: "\(current) is in no git repository: \(found.errors.prefix { !$0.isNewline })",
                help: "without --commit and 'source' the files of the folder are deployed")
        }
        let repository = found.line
        // A name that begins with a dash would be an option.
        let commit = await Git.run(
            ["rev-parse", "--verify", "--quiet", "--end-of-options", "\(name)^{commit}"], in: current)
        guard commit.code == 0, Git.isCommit(commit.word) else {
            throw UsageError(message: "git knows no commit '\(name)' in \(current)", help: "'git log' shows them")
        }
        let workTree = await Git.run(["rev-parse", "--show-toplevel"], in: current)
        var path = Array("\(temporary)/deploy-commit-XXXXXX".utf8CString)
        guard unsafe mkdtemp(&path) != nil else {
            throw TargetError(
                .denied,
                "no folder for the commit's files can be made: \(SystemError("mkdtemp", temporary, number: errno))",
                help: "set TMPDIR")
        }
        let place = String(decoding: path.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        do {
            let submodules = try await fill(place, with: commit.word, of: repository)
            return CommitCheckout(
                commit: commit.word, folder: "\(place)/files", workTree: workTree.code == 0 ? workTree.line : nil,
                repository: repository, submodules: submodules, place: place)
        } catch {
            try? FileManager.default.removeItem(atPath: place)
            throw error
        }
    }

    /// - Returns: the submodules.
    private static func fill(_ place: String, with commit: String, of repository: String) async throws -> [String] {
        let files = "\(place)/files"
        do {
            try FileManager.default.createDirectory(atPath: files, withIntermediateDirectories: false)
        } catch {
            throw TargetError(.denied, "\(files) cannot be made: \(error)")
        }
        // An index of its own: the repository's is that of the work tree. Filters and line ends are git's.
        let environment = ["GIT_INDEX_FILE": "\(place)/index", "GIT_DIR": repository, "GIT_WORK_TREE": files]
        let read = await Git.run(["read-tree", "--reset", "-u", commit], in: files, environment: environment)
        guard read.code == 0 else {
            throw TargetError(
                .unexpected, "git could not check \(commit.prefix(8)) out: \(read.errors.prefix { !$0.isNewline })",
                help: "mend the repository, or the room in the temporary folder")
        }
        let entries = await Git.run(
            ["ls-files", "--stage", "-z"], in: files, environment: environment
        ).output.split(separator: "\0")
        let submodules = entries.filter { $0.hasPrefix("160000 ") }.compactMap { $0.split(separator: "\t").last }
        // In the index a file of LFS is always a pointer; what counts is whether git has replaced it.
        let pointers = await Git.run(
            ["grep", "--cached", "-l", "-z", "-F", pointerBeginning], in: files, environment: environment)
        try refusePointers(pointers.output.split(separator: "\0").map(String.init), in: files)
        return submodules.map(String.init)
    }

    private static let pointerBeginning = "version https://git-lfs.github.com/spec/"

    /// Files that stand for others which Git LFS has: deployed, they would take the place of pictures.
    private static func refusePointers(_ names: [String], in folder: String) throws {
        let found = names.filter { name in
            let bytes = try? DiskFile.contents(ofFileAt: "\(folder)/\(name)", limit: 1_024)
            return bytes?.starts(with: Array(pointerBeginning.utf8)) ?? false
        }
        guard let first = found.min() else { return }
        let more = found.count > 1 ? " and \(found.count - 1) more" : ""
        throw TargetError(
            .refused, "the commit holds pointers of Git LFS instead of files: \(first)\(more); nothing was deployed",
            help: "install git-lfs and fetch the files ('git lfs install; git lfs fetch')")
    }

    /// A path of the work tree as it is in the checkout; nil where it lies outside.
    func path(of original: String) -> String? {
        guard let workTree, LocalPath.isWithin(original, workTree) else { return nil }
        return folder + original.dropFirst(workTree.count)
    }

    /// A path of the checkout as it is in the work tree; nil where there is none.
    func original(of path: String) -> String? {
        guard let workTree, LocalPath.isWithin(path, folder) else { return nil }
        return workTree + path.dropFirst(folder.count)
    }

    /// The nearest folder of the checkout, from the one that stands for `current` upwards, that holds a project file.
    ///
    /// - Throws: ``UsageError`` where there is none: what is not committed is not looked at.
    func projectFolder(for current: String) throws -> String {
        var next = path(of: current) ?? folder
        while LocalPath.isWithin(next, folder) {
            if !ProjectFile.existing(in: next).isEmpty { return next }
            next = LocalPath.resolve("..", from: next)
        }
        throw UsageError(
            message:
                "the commit \(commit.prefix(8)) holds no project file (\(ProjectFile.names.joined(separator: ", ")))",
            help: "commit it: what is deployed is what the commit says")
    }

    /// Takes the files away.
    func remove() { try? FileManager.default.removeItem(atPath: place) }
}
