package import DeployModel
package import FileTree

/// base × local × remote → change set, for an upload: the local side is what the remote shall become; the local side
/// is never changed. pyftpsync's status table with its policy for uploads.
package struct UploadComparison {
    /// What an upload may do.
    package struct Policy: Hashable, Sendable {
        /// What is deleted.
        package var delete: DeletePolicy
        /// What happens where both sides changed.
        package var resolve: ConflictResolution
        /// Whether the local side wins everywhere.
        package var force: Bool

        /// A policy from its parts.
        package init(delete: DeletePolicy = .off, resolve: ConflictResolution = .ask, force: Bool = false) {
            self.delete = delete
            self.resolve = resolve
            self.force = force
        }
    }

    private let base: SyncBase
    private let local: Snapshot
    private let hashes: [RelativePath: String]
    private let remote: Snapshot
    private let policy: Policy
    private let shift: Int64
    private let foreign: Set<RelativePath>
    /// Folders here whose name is a file there: nothing below can be put in place.
    private var blocked: [RelativePath] = []
    private var result = ChangeSet()

    /// Compares; `hashes` holds the SHA-256 of every local file, `foreign` the paths of other projects in the same root.
    package static func compare(
        base: SyncBase, local: Snapshot, hashes: [RelativePath: String], remote: Snapshot,
        foreign: Set<RelativePath> = [], policy: Policy
    ) -> ChangeSet {
        var comparison = UploadComparison(
            base: base, local: local, hashes: hashes, remote: remote, foreign: foreign, policy: policy)
        comparison.run()
        return comparison.result
    }

    private init(
        base: SyncBase, local: Snapshot, hashes: [RelativePath: String], remote: Snapshot,
        foreign: Set<RelativePath>, policy: Policy
    ) {
        self.foreign = foreign
        self.base = base
        self.local = local
        self.hashes = hashes
        self.remote = remote
        self.policy = policy
        self.shift = ClockShift.common(base: base, remote: remote)
    }

    private mutating func run() {
        result.isByRecord = remote.looked != nil
        for path in local.sortedPaths {
            guard let entry = local[path] else { continue }
            if blocked.contains(where: { path != $0 && path.isWithin($0) }) {
                skip(path, "the folder above it is a file on the server")
                continue
            }
            switch (entry.kind, remote[path]?.kind) {
            case (.folder, nil): addFolder(path)
            case (.folder, .folder): result.unchanged.append(path)
            case (.file, nil), (.file, .file): compareFile(entry)
            default:
                if entry.kind == .folder { blocked.append(path) }
                conflict(path, kindClash(entry, remote[path]))
            }
        }
        for path in remote.sortedPaths where local[path] == nil { compareRemoteOnly(path) }
        deleteFolders()
        let order: [Change.Action: Int] = [.createFolder: 0, .upload: 1, .replace: 1, .deleteFile: 2, .deleteFolder: 3]
        result.changes.sort { left, right in
            let (first, second) = (order[left.action] ?? 0, order[right.action] ?? 0)
            if first != second { return first < second }
            // Folders go away from the innermost outwards.
            return left.action == .deleteFolder ? right.path < left.path : left.path < right.path
        }
    }

    private func kindClash(_ local: FileEntry, _ remote: FileEntry?) -> String {
        "a \(local.kind.rawValue) here, a \(remote?.kind.rawValue ?? "thing") on the server; rename or remove one of them"
    }

    private mutating func addFolder(_ path: RelativePath) {
        // A file in the way of a folder above is a conflict of its own; what lies below waits for it.
        result.changes.append(Change(.createFolder, path, reason: base.folders.contains(path) ? "gone there" : "new"))
    }

    private mutating func conflict(_ path: RelativePath, _ reason: String) {
        result.conflicts.append(Remark(path, reason))
    }

    private mutating func skip(_ path: RelativePath, _ reason: String) {
        result.skipped.append(Remark(path, reason))
    }

    private mutating func send(_ entry: FileEntry, _ reason: String) {
        result.changes.append(
            Change(
                remote[entry.path] == nil ? .upload : .replace, entry.path, size: entry.size,
                sha256: hashes[entry.path], reason: reason))
    }

    // MARK: Files

    private func localStatus(_ path: RelativePath) -> Status {
        Status(isPresent: local[path] != nil, recorded: base.files[path], base: base) { recorded in
            guard let entry = local[path] else { return false }
            if let hash = recorded.sha256 { return hashes[path] == hash }
            guard let then = recorded.serverTime, let now = entry.modified else { return false }
            return entry.size == recorded.size && isSameTime(now, then)
        }
    }

    private func remoteStatus(_ path: RelativePath) -> Status {
        Status(isPresent: remote[path] != nil, recorded: base.files[path], base: base) { recorded in
            guard let entry = remote[path] else { return false }
            if let size = entry.size, size != recorded.size { return false }
            guard let then = recorded.serverTime, let now = entry.modified else { return true }
            return then.mayEqual(now, shift: shift)
        }
    }

    /// pyftpsync's epsilon: times up to 2.01 seconds apart are the same moment, coarser ones at their precision.
    private func isSameTime(_ left: FileTime, _ right: FileTime) -> Bool {
        left.mayEqual(right) || abs(left.timeInterval - right.timeInterval) <= 2.01
    }

    private mutating func compareFile(_ entry: FileEntry) {
        let path = entry.path
        if foreign.contains(path), base.files[path] == nil {
            return conflict(path, "another project has deployed a file of this name there")
        }
        switch (localStatus(path), remoteStatus(path)) {
        case (.new, .missing), (.existing, .missing): send(entry, "new")
        case (.unmodified, .unmodified): result.unchanged.append(path)
        case (.modified, .unmodified): send(entry, "changed here")
        case (.unmodified, .modified): ours(entry, or: "changed on the server, not here")
        case (.unmodified, .deleted): ours(entry, or: "deleted on the server, not changed here")
        case (.modified, .modified): clash(entry, "changed here and on the server")
        case (.modified, .deleted): clash(entry, "changed here, deleted on the server")
        case (.new, _): compareUnrecorded(entry, "new here, and on the server by another way")
        case (_, _): compareUnrecorded(entry, "on the server it is newer, and not known to be from here")
        }
    }

    /// A difference that only the other side made: left alone unless the local side is to win everywhere.
    private mutating func ours(_ entry: FileEntry, or reason: String) {
        if policy.force {
            send(entry, "forced: \(reason)")
        } else {
            result.drifted.append(Remark(entry.path, reason))
        }
    }

    private mutating func clash(_ entry: FileEntry, _ reason: String) {
        if policy.force {
            send(entry, "forced: \(reason)")
        } else if policy.resolve == .local {
            send(entry, "local wins: \(reason)")
        } else {
            conflict(entry.path, reason)
        }
    }

    /// Both sides have the file, and no record says which is the later.
    private mutating func compareUnrecorded(_ entry: FileEntry, _ reason: String) {
        guard let there = remote[entry.path] else { return send(entry, "new") }
        if policy.force { return send(entry, "forced: \(reason)") }
        if let here = entry.modified, let then = there.modified {
            if there.size == entry.size, isSameTime(here, then) { return result.unchanged.append(entry.path) }
            let isNewer = here.timeInterval > then.timeInterval && !isSameTime(here, then)
            if !base.isComplete, isNewer { return send(entry, "newer here") }
        }
        clash(entry, reason)
    }

    // MARK: What is only on the server

    private mutating func compareRemoteOnly(_ path: RelativePath) {
        guard let entry = remote[path], entry.kind != .folder else { return }
        // Below a name that is a file here: told by that conflict.
        if path.ancestors.contains(where: { local[$0]?.kind == .file }) { return }
        let recorded = base.files[path] != nil
        if policy.delete != .off, let reason = protection(of: path) { return skip(path, reason) }
        switch policy.delete {
        case .off:
            skip(path, recorded ? "deleted here; 'delete' is off" : "only on the server")
        case .owned where !recorded: skip(path, "only on the server, not put there by this project")
        case .owned, .all:
            if entry.kind != .file {
                skip(path, "a \(entry.kind.rawValue) on the server")
            } else if remoteStatus(path) == .modified, !policy.force, policy.resolve != .local {
                conflict(path, "deleted here, changed on the server")
            } else {
                let reason = recorded ? "deleted here" : "not in the local folder"
                result.changes.append(Change(.deleteFile, path, reason: reason))
            }
        }
    }

    /// Why a path on the server is never deleted by this project; nil if it may be.
    private func protection(of path: RelativePath) -> String? {
        if foreign.contains(path) { return "another project has deployed it" }
        if local.skipped.contains(where: { path.isWithin($0.path) }) { return "it was skipped here" }
        let holdsState = (path.ancestors + [path]).contains { folder in
            folder.appending(".deploy").map { remote.excluded[$0] != nil } ?? false
        }
        return holdsState ? "it belongs to a deployment of its own" : nil
    }

    /// Folders that are gone here go away there once nothing is left in them: neither a file that stays nor a name
    /// that a filter left out.
    private mutating func deleteFolders() {
        guard policy.delete != .off else { return }
        let deleted = Set(result.changes.filter { $0.action == .deleteFile }.map(\.path))
        var kept = Set<RelativePath>()
        for (path, entry) in remote.entries where entry.kind != .folder && !deleted.contains(path) {
            kept.formUnion(path.ancestors)
        }
        for path in remote.excluded.keys { kept.formUnion(path.ancestors) }
        for path in remote.sortedPaths where remote[path]?.kind == .folder && local[path] == nil {
            if path.ancestors.contains(where: { local[$0]?.kind == .file }) { continue }
            let isOurs = policy.delete == .all || base.folders.contains(path)
            if !isOurs || protection(of: path) != nil { kept.formUnion(path.ancestors + [path]) }
        }
        for path in remote.sortedPaths
        where remote[path]?.kind == .folder && local[path] == nil && !kept.contains(path) {
            result.changes.append(Change(.deleteFolder, path, reason: "deleted here"))
        }
    }
}
