internal import ArgumentParser
internal import ConfigLoading
internal import DeployModel

/// The options of a task that can be given on the command line; what is given wins over the file. A test keeps them equal
/// to the option table.
struct TaskOptions: ParsableArguments {
    @OptionGroup(title: "What may change")
    var changes: ChangeOptions

    @OptionGroup(title: "Which names take part")
    var filters: FilterOptions

    @OptionGroup(title: "How it is put in place, and what is kept")
    var site: SiteOptions

    @OptionGroup(title: "The server")
    var server: ServerOptions

    @OptionGroup(title: "What is told")
    var telling: TellingOptions

    @OptionGroup(title: "What is told")
    var reports: ReportOptions

    /// What was given.
    ///
    /// - Throws: ``UsageError`` for values that the option table does not allow.
    func layer() throws -> SettingsLayer {
        var overrides = OverrideLayer()
        try changes.add(to: &overrides)
        try filters.add(to: &overrides)
        try site.add(to: &overrides)
        try server.add(to: &overrides)
        try telling.add(to: &overrides)
        return overrides.layer
    }
}
