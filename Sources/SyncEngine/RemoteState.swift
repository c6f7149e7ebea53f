package import DeployModel
package import FileTree
package import SyncTargets
internal import TLS

/// What the tool keeps on a remote for one project, as it was found.
package struct RemoteState: Sendable {
    /// The paths.
    package var layout: StateLayout
    /// Folders of the layout that exist already.
    package var existingFolders: Set<RelativePath>
    /// The record of the last deployment; nil if there was none.
    package var manifest: Manifest?
    /// The record of a switch that did not end, or of one whose run did not end behind it; nil if there is none.
    package var journal: Journal?
    /// What lies in the project's backup folder, by name; known from ``withSurroundings(from:)`` on.
    package var kept: [String: FileEntry] = [:]
    /// What lies at the paths of the journal; known from ``withSurroundings(from:)`` on.
    var journaled: [RelativePath: FileEntry] = [:]
    /// What lies in the staging folder, by name; known from ``withSurroundings(from:)`` on.
    package var staged: [String: FileEntry]
    /// The files that keep `.deploy` from being shown over HTTP, as far as they are there; known from
    /// ``withSurroundings(from:)`` on.
    package var guardFiles: Set<String> = []
    /// What other projects put into the same root: never touched by this one; known from ``withSurroundings(from:)`` on.
    package var foreign: Set<RelativePath> = []
    /// How far the remote's clock is ahead of those that deploy there, in seconds: what it says of the time of the last
    /// record, against what that says itself. Nil where that is not known.
    package private(set) var clockOffset: Int64?
    /// Whether `.deploy` itself was listed.
    private var isFolderListed = false

    /// Reads the records of `project` from a remote. Writes nothing.
    ///
    /// - Parameters:
    ///   - newToken: the token to use where there is none yet.
    ///   - known: what this machine remembers; where a record lies below its token, that is still in use.
    /// - Throws: ``TargetError``: a record that is there but cannot be read, is damaged or newer stops the run; it is
    ///   never taken for a first deployment.
    package static func read(
        from target: any SyncTarget, project: String, newToken: String, known: KnownState? = nil
    ) async throws -> RemoteState {
        for _ in 1..<attempts {
            do {
                return try await readOnce(from: target, project: project, newToken: newToken, known: known)
            } catch let error as TargetError where [.notFound, .refused, .unexpected].contains(error.code) {
                // Another run may just be ending: what was listed is gone, or there meanwhile. Or it is as it seems.
                continue
            }
        }
        return try await readOnce(from: target, project: project, newToken: newToken, known: known)
    }

    /// How often the records are looked at before what is wrong with them is believed.
    private static let attempts = 3

    private static func readOnce(
        from target: any SyncTarget, project: String, newToken: String, known: KnownState?
    ) async throws -> RemoteState {
        if let known {
            var state = RemoteState(project: project, token: known.token, existing: [])
            if let records = try await state.records(of: target) {
                try await state.readRecords(records, from: target, known: known.manifest)
                if state.manifest != nil { return state }
            }
        }
        guard let folder = try await Self.folder(on: target) else {
            return .empty(project: project, token: newToken)
        }
        var state = RemoteState(project: project, token: newToken, existing: [StateLayout.folder])
        if let token = try state.note(folder, target) {
            state.layout = StateLayout(token: token, project: project)
            state.existingFolders.insert(state.layout.folders[1])
            try await state.readRecords(from: target)
        }
        return state
    }

    /// Makes sure that a remote without a record never had one, as far as this machine remembers: that it is gone makes no
    /// first deployment. Where the whole site is gone too, there is nothing that could be lost.
    ///
    /// - Throws: ``TargetError`` with the way out.
    package func checkRemembered(_ known: KnownState?, on target: any SyncTarget) async throws {
        guard manifest == nil, journal == nil, known?.manifest != nil,
            try await target.list(.root).entries.contains(where: { $0.path != StateLayout.folder })
        else { return }
        throw TargetError(
            .unexpected,
            "\(target.name): the record of the last deployment is gone from \(target.statePlace), but this machine remembers one",
            help:
                "restore it from a backup of the server, or 'deploy adopt' takes over what lies there; --force begins anew, and then what lies there loses"
        )
    }

    /// What the tool's own folder holds; nil where there is none. An empty listing proves nothing: some servers give one for
    /// what they refuse to show.
    ///
    /// - Throws: ``TargetError``.
    package static func folder(on target: any SyncTarget) async throws -> [FileEntry]? {
        var failure: TargetError?
        do {
            let entries = try await target.list(StateLayout.folder).entries
            if !entries.isEmpty {
                // Where a task names it, it may be somebody else's.
                guard target.statePlace == StateLayout.folder.text || StateLayout.mayBeOwn(entries) else {
                    throw TargetError(
                        .exists, "\(target.name): the folder \(target.statePlace) ('state') holds something else",
                        help: "name a folder that is the tool's alone")
                }
                return entries
            }
        } catch let error as TargetError where [.notFound, .refused, .denied].contains(error.code) {
            failure = error
        }
        if try await target.isStateListed() {
            if let failure { throw failure }
            return []
        }
        return try await otherwiseNamed(target)
    }

    /// What the folder holds that stands for it on a server which refuses names that begin with a dot; nil where there is
    /// none, or one of somebody else's.
    private static func otherwiseNamed(_ target: any SyncTarget) async throws -> [FileEntry]? {
        let usual = target.statePlace
        guard target.keepState(in: StateLayout.plainName) else { return nil }
        if try await target.isStateListed() {
            let entries = try await target.list(StateLayout.folder).entries
            if !entries.isEmpty, StateLayout.mayBeOwn(entries) { return entries }
        }
        _ = target.keepState(in: usual)
        return nil
    }

    /// A folder's entries; nil where it is missing, which the folder above it has to confirm. It is asked for itself, not
    /// looked for in that folder first: some servers never list names that begin with a dot.
    private static func listing(of folder: RelativePath, _ target: any SyncTarget) async throws -> [FileEntry]? {
        do {
            return try await target.list(folder).entries
        } catch let error as TargetError where [.notFound, .refused, .denied].contains(error.code) {
            let above = try await target.list(folder.parent ?? .root).entries
            guard !above.contains(where: { $0.path == folder }) else { throw error }
            return nil
        }
    }

    /// What lies in the project's folder; nil where it cannot be listed or holds nothing, which proves nothing yet.
    private func records(of target: any SyncTarget) async throws -> [FileEntry]? {
        do {
            let entries = try await target.list(layout.projectFolder).entries
            return entries.isEmpty ? nil : entries
        } catch let error as TargetError where [.notFound, .refused, .denied].contains(error.code) {
            return nil
        }
    }

    /// Takes over what `.deploy` holds; returns the token in use, if there is one.
    private mutating func note(_ folder: [FileEntry], _ target: any SyncTarget) throws -> String? {
        isFolderListed = true
        guardFiles = Set(folder.filter { $0.kind == .file }.map(\.path.name))
        let tokens = folder.filter { $0.kind == .folder && StateLayout.isToken($0.path.name) }.map(\.path.name)
        guard tokens.count < 2 else {
            throw TargetError(
                .unexpected,
                "\(target.name): .deploy holds \(tokens.count) token folders, so it is not clear which is in use",
                help: "remove the ones that hold no record of a deployment")
        }
        return tokens.first
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
        // The project's folder is asked for at once; that nothing is there, the folders above it have to confirm.
        if let records = try await records(of: target) { return try await readRecords(records, from: target) }
        guard let projects = try await Self.listing(of: layout.folders[3], target) else { return }
        existingFolders.insert(layout.folders[3])
        guard projects.contains(where: { $0.path == layout.projectFolder }) else { return }
        try await readRecords(try await target.list(layout.projectFolder).entries, from: target)
    }

    private mutating func readRecords(
        _ entries: [FileEntry], from target: any SyncTarget, known: [UInt8]? = nil
    ) async throws {
        let records = Set(entries.map(\.path))
        existingFolders.formUnion([layout.folders[0], layout.folders[1], layout.folders[3], layout.folders[4]])
        if records.contains(layout.backup) { existingFolders.insert(layout.backup) }
        let listed = entries.first { $0.path == layout.manifest }
        let size = listed?.size
        if records.contains(layout.head), let known, size == Int64(known.count),
            let same = try await unchanged(known, on: target)
        {
            manifest = same
        } else if records.contains(layout.manifest) {
            manifest = try await record(layout.manifest, "record of the last deployment", target) {
                (bytes) throws(RecordCoding.Problem) in
                try RecordCoding.decodeManifest(bytes)
            }
        } else if records.contains(layout.head) {
            throw TargetError(
                .unexpected,
                "\(target.name): the record of the last deployment (\(target.shownState(layout.manifest))) is gone",
                help:
                    "restore it from a backup of the server, or remove the folder \(target.shownState(layout.projectFolder)) to begin anew"
            )
        }
        if let manifest { clockOffset = Self.offset(listed?.modified, manifest.header.written) }
        if records.contains(layout.journal) {
            journal = try await record(layout.journal, "journal of an interrupted run", target) {
                (bytes) throws(RecordCoding.Problem) in
                try RecordCoding.decodeJournal(bytes)
            }
        }
    }

    /// The difference of two clocks that looked at the same moment. A few seconds lie between writing and looking; more
    /// than a day is no clock, but a record that was copied here.
    private static func offset(_ listed: FileTime?, _ written: Int64) -> Int64? {
        guard let listed, listed.precision <= .second else { return nil }
        let (difference, overflow) = listed.seconds.subtractingReportingOverflow(written)
        guard !overflow, difference.magnitude <= 26 * 3_600 else { return nil }
        return difference.magnitude <= 5 ? 0 : difference
    }

    /// The manifest that is known from before, if the head says that it is still the one on the remote.
    private func unchanged(_ known: [UInt8], on target: any SyncTarget) async throws -> Manifest? {
        let head = RecordBytes(limit: 1_000)
        do {
            try await target.read(layout.head) { try await head.append($0) }
        } catch let error as TargetError where [.notFound, .refused, .denied, .unexpected].contains(error.code) {
            return nil
        }
        let words = String(decoding: await head.bytes, as: UTF8.self).split(whereSeparator: \.isWhitespace)
        guard words.count == 2, words[1] == SHA256.hex(of: known) else { return nil }
        return try? RecordCoding.decodeManifest(known)
    }

    /// Makes sure that nobody has deployed since this was read. To be asked by who holds the lock.
    ///
    /// - Throws: ``TargetError`` with the code `outdated`.
    package func checkCurrent(on target: any SyncTarget) async throws {
        async let head = headRun(on: target)
        async let journals = target.entries(at: [layout.journal])
        let (run, isInterrupted) = (await head, try await journals[0] != nil)
        let isSame: Bool
        if let manifest, let run, journal == nil, !isInterrupted {
            isSame = run == manifest.header.run
        } else {
            let now = try await Self.read(from: target, project: layout.project, newToken: layout.token)
            isSame = now.manifest == manifest && now.journal == journal && now.layout == layout
        }
        if !isSame { throw Self.outdated(target) }
    }

    /// What to say where somebody else came first.
    package static func outdated(_ target: any SyncTarget) -> TargetError {
        TargetError(
            .outdated, "somebody else has deployed to \(target.name) since this run looked at it", help: "run again")
    }

    /// The run that the head names; nil where it cannot be read.
    private func headRun(on target: any SyncTarget) async -> String? {
        let head = RecordBytes(limit: 1_000)
        guard (try? await target.read(layout.head) { try await head.append($0) }) != nil else { return nil }
        return String(decoding: await head.bytes, as: UTF8.self).split(whereSeparator: \.isWhitespace).first
            .map(String.init)
    }

    /// The state with all that matters only where something is to be done: what is staged, what other projects have put
    /// there, and the guard files.
    ///
    /// - Throws: ``TargetError``.
    package func withSurroundings(from target: any SyncTarget) async throws -> RemoteState {
        guard existingFolders.contains(layout.folders[1]) else { return self }
        async let folder = isFolderListed ? nil : target.list(StateLayout.folder).entries
        async let staging = Self.listing(of: layout.staging, target)
        async let projects = Self.listing(of: layout.folders[3], target)
        async let backup = existingFolders.contains(layout.backup) ? target.list(layout.backup).entries : []
        let paths = Array(Set(journal?.steps.map(\.path) ?? []))
        async let live = target.entries(at: paths)
        var state = self
        for entry in try await backup where entry.kind == .file { state.kept[entry.path.name] = entry }
        state.journaled = Dictionary(
            uniqueKeysWithValues: zip(paths, try await live).compactMap { path, entry in entry.map { (path, $0) } })
        if let folder = try await folder { _ = try state.note(folder, target) }
        if let staging = try await staging {
            state.existingFolders.insert(layout.staging)
            for entry in staging where entry.kind == .file { state.staged[entry.path.name] = entry }
        }
        for other in try await projects ?? [] where other.path != layout.projectFolder {
            try await state.readForeign(StateLayout(token: layout.token, project: other.path.name), from: target)
        }
        return state
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
            foreign.formUnion(journal.steps.map(\.path))
        }
    }

    func record<Record>(
        _ path: RelativePath, _ what: String, _ target: any SyncTarget, mend: String? = nil,
        decode: ([UInt8]) throws(RecordCoding.Problem) -> Record
    ) async throws -> Record {
        let content = RecordBytes(limit: RecordCoding.packedLimit)
        do {
            try await target.read(path) { try await content.append($0) }
        } catch let error as TargetError {
            throw TargetError(
                error.code, "\(target.name): the \(what) (\(target.shownState(path))) cannot be read: \(error.message)",
                help: "check its permissions on the server; nothing was changed")
        }
        do {
            return try decode(await content.bytes)
        } catch {
            switch error {
            case .damaged(let reason):
                throw TargetError(
                    .unexpected, "\(target.name): the \(what) (\(target.shownState(path))) is damaged: \(reason)",
                    help: mend
                        ?? "restore it from a backup of the server, or remove the folder \(target.shownState(layout.projectFolder)) to begin anew"
                )
            case .newer(let version):
                throw TargetError(
                    .unexpected,
                    "\(target.name): the \(what) (\(target.shownState(path))) has version \(version); this program knows up to \(Manifest.currentVersion)",
                    help: "use the newer version of deploy that wrote it")
            }
        }
    }
}

/// A record's bytes, bounded.
actor RecordBytes {
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
