/// What happens before and after a deployment.
extension OptionTable {
    private static func field(
        _ key: String, _ kind: OptionSpec.Kind, default value: OptionValue? = nil, _ help: String
    ) -> OptionSpec {
        OptionSpec(key, kind, .hooks, default: value, help, commandLine: false)
    }

    private static let hook = EntryShape(
        name: "a hook", shorthand: "run",
        fields: [
            field("run", .command, "A command of this machine: a text for /bin/sh, or a program and its arguments."),
            field("request", .string, "The URL of an HTTP request."),
            field(
                "method", .choice(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"]), default: .string("GET"),
                "The method of the request."),
            field("body", .string, "What the request sends."),
            field(
                "status", .int(100...599), default: .int(200), "The status that the request has to be answered with."),
            field("mkdir", .string, "A folder to make on the remote."),
            field("rename", .string, "A file of the remote to rename; 'to' says the new name."),
            field("to", .string, "The new name."),
            field("delete", .string, "A file to delete on the remote."),
            field("purge", .string, "A folder of the remote to empty."),
            field("chmod", .string, "A file or folder of the remote whose permissions are set; 'mode' says which."),
            field("mode", .string, "Permissions in octal digits, in quotes."),
            field("timeout", .int(1...86_400), default: .int(300), "Seconds after which a command or a request fails."),
        ], actions: ["run", "request", "mkdir", "rename", "delete", "purge", "chmod"])

    private static let check = EntryShape(
        name: "a check", shorthand: "url",
        fields: [
            field("url", .string, "What is fetched: a URL, or a path below 'url'."),
            field("status", .int(100...599), default: .int(200), "The status that it has to have."),
            field("contains", .string, "A text that it has to hold."),
            field("within", .int(0...600), default: .int(10), "Seconds for which it is tried again."),
        ], actions: ["url"])

    private static let step = EntryShape(
        name: "a step", shorthand: "run",
        fields: [
            field("run", .command, "A command of this machine: a text for /bin/sh, or a program and its arguments."),
            field("timeout", .int(1...86_400), default: .int(1_800), "Seconds after which it fails."),
        ], actions: ["run"])

    private static let webhook = EntryShape(
        name: "a webhook", shorthand: "url",
        fields: [
            field("url", .string, "The URL that is told, by a POST with a JSON object."),
            field(
                "when", .choice(Webhook.Occasion.allCases.map(\.rawValue)),
                default: .string(Webhook.Occasion.changes.rawValue),
                "Of which runs: always of each, changes of those that changed something or failed, failure of those that failed."
            ),
        ], actions: ["url"])

    static let hooks = [
        OptionSpec(
            "build", .entries(step), .hooks, default: .entries([]),
            """
            What makes the files that are deployed: commands that are run one after the other in a clean checkout of the \
            commit; 'local' names the folder that they leave. They imply 'source: git'.
            """, only: [.upload], commandLine: false),
        OptionSpec(
            "url", .string, .hooks,
            """
            Where visitors reach the site. With it, a deployment makes sure at its end that the tool's own folder cannot be \
            read there.
            """, example: .string("https://www.example.com/"), only: [.upload]),
        OptionSpec(
            "health", .entries(check), .hooks, default: .entries([]),
            """
            Pages that are fetched after a deployment. If one does not have the expected status and text, the deployment is \
            taken back (if 'keep' allows) and fails.
            """, only: [.upload], commandLine: false),
        OptionSpec(
            "before", .entries(hook), .hooks, default: .entries([]),
            """
            What is done before the first file is sent, if there is any change. A failure stops the run with nothing \
            changed.
            """, only: [.upload], commandLine: false),
        OptionSpec(
            "after_upload", .entries(hook), .hooks, default: .entries([]),
            "What is done once all files are on the server and none is live. A failure leaves the site as it was.",
            only: [.upload], commandLine: false),
        OptionSpec(
            "after", .entries(hook), .hooks, default: .entries([]),
            "What is done once the new version is live. A failure makes the run fail; the new version stays.",
            only: [.upload], commandLine: false),
        OptionSpec(
            "on_failure", .entries(hook), .hooks, default: .entries([]),
            "What is done where a run fails that had changes to make; what fails of it is told and nothing more.",
            only: [.upload], commandLine: false),
        OptionSpec(
            "notify", .entries(webhook), .hooks, default: .entries([]),
            """
            Who is told how a run ended: webhooks. Chat services (Slack, Mattermost, Discord) show the line in it. What fails \
            of it is tried once again, then told and nothing more.
            """, only: [.upload, .download, .sync], commandLine: false),
        OptionSpec(
            "purge", .pathPatterns, .hooks, default: .list([]),
            "Folders of the remote that are emptied once the new version is live, such as that of a cache.",
            example: .string("temp/cache"), only: [.upload]),
        OptionSpec(
            "chmod", .modeRules, .hooks, default: .list([]),
            """
            Permissions of uploaded files: octal digits and path patterns as in a .gitignore, with blanks between them; the \
            last rule that matches decides. Other files keep the permissions of what they replace.
            """, example: .string("755 *.cgi /bin/*"), only: [.upload]),
    ]
}
