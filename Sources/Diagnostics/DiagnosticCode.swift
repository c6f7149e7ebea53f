/// The kinds of problems, each with a stable name that scripts and searches can rely on.
package enum DiagnosticCode: String, Sendable, Hashable, CaseIterable {
    // The text.
    case fileTooLarge = "file-too-large"
    case notUTF8 = "not-utf8"
    case yamlSyntax = "yaml-syntax"
    case severalDocuments = "several-documents"
    case tooDeep = "too-deep"
    case tooManyNodes = "too-many-nodes"
    case unknownTag = "unknown-tag"
    case duplicateKey = "duplicate-key"
    case badMerge = "bad-merge"
    case emptyFile = "empty-file"
    case tooManyProblems = "too-many-problems"

    // Keys and values.
    case unknownKey = "unknown-key"
    case missingKey = "missing-key"
    case wrongType = "wrong-type"
    case outOfRange = "out-of-range"
    case unsetVariable = "unset-variable"
    case oddVariable = "odd-variable"
    case badPattern = "bad-pattern"
    case clearPassword = "clear-password"

    // Tasks and files among each other.
    case noTask = "no-task"
    case unknownTask = "unknown-task"
    case abstractTask = "abstract-task"
    case circularExtends = "circular-extends"
    case badInclude = "bad-include"
    case circularInclude = "circular-include"

    // What a task as a whole cannot mean.
    case badLocal = "bad-local"
    case badRemote = "bad-remote"
    case nestedFolders = "nested-folders"
    case badFingerprint = "bad-fingerprint"
    case badProject = "bad-project"
    case badState = "bad-state"
    case badSource = "bad-source"
    case badURL = "bad-url"
    case badPath = "bad-path"
    case badIgnoreFile = "bad-ignore-file"
    case noHome = "no-home"
    case contradiction
    case noEffect = "no-effect"
    case belowProject = "below-project"
    case outsideLocal = "outside-local"

    // What only a look at the folder tells.
    case missingFolder = "missing-folder"
    case unusedPattern = "unused-pattern"
}
