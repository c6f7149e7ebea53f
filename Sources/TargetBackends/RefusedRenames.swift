internal import FTPClient
internal import FTPProtocol
internal import FileTree
internal import SyncEngine
internal import SyncTargets
internal import TLS

/// Renames that a server refused although it knows the file, done in another way. Some servers never rename onto a name
/// that is taken (IIS); some cannot rename into a folder that lies on another file system.
struct RefusedRenames: Sendable {
    /// A rename that was refused, and by which operation it was asked for.
    private struct Rename: Sendable {
        let index: Int
        let from: RelativePath
        let to: RelativePath
    }

    private let target: FTPTarget
    private let results: [OperationResult]
    private let open: [Rename]

    /// What became of operations.
    init(target: FTPTarget, _ operations: [TargetOperation], _ replies: [[Reply]], _ results: [OperationResult]) {
        self.target = target
        self.results = results
        open = zip(operations, replies).enumerated().flatMap { index, done -> [Rename] in
            guard case .failed(let error) = results[index], error.code != .full else { return [] }
            func refused(_ pair: Int, _ from: RelativePath, _ to: RelativePath) -> Rename? {
                let replies = done.1.dropFirst(2 * pair)
                guard let first = replies.first, let second = replies.dropFirst().first, first.isIntermediate,
                    !second.isCompletion
                else { return nil }
                return Rename(index: index, from: from, to: to)
            }
            return switch done.0 {
            case .rename(let from, let to): [refused(0, from, to)].compactMap(\.self)
            case .exchange(let path, let content, let kept):
                [refused(0, path, kept), refused(1, content, path)].compactMap(\.self)
            default: []
            }
        }
    }

    /// The results once everything was tried.
    ///
    /// - Throws: ``TargetError`` where the connection breaks.
    func settle() async throws -> [OperationResult] {
        if open.isEmpty { return results }
        var results = results
        // Those of one exchange one after the other: the second name becomes free by the first.
        let isSecond = open.indices.map { $0 > 0 && open[$0 - 1].index == open[$0].index }
        let firsts = open.indices.filter { !isSecond[$0] }.map { open[$0] }
        var done: Set<Int> = []
        for (rename, isDone) in zip(firsts, try await isDone(firsts)) where isDone { done.insert(rename.index) }
        let seconds = open.indices.filter { isSecond[$0] && done.contains(open[$0].index) }.map { open[$0] }
        for (rename, isDone) in zip(seconds, try await isDone(seconds)) where !isDone {
            done.remove(rename.index)
            // What was live comes back.
            if let first = firsts.first(where: { $0.index == rename.index }) {
                _ = try await self.isDone([Rename(index: first.index, from: first.to, to: first.from)])
            }
        }
        for index in done { results[index] = .done }
        return results
    }

    /// Tries renames in other ways; tells which of them are done.
    private func isDone(_ renames: [Rename]) async throws -> [Bool] {
        if renames.isEmpty { return [] }
        let there = try await target.entries(at: renames.map(\.to))
        var done = renames.map { _ in false }
        let taken = renames.indices.filter { there[$0]?.kind == .file }
        if !taken.isEmpty, try await isReplacingRefused() {
            for (index, isDone) in zip(taken, try await setAside(taken.map { renames[$0] })) { done[index] = isDone }
        }
        var hopeless: Set<RelativePath?> = []
        for (index, rename) in renames.enumerated()
        where !done[index] && rename.from.parent != rename.to.parent && !hopeless.contains(rename.to.parent) {
            done[index] = try await copyBeside(rename)
            if !done[index] { hopeless.insert(rename.to.parent) }
        }
        return done
    }

    // MARK: Names that are taken

