internal import DeployModel
internal import FileTree
internal import SyncTargets

/// Looks whether files are still what they were when somebody looked at them last.
struct LiveCheck: Sendable {
    let target: any SyncTarget

    /// The paths of `then` at which something else lies by now. Sizes and times count, as exactly as the target tells
    /// them, and whole hours do not: some servers list in local time.
    ///
    /// - Throws: ``TargetError``.
    func changed(since then: [FileEntry]) async throws -> [RelativePath] {
        let paths = then.map(\.path)
        let now = try await target.entries(at: paths)
        let coarse = zip(paths, now).filter { $1?.modified.map { $0.precision > .second } ?? false }.map(\.0)
        let exact = Dictionary(zip(coarse, try await target.exactTimes(of: coarse))) { first, _ in first }
        return zip(then, now).filter { then, entry in
            guard let entry, entry.kind == .file else { return true }
            if let before = then.size, let after = entry.size, before != after { return true }
            guard let before = then.modified, let after = (exact[then.path] ?? nil) ?? entry.modified else {
                return false
            }
            return before.hourShift(from: after) == nil
        }.map { $0.0.path }
    }

    /// Makes sure that what was put in place is there and what was taken away is gone: not every server means what it
    /// says.
    ///
    /// - Returns: what lies there now, by path.
    /// - Throws: ``TargetError``.
    @discardableResult
    func confirm(_ steps: [Journal.Step]) async throws -> [RelativePath: FileEntry] {
        let steps = steps.filter(\.isOfFile)
        var live: [RelativePath: FileEntry] = [:]
        for (step, entry) in zip(steps, try await target.entries(at: steps.map(\.path))) {
            live[step.path] = entry
            // A folder may have come where the file was.
            let isRight =
                if let after = step.after { entry?.kind == .file && (entry?.size ?? after.size) == after.size } else {
                    entry?.kind != .file
                }
            guard !isRight else { continue }
            let what =
                step.after == nil
                ? "it is still there"
                : entry == nil ? "it is not there" : "it has another length (\(entry?.size ?? 0) bytes)"
            throw TargetError(
                .unexpected, "the server confirmed the change of \(step.path), but \(what)",
                help: "look at the server's log and disk; run again to finish")
        }
        return live
    }
}
