internal import ArgumentParser
internal import DeployModel
internal import Diagnostics
internal import Execution
internal import Planning
internal import Presentation
internal import SyncTargets

/// `deploy check [FILE]`: whether the project file is right, without touching any server.
struct CheckCommand: ParsableCommand, ContextCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Check the project file; nothing is connected, nothing is changed.",
        discussion: "Exit codes: 0 no errors (there may be warnings), 2 errors.")

    enum Format: String, ExpressibleByArgument, CaseIterable, Sendable {
        case text, json, github
    }

    @Argument(help: "The file; without it the project file of the current folder.")
    var file: String?

    @Option(help: "How to tell: text, json (an object per line) or github (annotations).")
    var format: Format = .text

    @OptionGroup var output: OutputOptions

    func run(in context: CommandContext) async throws -> ExitStatus {
        let project =
            try file.map { ProjectFile(path: $0, current: context.currentFolder) }
            ?? ProjectFile.find(from: context.currentFolder)
        var found: [Diagnostic]
        var tasks = 0
        do {
            let (config, warnings) = try project.load(in: context)
            found = warnings
            tasks = config.runnableNames.count
            for name in config.runnableNames { found += try await Self.problems(of: name, in: config, context) }
        } catch let error as DiagnosticsError {
            found = error.diagnostics
        }
        // What several tasks inherit is told once.
        found = found.byPlace
        report(found, tasks: tasks, context)
        return found.contains { $0.severity == .error } ? .usage : .success
    }

    /// What is wrong with one task, or odd about it.
    private static func problems(
        of name: String, in config: ProjectConfig, _ context: CommandContext
    ) async throws -> [Diagnostic] {
        do {
            let task = try ResolvedTask(config, task: name)
            // From the folder of the file, so that neither 'here' nor 'root' is asked for.
            let invocation = Invocation(currentFolder: config.folder, home: context.home)
            let result = try Planner.plan(task, invocation: invocation, access: ProjectFile.read)
            return try await result.warnings + localProblems(result.plan, task)
        } catch let error as DiagnosticsError {
            return error.diagnostics
        }
    }

    private static func localProblems(_ plan: SyncPlan, _ task: ResolvedTask) async throws -> [Diagnostic] {
        guard plan.command != .tree else { return [] }
        do {
            return try await PatternCheck.unused(plan, source: LocalTarget(path: plan.local))
        } catch let error as TargetError {
            let origin = task.values["local"]?.origin
            return [
                Diagnostic(
                    .warning, code: .missingFolder, "the local folder cannot be read: \(error.message)",
                    at: origin?.range, sourceLine: origin?.sourceLine,
                    help: "it must be there when the task runs; else mend 'local'")
            ]
        }
    }

    private func report(_ found: [Diagnostic], tasks: Int, _ context: CommandContext) {
        let noColour = output.color == false
        switch format {
        case .json: for diagnostic in found { context.out(DiagnosticRecord.json(diagnostic)) }
        case .github: for diagnostic in found { context.out(DiagnosticRecord.annotation(diagnostic)) }
        case .text:
            let style = context.errorStyle(noColour: noColour)
            for diagnostic in found { context.err(DiagnosticText.render(diagnostic, style: style)) }
            let errors = found.count { $0.severity == .error }
            let warnings = found.count - errors
            var parts: [String] = []
            if errors > 0 { parts.append(Quantity.count(errors, "error")) }
            if warnings > 0 { parts.append(Quantity.count(warnings, "warning")) }
            let verdict = parts.isEmpty ? "no problems" : parts.joined(separator: ", ")
            let count = errors > 0 && tasks == 0 ? "" : "\(Quantity.count(tasks, "task")): "
            context.out("\(count)\(context.style(noColour: noColour).paint(verdict, errors > 0 ? .danger : .good))\n")
        }
    }
}
