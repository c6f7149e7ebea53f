internal import ArgumentParser
internal import ConfigLoading
internal import DeployModel

/// `--set key=value`, on every command that looks at one task of a project file.
struct SetOptions: ParsableArguments {
    @Option(
        name: .customLong("set"),
        help: ArgumentHelp("Any option of a task, typed like in the file; may be repeated.", valueName: "key=value"))
    var settings: [String] = []

    /// What was given.
    ///
    /// - Throws: ``UsageError``.
    func layer() throws -> SettingsLayer {
        do throws(SetArgument.Problem) {
            return try SetArgument.layer(settings)
        } catch {
            throw UsageError(message: error.message, help: error.help)
        }
    }
}
