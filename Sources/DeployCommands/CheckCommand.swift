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
        let (config, problems) = try project.examine(in: context)
        var found = problems
        // A task with mistakes in it is not planned, so that none is told for what is only missing.
        for name in config?.runnableNames ?? [] where config?.tasks[name]?.isSound == true {
            guard let config else { break }
            found += try await Self.problems(of: name, in: config, context)
        }
        // What several tasks inherit is told once.
        found = found.map { config?.sources.masked($0) ?? $0 }.byPlace
        report(found, tasks: config?.runnableNames.count ?? 0, context)
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
            return try await result.warnings + localProblems(result.plan, task, isBuilt: !result.build.isEmpty)
        } catch let error as DiagnosticsError {
            return error.diagnostics
        }
    }

    private static func localProblems(
        _ plan: SyncPlan, _ task: ResolvedTask, isBuilt: Bool
    ) async throws -> [Diagnostic] {
        guard plan.command != .tree, let local = plan.localPath else { return [] }
        if var objection = FoldersOnDisk.objection(to: plan) {
            objection.range = task.values["remote"]?.origin.range
            objection.excerpt = task.sources.excerpt(at: objection.range)
            return [objection]
        }
        // What a build makes is not here yet.
        if isBuilt { return [] }
        do {
            return try await PatternCheck.unused(plan, source: LocalTarget(path: local), sources: task.sources)
        } catch let error as TargetError {
            let origin = task.values["local"]?.origin
            return [
                Diagnostic(
                    .warning, code: .missingFolder, "the local folder cannot be read: \(error.message)",
                    at: origin?.range, excerpt: task.sources.excerpt(at: origin?.range),
                    help: "it must be there when the task runs; else mend 'local'")
            ]
        }
    }

    private func report(_ found: [Diagnostic], tasks: Int, _ context: CommandContext) {
        switch format {
        case .json: for diagnostic in found { context.out(DiagnosticRecord.json(diagnostic)) }
        case .github: for diagnostic in found { context.out(JobAnnotation.text(diagnostic, context)) }
        case .text:
            let style = context.errorStyle(colour: output.color)
            for diagnostic in found {
                context.err(DiagnosticText.render(diagnostic, style: style))
                if context.service == .github { context.err(JobAnnotation.text(diagnostic, context)) }
            }
            let errors = found.count { $0.severity == .error }
            let warnings = found.count - errors
            var parts: [String] = []
            if errors > 0 { parts.append(Quantity.count(errors, "error")) }
            if warnings > 0 { parts.append(Quantity.count(warnings, "warning")) }
            let verdict = parts.isEmpty ? "no problems" : parts.joined(separator: ", ")
            let count = tasks == 0 ? "" : "\(Quantity.count(tasks, "task")): "
            context.out("\(count)\(context.style(colour: output.color).paint(verdict, errors > 0 ? .danger : .good))\n")
        }
    }
}