    /// Whether this server never renames onto a name that is taken: tried with two files of the tool's own.
    private func isReplacingRefused() async throws -> Bool {
        let known = target.memory.profile.replacingRename
        guard known == .unknown else { return known == .fails }
        let number = UInt32.random(in: .min ... .max)
        let paths = ["a", "b", "c"].compactMap { StateLayout.folder.appending("rename-\(number)-\($0)") }
        do {
            for path in paths.dropLast() { try await store([], at: path) }
        } catch let error as TargetError where error.code != .unreachable {
            return false
        }
        // Onto the name of the other, and onto a free one: only who refuses the first and does the second has this rule.
        let replies = try await target.renames([(paths[0], paths[1]), (paths[0], paths[2])])
        _ = try await target.perform(paths.map { .deleteFile($0) })
        let isReplaced = replies[0][1].isCompletion
        let isRefused = replies[0][0].isIntermediate && replies[0][1].code >= 500 && replies[1][1].isCompletion
        if isReplaced || isRefused { target.memory.note { $0.replacingRename = isRefused ? .fails : .works } }
        if isRefused { target.warnOfGaps() }
        return isRefused
    }

    /// Moves what lies at the names aside, puts the files there, and deletes what was moved. Where a file still cannot be
    /// put in place, what was there comes back.
    private func setAside(_ renames: [Rename]) async throws -> [Bool] {
        // What a killed run has left aside is old: the live file is there.
        _ = try await target.perform(renames.map { .deleteFile(aside($0.to)) })
        let replies = try await target.renames(renames.flatMap { [($0.to, aside($0.to)), ($0.from, $0.to)] })
        let done = renames.indices.map { replies[2 * $0 + 1].last?.isCompletion ?? false }
        let back = renames.indices.filter { !done[$0] && replies[2 * $0].last?.isCompletion ?? false }
        _ = try await target.renames(back.map { (aside(renames[$0].to), renames[$0].to) })
        _ = try await target.perform(renames.indices.filter { done[$0] }.map { .deleteFile(aside(renames[$0].to)) })
        return done
    }

    // MARK: Other file systems

    /// Brings the content into the folder of the name, under one that nobody looks at, renames it there, and deletes the
    /// file that it came from.
    private func copyBeside(_ rename: Rename) async throws -> Bool {
        let copy = beside(rename.to)
        let target = target
        do {
            let entry = try await target.listedEntries(at: [rename.from])[0]
            let time = try await target.exactTimes(of: [rename.from])[0] ?? entry?.modified
            let content = try await Spool.content(of: rename.from) { consume in
                try await target.read(rename.from, consume: consume)
            }
            try await store(content, at: copy)
            // As a rename would: by its time everybody tells whether it is still the same.
            let facts = [entry?.mode.map { TargetOperation.setMode(copy, $0) }, time.map { .setModified(copy, $0) }]
            _ = try await target.perform(facts.compactMap(\.self))
        } catch let error as TargetError where error.code != .unreachable {
            return false
        }
        guard try await target.renames([(copy, rename.to)])[0].last?.isCompletion == true else {
            _ = try await target.perform([.deleteFile(copy)])
            return false
        }
        target.warnOfCopies(rename.to)
        _ = try await target.perform([.deleteFile(rename.from)])
        return true
    }

    private func store(_ content: FileContent, at path: RelativePath) async throws {
        try await target.withWriter(confirmed: { _ in }) { try await $0.store(content, at: path) { _ in } }
    }

    private func store(_ bytes: [UInt8], at path: RelativePath) async throws {
        try await store(.bytes(bytes), at: path)
    }

    /// The names beside a file under which its new content, or the old one, waits for a moment; always the same, so that a
    /// killed run leaves one of each at most.
    private func beside(_ path: RelativePath) -> RelativePath { interim("new", path) }
    private func aside(_ path: RelativePath) -> RelativePath { interim("old", path) }

    private func interim(_ kind: String, _ path: RelativePath) -> RelativePath {
        let name = "\(PathFilter.interimPrefix)\(kind)-\(SHA256.hex(of: path.bytes).prefix(16))"
        return (path.parent ?? .root).appending(name) ?? path
    }
}
