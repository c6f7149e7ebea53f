internal import DeployModel
internal import Diagnostics
internal import LocalFiles
internal import Planning
internal import Presentation
internal import SyncTargets

/// Telling of a run: while it goes on, and how it ended.
extension Deployment {
    /// How a run that came to its end is told.
    struct Ending {
        /// The exit code.
        let status: ExitStatus
        /// What came of it.
        let end: RunReport.End
        /// The same in a line.
        let verdict: String
        /// What would be done, where that was all.
        var planned: ChangeSet?
    }

    /// Runs `body`, and tells whoever wants to know how it ended: reports, the CI service, webhooks. `name` is what it is
    /// called there; without one, nobody is told but the person who watches. `isDeployment` is false where what becomes live
    /// is not what is here, `onlyLooks` true where nothing is to be changed: then no webhook is told, whatever comes of it.
    func telling(
        as name: String?, isDeployment: Bool = true, onlyLooks: Bool, listsConflicts: Bool, showsSide: Bool = false,
        _ body: (RunListeners) async throws -> Ending
    ) async throws -> ExitStatus {
        let listeners = listeners(listsConflicts: listsConflicts, showsSide: showsSide)
        let began = context.now()
        log?.add("deploy \(VersionText.version)")
        log?.add(planText(Style(usesColour: false)))
        do {
            let ending = try await body(listeners)
            listeners.clearScreen()
            listeners.write(ending.verdict)
            if let name { await report(ending, listeners, name, began, isDeployment, onlyLooks) }
            return ending.status
        } catch {
            listeners.clearScreen()
            if error is CancellationError {
                context.err("stopped; what is served was not left half-written. Run again to go on.\n")
            }
            let ending = ending(hidden(error))
            if options.isJSON { context.out(lastEvent(ending.end, listeners.elapsed) + "\n") }
            listeners.write(ending.verdict)
            if case .failed(_, let help?) = ending.end { listeners.write("  help: \(help)") }
            if let name { await report(ending, listeners, name, began, isDeployment, onlyLooks) }
            throw hidden(error)
        }
    }

    /// What a run is called in reports: `deploy live`.
    func runName(_ verb: String? = nil) -> String {
        let plan = planned.plan
        let verb = verb ?? (plan.command == .upload ? "deploy" : plan.command.rawValue)
        return plan.task.map { "\(verb) \($0)" } ?? verb
    }

    /// An error without the passwords that the run knows.
    private func hidden(_ error: any Error) -> any Error {
        guard let error = error as? TargetError else { return error }
        return TargetError(error.code, secrets.hide(in: error.message), help: error.help.map(secrets.hide))
    }

    private func ending(_ error: any Error) -> Ending {
        switch error {
        case is CancellationError: Ending(status: .aborted, end: .stopped, verdict: "Stopped")
        case ExitStatus.aborted: Ending(status: .aborted, end: .declined, verdict: "Declined: nothing was changed")
        case let error as TargetError: failed(error.message, error.help)
        case let error as UsageError: failed(error.message, error.help)
        case let error as DiagnosticsError:
            failed(error.diagnostics.map(\.message).joined(separator: "; "), nil)
        default: failed("\(error)", nil)
        }
    }

    private func lastEvent(_ end: RunReport.End, _ seconds: Double) -> String {
        guard case .failed(let message, let help) = end else { return EventRecord.stopped(seconds: seconds) }
        return EventRecord.failed(message, help: help, seconds: seconds)
    }

    /// Tells the person of a run that came to its end; `text` is the line for it.
    func finished(_ outcome: Outcome, _ style: Style, text: (Style) -> String) -> Ending {
        if !options.isJSON, options.verbosity >= .summary { context.out(text(style) + "\n") }
        return Ending(
            status: status(conflicts: outcome.conflictsSkipped), end: .finished(outcome),
            verdict: text(Style(usesColour: false)))
    }

    private func failed(_ message: String, _ help: String?) -> Ending {
        let message = SecretMask.urls(message)
        return Ending(
            status: .failure, end: .failed(message: message, help: help.map(SecretMask.urls)),
            verdict: "Failed: \(message)")
    }

    // MARK: Listeners

    private func listeners(listsConflicts: Bool, showsSide: Bool) -> RunListeners {
        let sections: LogSections? =
            switch context.service {
            case .github: .github
            case .gitlab: .gitlab
            case .plain: nil
            }
        let screen = RunReporter(
            output: RunReporter.Output(
                write: context.out, columns: columns, seconds: context.seconds, now: context.now),
            style: context.style(colour: options.colour), verbosity: options.verbosity, listsConflicts: listsConflicts,
            showsSide: showsSide, isJSON: options.isJSON, sections: sections)
        let logged = log.map { log in
            RunReporter(
                output: RunReporter.Output(write: { log.add($0) }, seconds: context.seconds),
                style: Style(usesColour: false), verbosity: .server, listsConflicts: true, showsSide: showsSide)
        }
        return RunListeners(
            screen: screen, log: log, logged: logged, keepsTransfers: !options.reports.files.isEmpty,
            secrets: secrets, seconds: context.seconds)
    }

    /// The log file; nil where nobody asked for one.
    var log: RunLog? {
        var log = options.reports.log
        log?.secrets = secrets
        return log
    }

    /// The width for the line of progress; where it is asked for without a terminal, one that any log can hold.
    private var columns: @Sendable () -> Int? {
        let (context, isForced) = (context, options.showsProgress)
        return { context.columns() ?? (isForced ? 80 : nil) }
    }

    // MARK: The end

    private func report(
        _ ending: Ending, _ listeners: RunListeners, _ name: String, _ began: Int64, _ isDeployment: Bool,
        _ onlyLooks: Bool
    ) async {
        let hooks = onlyLooks ? [] : planned.notify
        let isWanted = !options.reports.files.isEmpty || context.service == .github || !hooks.isEmpty
        if isWanted { await report(on: ending, listeners, name, began, isDeployment, hooks) }
        if let error = options.reports.log?.error { warn("the log file is not complete: \(error)", listeners) }
    }

    private func report(
        on ending: Ending, _ listeners: RunListeners, _ name: String, _ began: Int64, _ isDeployment: Bool,
        _ hooks: [Webhook]
    ) async {
        let report = RunReport(
            name: name, location: planned.plan.remote.description, began: began,
            commit: await commit(of: ending.end, isDeployment),
            showsSide: planned.plan.command != .upload,
            end: ending.end, verdict: SecretMask.urls(ending.verdict),
            record: listeners.closed(planned: ending.planned, problem: ending.end.problem))
        for file in options.reports.files {
            warn("a report cannot be written", listeners) { () throws(SystemError) in try file.write(report) }
        }
        if context.service == .github {
            warn("the job's summary cannot be written", listeners) { () throws(SystemError) in
                try JobFiles(context.environment).add(report)
            }
        }
        for warning in await Notifier(hooks).tell(report) { warn(warning, listeners) }
    }

    private func commit(of end: RunReport.End, _ isDeployment: Bool) async -> String? {
        guard isDeployment, planned.plan.command == .upload else { return nil }
        return await history.deployedCommit()
    }

    private func warn(_ warning: String, _ listeners: RunListeners) {
        context.err("warning: \(warning)\n")
        listeners.write("warning: \(warning)")
    }

    /// That something cannot be told stops nobody.
    private func warn(_ what: String, _ listeners: RunListeners, _ body: () throws(SystemError) -> Void) {
        do throws(SystemError) {
            try body()
        } catch {
            warn("\(what): \(error)", listeners)
        }
    }
}
