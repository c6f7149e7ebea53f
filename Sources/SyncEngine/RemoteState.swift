package import DeployModel
package import FileTree
package import SyncTargets

/// What the tool keeps on a remote for one project, as it was found.
package struct RemoteState: Sendable {
    /// The paths.
    package var layout: StateLayout
    /// Folders of the layout that exist already.
    package var existingFolders: Set<RelativePath>
    /// The record of the last deployment; nil if there was none.
    package var manifest: Manifest?
    /// The record of a switch that did not end; nil if there is none.
    package var journal: Journal?
    /// What lies in the staging folder, by name.
    package var staged: [String: FileEntry]
    /// The files that keep `.deploy` from being shown over HTTP, as far as they are there.
    package var guardFiles: Set<String> = []
    /// What other projects put into the same root: never touched by this one.
    package var foreign: Set<RelativePath> = []

    /// Reads the state of `project` from a remote. Writes nothing.
    ///
    /// - Parameter newToken: the token to use where there is none yet.
    /// - Throws: ``TargetError``: a record that is there but cannot be read, is damaged or newer stops the run; it is
    ///   never taken for a first deployment.
    package static func read(
        from target: any SyncTarget, project: String, newToken: String
    ) async throws -> RemoteState {
        let folder: [FileEntry]
        do {
            // Asked for itself, not looked for in the root: some servers never list names that begin with a dot.
            folder = try await target.list(StateLayout.folder).entries
        } catch let error as TargetError where error.code == .notFound || error.code == .refused {
            let root = try await target.list(.root).entries
            guard !root.contains(where: { $0.path == StateLayout.folder }) else { throw error }
            return .empty(project: project, token: newToken)
        }
        let guardFiles = Set(folder.filter { $0.kind == .file }.map(\.path.name))
        let tokens = folder.filter { $0.kind == .folder && StateLayout.isToken($0.path.name) }.map(\.path.name).sorted()
        guard let token = tokens.first else {
            var state = RemoteState(project: project, token: newToken, existing: [StateLayout.folder])
            state.guardFiles = guardFiles
            return state
        }
        guard tokens.count == 1 else {
            throw TargetError(
                .unexpected,
                "\(target.name): .deploy holds \(tokens.count) token folders, so it is not clear which is in use",
                help: "remove the ones that hold no record of a deployment")
        }
        var state = RemoteState(project: project, token: token, existing: [])
        state.existingFolders.formUnion(state.layout.folders.prefix(2))
        state.guardFiles = guardFiles
        try await state.readRecords(from: target)
        return state
    }

    /// The state of a remote on which nothing is, not even its root.
    package static func empty(project: String, token: String) -> RemoteState {
        RemoteState(project: project, token: token, existing: [])
    }

    private init(project: String, token: String, existing: Set<RelativePath>) {
        layout = StateLayout(token: token, project: project)
        existingFolders = existing
        staged = [:]
    }

    private mutating func readRecords(from target: any SyncTarget) async throws {
        let folders = layout.folders
        let inToken = Set(try await target.list(folders[1]).entries.map(\.path))
        if inToken.contains(layout.staging) {
            existingFolders.insert(layout.staging)
            for entry in try await target.list(layout.staging).entries where entry.kind == .file {
                staged[entry.path.name] = entry
            }
        }
        guard inToken.contains(folders[3]) else { return }
        existingFolders.insert(folders[3])
        let projects = Set(try await target.list(folders[3]).entries.map(\.path))
        for other in projects.sorted() where other != layout.projectFolder {
            try await readForeign(StateLayout(token: layout.token, project: other.name), from: target)
        }
        guard projects.contains(layout.projectFolder) else { return }
        existingFolders.insert(layout.projectFolder)
        let records = Set(try await target.list(layout.projectFolder).entries.map(\.path))
        if records.contains(layout.manifest) {
            manifest = try await record(layout.manifest, "record of the last deployment", target) {
                (bytes) throws(RecordCoding.Problem) in
                try RecordCoding.decodeManifest(bytes)
            }
        } else if records.contains(layout.head) {
            throw TargetError(
                .unexpected, "\(target.name): the record of the last deployment (\(layout.manifest)) is gone",
                help:
                    "restore it from a backup of the server, or remove the folder \(layout.projectFolder) to begin anew"
            )
        }
        if records.contains(layout.journal) {
            journal = try await record(layout.journal, "journal of an interrupted run", target) {
                (bytes) throws(RecordCoding.Problem) in
                try RecordCoding.decodeJournal(bytes)
            }
        }
    }

    private mutating func readForeign(_ other: StateLayout, from target: any SyncTarget) async throws {
        let records = Set(try await target.list(other.projectFolder).entries.map(\.path))
        if records.contains(other.manifest) {
            let manifest = try await record(other.manifest, "record of the project '\(other.project)'", target) {
                (bytes) throws(RecordCoding.Problem) in try RecordCoding.decodeManifest(bytes)
            }
            foreign.formUnion(manifest.files.keys)
            foreign.formUnion(manifest.folders)
        }
        if records.contains(other.journal) {
            let journal = try await record(other.journal, "journal of the project '\(other.project)'", target) {
                (bytes) throws(RecordCoding.Problem) in try RecordCoding.decodeJournal(bytes)
            }
            foreign.formUnion(journal.switches.map(\.path))
        }
    }

    private func record<Record>(
        _ path: RelativePath, _ what: String, _ target: any SyncTarget,
        decode: ([UInt8]) throws(RecordCoding.Problem) -> Record
    ) async throws -> Record {
        let content = RecordBytes(limit: RecordCoding.packedLimit)
        do {
            try await target.read(path) { try await content.append($0) }
        } catch let error as TargetError {
            throw TargetError(
                error.code, "\(target.name): the \(what) (\(path)) cannot be read: \(error.message)",
                help: "check its permissions on the server; nothing was changed")
        }
        do {
            return try decode(await content.bytes)
        } catch {
            switch error {
            case .damaged(let reason):
                throw TargetError(
                    .unexpected, "\(target.name): the \(what) (\(path)) is damaged: \(reason)",
                    help:
                        "restore it from a backup of the server, or remove the folder \(layout.projectFolder) to begin anew"
                )
            case .newer(let version):
                throw TargetError(
                    .unexpected,
                    "\(target.name): the \(what) (\(path)) has version \(version); this program knows up to \(Manifest.currentVersion)",
                    help: "use the newer version of deploy that wrote it")
            }
        }
    }

    /// The base of the comparison: the manifest, and what an interrupted switch had already put in place: its staged
    /// name is gone and the live file has the new length.
    package func base(remote: Snapshot) -> SyncBase {
        var base = manifest.map { SyncBase(files: $0.files, folders: $0.folders, isComplete: true) } ?? .none
        for item in journal?.switches ?? [] where isLive(item, remote) { base.files[item.path] = item.file }
        return base
    }

    /// The journal of a run that renames `switches`: with what an interrupted run had put in place and nobody has
    /// recorded yet, so that a second interruption does not forget it.
    package func journal(after switches: [Journal.Switch], run: String, remote: Snapshot) -> Journal {
        let renewed = Set(switches.map(\.path))
        let live = (journal?.switches ?? []).filter { isLive($0, remote) && !renewed.contains($0.path) }
        return Journal(run: run, switches: live + switches)
    }

    /// Whether a file of the interrupted switch is in place: its staged name is gone, and what is live has the length
    /// and, as far as both are known, the time of what was staged (give or take whole hours, for servers that list in
    /// local time).
    private func isLive(_ item: Journal.Switch, _ remote: Snapshot) -> Bool {
        guard staged[item.staged] == nil, let live = remote[item.path], live.size == item.file.size else {
            return false
        }
        guard let then = item.file.serverTime, let now = live.modified else { return true }
        let hours = (then.seconds - now.seconds + 1_800).quotientAndRemainder(dividingBy: 3_600).quotient
        return then.mayEqual(now, shift: 0) || hours.magnitude <= 26 && then.mayEqual(now, shift: hours * 3_600)
    }
}

/// A record's bytes, bounded.
private actor RecordBytes {
    private(set) var bytes: [UInt8] = []
    private let limit: Int

    init(limit: Int) { self.limit = limit }

    func append(_ piece: ArraySlice<UInt8>) throws {
        guard bytes.count + piece.count <= limit else {
            throw TargetError(.unexpected, "it has more than \(limit) bytes")
        }
        bytes += piece
    }
}
