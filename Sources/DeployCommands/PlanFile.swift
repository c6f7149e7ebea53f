internal import DeployModel
internal import FileTree
internal import FoundationEssentials
internal import LocalFiles
internal import SyncTargets

/// The file of a kept plan: JSON, readable by its owner alone.
struct PlanFile {
    private let path: String
    private let folder: String
    private let name: RelativePath

    /// The file at an absolute path.
    ///
    /// - Throws: ``TargetError`` where that names none.
    init(_ path: String) throws {
        let slash = path.lastIndex(of: "/") ?? path.startIndex
        guard let name = RelativePath(String(path[slash...].dropFirst())), !name.isRoot else {
            throw TargetError(.invalidName, "\(path) is no name for a file")
        }
        self.path = path
        self.name = name
        folder = slash == path.startIndex ? "/" : String(path[..<slash])
    }

    /// Writes a plan, in one step.
    ///
    /// - Throws: ``TargetError`` where it cannot be written.
    func write(_ plan: SavedPlan) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        let bytes = Array(try encoder.encode(plan)) + [UInt8(ascii: "\n")]
        guard let waiting = RelativePath(".\(name.text)-\(RandomID.next().prefix(8))") else { return }
        do throws(SystemError) {
            let root = try RootedFolder(path: folder)
            let file = try root.openForWriting(waiting, existing: .refuse, mode: 0o600)
            try file.write(bytes, at: 0, path: path)
            try file.synchronize(path: path)
            try root.rename(waiting, to: name)
        } catch {
            throw TargetError(.refused, "the plan cannot be written: \(error)")
        }
    }

    /// The plan in it.
    ///
    /// - Throws: ``TargetError`` where it is none.
    func read() throws -> SavedPlan {
        let data = Data(try contents())
        struct Form: Decodable { var version: Int }
        let decoder = JSONDecoder()
        if let form = try? decoder.decode(Form.self, from: data), form.version > SavedPlan.currentVersion {
            throw TargetError(
                .unexpected,
                "\(path) has version \(form.version); this program knows up to \(SavedPlan.currentVersion)",
                help: "use the newer version of deploy that wrote it")
        }
        do {
            return try decoder.decode(SavedPlan.self, from: data)
        } catch {
            throw TargetError(
                .unexpected, "\(path) is no plan, or a damaged one",
                help: "make a new plan: deploy run --save-plan FILE")
        }
    }

    /// Far above what a plan of 100,000 files takes, in bytes.
    private static let limit: Int64 = 256 << 20

    private func contents() throws -> [UInt8] {
        do throws(SystemError) {
            let file = try RootedFolder(path: folder).openFile(name)
            let size = try file.status(as: name).size ?? 0
            return try file.read(count: Int(min(size, Self.limit)), at: 0, path: path)
        } catch {
            throw TargetError(.notFound, "the plan cannot be read: \(error)")
        }
    }
}
