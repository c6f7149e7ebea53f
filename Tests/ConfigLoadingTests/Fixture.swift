import ConfigLoading
import DeployModel
import Diagnostics
import Planning
import Presentation

/// Project files as texts: loaded, planned, and what is told about them.
struct Fixture {
    /// Included files and ignore files by absolute path.
    var files: [String: String] = [:]
    var environment: [String: String] = ["HOME": "/home/joe"]
    var currentFolder = "/home/joe/site"
    let folder = "/home/joe/site"

    func read(_ path: String) throws(UnreadableFile) -> [UInt8] {
        guard let text = files[path] else { throw UnreadableFile("No such file or directory") }
        return Array(text.utf8)
    }

    func load(_ bytes: [UInt8]) throws(DiagnosticsError) -> (ProjectConfig, warnings: [Diagnostic]) {
        try ConfigLoader.load(
            ConfigLoader.Source(path: "p.yaml", folder: folder, bytes: bytes), environment: environment, access: read)
    }

    func load(_ text: String) throws(DiagnosticsError) -> ProjectConfig { try load(Array(text.utf8)).0 }

    func task(_ text: String, _ name: String? = nil, set: [String] = []) throws -> ResolvedTask {
        try ResolvedTask(load(text), task: name, overrides: SetArgument.layer(set))
    }

    func plan(
        _ text: String, task name: String? = nil, overrides: SettingsLayer = SettingsLayer()
    ) throws(DiagnosticsError) -> Planner.Result {
        let task = try ResolvedTask(load(text), task: name, overrides: overrides)
        let invocation = Invocation(currentFolder: currentFolder, home: environment["HOME"])
        return try Planner.plan(task, invocation: invocation, access: read)
    }

    /// Everything that is told about a file: what loading finds, and what planning the tasks finds that could be read.
    func report(_ bytes: [UInt8]) -> [Diagnostic] {
        let source = ConfigLoader.Source(path: "p.yaml", folder: folder, bytes: bytes)
        let (config, problems) = ConfigLoader.examine(source, environment: environment, access: read)
        var found = problems
        for name in config?.runnableNames ?? [] where config?.tasks[name]?.isSound == true {
            guard let config else { break }
            do throws(DiagnosticsError) {
                let invocation = Invocation(currentFolder: currentFolder, home: environment["HOME"])
                let task = try ResolvedTask(config, task: name)
                found += try Planner.plan(task, invocation: invocation, access: read).warnings
            } catch {
                found += error.diagnostics
            }
        }
        return found.byPlace
    }

    func report(_ text: String) -> String {
        report(Array(text.utf8)).map { DiagnosticText.render($0, style: Style(usesColour: false)) }.joined()
    }
}

/// A layer of the command line with one option.
func given(_ key: String, _ value: OptionValue) -> SettingsLayer {
    var layer = SettingsLayer()
    layer.settings[key] = .value(Located(value, .commandLine("--\(key)")))
    return layer
}
