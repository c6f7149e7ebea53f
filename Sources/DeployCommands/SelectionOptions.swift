internal import ArgumentParser
internal import DeployModel

/// What `deploy run` runs: folders, commit, plan.
struct SelectionOptions: ParsableArguments {
    @Flag(help: "In a folder below the project file's: run the task for this folder alone.")
    var here = false

    @Flag(help: "In a folder below the project file's: run the task for the whole project.")
    var root = false

    @Option(help: "The local folder, seen from the current one.", completion: .directory)
    var local: String?

    @Option(help: "Where it goes.")
    var remote: String?

    @Flag(inversion: .prefixedNo, help: "List files too, not only folders (tree).")
    var files: Bool?

    @Flag(inversion: .prefixedNo, help: "List sorted by name (tree).")
    var sort: Bool?

    @Option(help: "What is deployed: folder, git (the commit that is checked out) or git:REF.")
    var source: String?

    @Option(help: "Deploy the files of this commit, branch or tag, whatever the folder holds.")
    var commit: String?

    @Option(help: "Keep what would be done in this file for 'deploy apply', and do nothing.", completion: .file())
    var savePlan: String?

    func validate() throws {
        if here, root { throw ValidationError("--here and --root exclude each other") }
    }

    /// What was given of a task's options.
    ///
    /// - Throws: ``UsageError`` for values that the option table does not allow.
    func layer() throws -> SettingsLayer {
        var own = OverrideLayer()
        if here || root {
            // One of the two on the command line decides, whatever the file says of either.
            try own.set("here", here, as: here ? "--here" : "--root")
            try own.set("root", root, as: here ? "--here" : "--root")
        }
        try own.set("local", local)
        try own.set("remote", remote)
        try own.set("source", source)
        try own.set("files", files)
        try own.set("sort", sort)
        return own.layer
    }
}
