internal import DeployModel
internal import Diagnostics
internal import Execution
internal import LocalFiles
internal import Planning
internal import SyncTargets

/// A run with the files of a commit: checked out into a folder of their own, built there, deployed from there. The project
/// file is that of the commit as well.
struct CommitRun {
    let task: String?
    let overrides: SettingsLayer
    let output: OutputOptions
    let isJSON: Bool
    let reports: ReportFiles
    let context: CommandContext

    /// Runs `body` with the deployment of a commit, and takes the checkout away.
    ///
    /// - Throws: `DiagnosticsError`, ``UsageError``, ``TargetError``, `CancellationError`; what `body` throws.
    func with<Value>(_ commit: String, _ body: (Deployment) async throws -> Value) async throws -> Value {
        let temporary = context.environment["TMPDIR"].flatMap { $0.hasPrefix("/") ? $0 : nil } ?? "/tmp"
        let checkout = try await CommitCheckout.make(
            commit, from: context.currentFolder, in: RealPath.resolve(temporary))
        defer { checkout.remove() }
        return try await body(try deployment(checkout))
    }

    private func deployment(_ checkout: CommitCheckout) throws -> Deployment {
        for name in checkout.submodules {
            context.err("warning: the submodule \(name) is not deployed: its files are no part of the commit\n")
        }
        let folder = try checkout.projectFolder(for: context.currentFolder)
        // So that places are told as seen from the project, not from a folder that is gone tomorrow.
        var inside = context
        inside.currentFolder = folder
        let (config, warnings) = try ProjectFile.find(from: folder).load(in: inside)
        let resolved = try ResolvedTask(config, task: task, overrides: overrides)
        // With --here the part of the project that the current folder is; a hook may be called from anywhere in it.
        let here = resolved.flag("here") ? checkout.path(of: context.currentFolder) : nil
        let invocation = Invocation(currentFolder: here ?? config.folder, home: context.home)
        let planned = try Planner.plan(resolved, invocation: invocation, access: ProjectFile.read)
        guard planned.plan.command == .upload else {
            throw UsageError(
                message: "'command: \(planned.plan.command.rawValue)' works with the folder, not with a commit",
                help: "only uploads have a commit")
        }
        guard let local = planned.plan.localPath, LocalPath.isWithin(local, checkout.folder) else {
            throw UsageError(
                message: "'local' (\(planned.plan.local)) lies outside of the repository",
                help: "what is deployed from a commit is a folder of it")
        }
        return Deployment(
            planned: planned, options: RunSettings(resolved, output, isJSON: isJSON, reports: reports),
            warnings: warnings,
            project: config.folder,
            checkout: checkout, context: context)
    }
}
