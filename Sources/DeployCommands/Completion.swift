internal import ArgumentParser
internal import DeployModel

/// What a shell offers for a word that somebody has begun.
extension CompletionKind {
    /// The tasks of the project file that is found from the current folder.
    static var tasks: CompletionKind {
        .custom { _, _, _ in
            let context = CommandContext.process
            // A file with mistakes in it offers what could be read; none offers nothing.
            let config = (try? ProjectFile.find(from: context.currentFolder).examine(in: context))?.0
            return (config?.runnableNames ?? []).filter(isHarmless)
        }
    }

    /// Whether a shell takes a word as it is. Bash expands what it is offered (`compgen -W`), so a name in a cloned project's
    /// file could be a command.
    private static func isHarmless(_ name: String) -> Bool {
        !name.hasPrefix("-")
            && name.unicodeScalars.allSatisfy {
                "-_.+@,".unicodeScalars.contains($0) || $0.properties.isAlphabetic || ("0"..."9").contains($0)
            }
    }

    /// The words that an option of the table knows.
    static func words(of key: String) -> CompletionKind {
        switch OptionTable[key]?.kind {
        case .choice(let words)?, .boolOr(let words)?: .list(words)
        default: .default
        }
    }
}
