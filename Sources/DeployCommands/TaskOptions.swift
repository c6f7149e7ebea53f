internal import ArgumentParser
internal import ConfigLoading
internal import DeployModel

/// The options of a task that can be given on the command line; what is given wins over the file. A test keeps them equal
/// to the option table.
struct TaskOptions: ParsableArguments {
    @Flag(name: [.customShort("n"), .customLong("dry-run")], help: "Show what would be done, and do nothing.")
    var dryRun = false

    @Flag(
        name: [.customLong("no-dry-run"), .customLong("execute")],
        help: "Do it, even if the task says 'dry_run: true'.")
    var execute = false

    @Option(name: .shortAndLong, help: "Base-name patterns that files must match, separated by commas.")
    var match: String?

    @Option(name: [.customShort("x"), .long], help: "Base-name patterns that stay out, separated by commas.")
    var exclude: String?

    @Option(help: "A path pattern as in a .gitignore that stays out; may be repeated.")
    var ignore: [String] = []

    @Option(help: "A file of such patterns.")
    var ignoreFile: String?

    @Option(help: "A path pattern that brings back what is ignored; may be repeated.")
    var include: [String] = []

    @Flag(inversion: .prefixedNo, help: "Delete on the remote what is not in the local folder, whoever put it there.")
    var delete: Bool?

    @Flag(inversion: .prefixedNo, help: "Also delete what 'match' and 'exclude' leave out.")
    var deleteUnmatched: Bool?

    @Option(help: "Files that changed on both sides: ask (stop), skip, local, remote, old or new.")
    var resolve: String?

    @Flag(inversion: .prefixedNo, help: "The sending side wins everywhere.")
    var force: Bool?

    @Flag(inversion: .prefixedNo, help: "Make the remote folder if it is missing.")
    var createFolder: Bool?

    @Option(help: "How names that differ in case are paired: strict, local or remote.")
    var `case`: String?

    @Option(help: "What is looked at on the server before an upload: auto, touched, always or never.")
    var scan: String?

    @Flag(inversion: .prefixedNo, help: "Convert metadata of older versions of pyftpsync.")
    var migrate: Bool?

    @Option(help: "The name under which the deployment keeps its record on the remote.")
    var project: String?

    @Option(help: "How many connections may be open at once (1 to 32).")
    var connections: Int?

    @Option(help: "Seconds without any progress after which an operation fails.")
    var timeout: Int?

    @Option(help: "Encryption: require, implicit or off.")
    var tls: String?

    @Flag(inversion: .prefixedNo, help: "Check the server's certificate.")
    var tlsVerify: Bool?

    @Option(help: "A PEM file with the certificate authorities to trust.")
    var tlsCaFile: String?

    @Option(help: "The name that the server's certificate has to be for.")
    var tlsServerName: String?

    @Option(help: "The SHA-256 fingerprint of the certificate or public key to trust.")
    var tlsFingerprint: String?

    @Option(help: "A PEM file with the certificate to show to the server.")
    var tlsCert: String?

    @Option(help: "The PEM file with that certificate's key.")
    var tlsKey: String?

    @Option(help: "How names go over the wire: utf-8, iso-8859-1, iso-8859-15, windows-1252.")
    var encoding: String?

    @Flag(inversion: .prefixedNo, help: "Let the server open the data connections.")
    var ftpActive: Bool?

    @Flag(inversion: .prefixedNo, help: "Check the host key (SFTP).")
    var verifyHostKeys: Bool?

    @Flag(inversion: .prefixedNo, help: "Always ask for the password, or never.")
    var prompt: Bool?

    @Flag(inversion: .prefixedNo, help: "Look for the password in the keyring.")
    var keyring: Bool?

    @Flag(inversion: .prefixedNo, help: "Look for user and password in ~/.netrc.")
    var netrc: Bool?

    @Flag(inversion: .prefixedNo, help: "Show progress also where output is no terminal.")
    var progress: Bool?

    @Flag(inversion: .prefixedNo, help: "End with exit code 10 where conflicts were left alone.")
    var reportProblems: Bool?

    @Option(help: "Accepted for pyftpsync's sake (classify); it has no effect.")
    var debug: String?

    func validate() throws {
        if dryRun, execute { throw ValidationError("--dry-run and --execute exclude each other") }
    }

    /// What was given.
    ///
    /// - Throws: ``UsageError`` for values that the option table does not allow.
    func layer() throws -> SettingsLayer {
        var overrides = OverrideLayer()
        try overrides.set("dry_run", dryRun ? true : execute ? false : nil, as: execute ? "--execute" : "--dry-run")
        try overrides.set("match", match.map(PatternList.split))
        try overrides.set("exclude", exclude.map(PatternList.split))
        try overrides.set("ignore", ignore.isEmpty ? nil : ignore)
        try overrides.set("ignore_file", ignoreFile)
        try overrides.set("include", include.isEmpty ? nil : include)
        try overrides.set("delete", delete)
        try overrides.set("delete_unmatched", deleteUnmatched)
        try overrides.set("resolve", resolve)
        try overrides.set("force", force)
        try overrides.set("create_folder", createFolder)
        try overrides.set("case", self.case)
        try overrides.set("scan", scan)
        try overrides.set("migrate", migrate)
        try overrides.set("project", project)
        try overrides.set("connections", connections)
        try overrides.set("timeout", timeout)
        try overrides.set("tls", tls)
        try overrides.set("tls_verify", tlsVerify)
        try overrides.set("tls_ca_file", tlsCaFile)
        try overrides.set("tls_server_name", tlsServerName)
        try overrides.set("tls_fingerprint", tlsFingerprint)
        try overrides.set("tls_cert", tlsCert)
        try overrides.set("tls_key", tlsKey)
        try overrides.set("encoding", encoding)
        try overrides.set("ftp_active", ftpActive)
        try overrides.set("no_verify_host_keys", verifyHostKeys.map { !$0 })
        // The two keys are one question, so that a task's 'no_prompt' does not contradict --prompt.
        try overrides.set("prompt", prompt, as: prompt == false ? "--no-prompt" : nil)
        try overrides.set("no_prompt", prompt.map { !$0 }, as: prompt == true ? "--prompt" : nil)
        try overrides.set("no_keyring", keyring.map { !$0 })
        try overrides.set("no_netrc", netrc.map { !$0 })
        try overrides.set("progress", progress)
        try overrides.set("report_problems", reportProblems)
        try overrides.set("debug", debug)
        return overrides.layer
    }
}
