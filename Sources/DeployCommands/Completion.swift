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
            return config?.runnableNames ?? []
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
