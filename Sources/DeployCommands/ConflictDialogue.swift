internal import DeployModel
internal import Execution
internal import FileTree
internal import Presentation
internal import SyncTargets

/// Asks a person about conflicts, one after the other. Nothing has been changed while it goes on.
struct ConflictDialogue: Sendable {
    let command: SyncCommand
    let context: CommandContext
    let style: Style

    /// Contents longer than this (bytes) are not fetched for a look.
    private static let limit: Int64 = 8 << 20

    /// The decision about each conflict.
    ///
    /// - Throws: ``TargetError`` where the input ends; `CancellationError` on Ctrl-C.
    func decide(
        _ conflicts: [Conflict], _ reader: Executor.ContentReader
    ) async throws -> [RelativePath: ConflictResolution] {
        var answers: [RelativePath: ConflictResolution] = [:]
        var rest: ConflictResolution?
        for (index, conflict) in conflicts.enumerated() {
            if let rest, isPossible(rest, conflict) {
                answers[conflict.path] = rest
                continue
            }
            context.out(
                ConflictText.block(
                    conflict, number: index + 1, of: conflicts.count, style: style, time: LocalTime.text))
            let (answer, isForAll) = try await ask(conflict, reader)
            answers[conflict.path] = answer
            if isForAll { rest = answer }
        }
        return answers
    }

    /// Whether a resolution says anything about a conflict: who is gone has no time, and of the same time none is newer.
    private func isPossible(_ resolution: ConflictResolution, _ conflict: Conflict) -> Bool {
        switch resolution {
        case .skip: return true
        case .old, .new:
            guard conflict.canBeSettled, let here = conflict.local?.modified, let there = conflict.remote?.modified
            else {
                return false
            }
            return !here.isNear(there)
        case .ask, .local, .remote: return conflict.canBeSettled
        }
    }

    private func ask(
        _ conflict: Conflict, _ reader: Executor.ContentReader
    ) async throws -> (ConflictResolution, isForAll: Bool) {
        let known = command.resolutions
        let keys: [String: ConflictResolution] = ["l": .local, "r": .remote, "o": .old, "n": .new, "s": .skip]
        while true {
            context.out(ConflictText.question(known))
            guard let line = try await context.readLine() else {
                context.out("\n")
                throw TargetError(
                    .refused, "the input ended before all conflicts were decided; nothing was changed",
                    help: "--resolve decides without asking")
            }
            let key = line.trimmingBlanks
            if let answer = keys[key.lowercased()], known.contains(answer) {
                if isPossible(answer, conflict) { return (answer, key != key.lowercased()) }
                let isGone = conflict.local == nil || conflict.remote == nil
                let why =
                    !conflict.canBeSettled
                    ? conflict.reason : isGone ? "one of the two is gone" : "their times are not two seconds apart"
                context.out("  That cannot be decided like this: \(why).\n")
                continue
            }
            switch key.lowercased() {
            case "b": try await showBytes(conflict, reader)
            case "d": try await showLines(conflict, reader)
            case "h", "?": context.out(ConflictText.help(known))
            default: context.out("  '\(key)' is no key here; h explains them.\n")
            }
        }
    }

    private func showBytes(_ conflict: Conflict, _ reader: Executor.ContentReader) async throws {
        guard let (here, there) = try await contents(conflict, reader) else { return }
        context.out("  \(TextDifference.bytes(here, there))\n")
    }

    private func showLines(_ conflict: Conflict, _ reader: Executor.ContentReader) async throws {
        guard let (here, there) = try await contents(conflict, reader) else { return }
        context.out(TextDifference.lines(here, there, style: style))
    }

    private func contents(
        _ conflict: Conflict, _ reader: Executor.ContentReader
    ) async throws -> ([UInt8], [UInt8])? {
        guard conflict.local?.kind == .file, conflict.remote?.kind == .file else {
            context.out("  There is only one file to look at.\n")
            return nil
        }
        do {
            guard let here = try await reader(conflict.path, .local, Self.limit),
                let there = try await reader(conflict.path, .remote, Self.limit)
            else {
                context.out("  More than \(Quantity.bytes(Self.limit)): too much for a look.\n")
                return nil
            }
            return (here, there)
        } catch let error as TargetError {
            context.out("  \(error.message)\n")
            return nil
        }
    }
}

extension String {
    /// Without blanks and tabs around it.
    fileprivate var trimmingBlanks: String {
        String(drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace }.reversed())
    }
}
