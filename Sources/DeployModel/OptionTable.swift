/// Every option of a task, in the order in which people look for them. The loader, the planner, the schema, the
/// documentation and the command line are made from this list.
package enum OptionTable {
    /// The options.
    package static let all: [OptionSpec] = task + filters + changes + connection + hooks + credentials + output

    /// Those that a project file may set.
    package static let inFile = all.filter(\.isInFile)

    /// What belongs to one task alone and is not inherited.
    package static let structure: [OptionSpec] = [
        OptionSpec(
            "extends", .names, .task,
            "The task whose options this one takes over, or a list of them: of two that set the same, the later wins.",
            example: .string("base"), commandLine: false),
        OptionSpec(
            "abstract", .bool, .task, default: .bool(false), "Whether the task can only be extended, not run.",
            commandLine: false),
        OptionSpec(
            "description", .string, .task, "What the task is for; its first line is shown by 'deploy tasks'.",
            example: .string("the live site"), commandLine: false),
    ]

    /// The option with this key; the keys of ``structure`` are not among them.
    package static subscript(key: String) -> OptionSpec? { byKey[key] }

    private static let byKey = Dictionary(uniqueKeysWithValues: all.map { ($0.key, $0) })
    private static let transfers: Set<SyncCommand> = [.upload, .download, .sync]

    private static let task = [
        OptionSpec(
            "command", .choice(SyncCommand.allCases.map(\.rawValue)), .task,
            """
            What the task does: upload makes the remote folder what the local one is, download the reverse, sync takes \
            changes of both sides over, tree shows what is there.
            """, example: .string("upload"), required: true, commandLine: false),
        OptionSpec(
            "remote", .string, .task,
            "Where it goes: ftp://user@host:port/path, ftps://…, sftp://…, or a folder of this machine.",
            example: .string("ftps://joe@ftp.example.com/www"), required: true),
        OptionSpec(
            "local", .string, .task, default: .string("."),
            "The local folder, seen from the folder of the file; ~ is the home folder.", example: .string("public")),
        OptionSpec(
            "here", .bool, .task, default: .bool(false),
            "Called in a folder below the file's: run the task for that folder alone."),
        OptionSpec(
            "root", .bool, .task, default: .bool(false),
            "Called in a folder below the file's: run the task for the whole project."),
        OptionSpec(
            "project", .string, .task, default: .string("site"),
            "The name under which the deployment keeps its record on the remote; needed where several share one folder.",
            example: .string("blog")),
        OptionSpec(
            "source", .string, .task, default: .string("folder"),
            """
            What is deployed: folder is the local folder as it is; git, or git:REF, are its files in the commit that is checked \
            out, or in REF, whatever the folder holds.
            """, example: .string("git:main"), only: [.upload]),
        OptionSpec(
            "state", .string, .task, default: .string(SyncPlan.usualState),
            """
            The folder on the server in which the tool keeps its records and stages files: a name in the remote folder, or a \
            path outside of it, absolute or seen from it, on the same file system (../deploy-state). It holds nothing \
            else. A task that deploys to a folder above it, with 'delete: true', has to exclude it. Whoever changes 'state' moves the \
            folder.
            """, example: .string("../deploy-state")),
    ]

    private static let filters = [
        OptionSpec(
            "match", .patterns, .filters, default: .list([]),
            "Files must match one of these base-name patterns; without any, all take part.",
            example: .string("*.html, *.css")),
        OptionSpec(
            "exclude", .patterns, .filters,
            default: .list([".DS_Store", ".git", ".hg", ".svn", "#recycle"].map { Located($0, .builtIn) }),
            "Files and folders whose base name matches one of these patterns stay out; a folder is not even entered.",
            example: .string("*.psd, .DS_Store")),
        OptionSpec(
            "ignore_file", .string, .filters, "A file of path patterns such as .gitignore, read before 'ignore'.",
            example: .string(".deployignore")),
        OptionSpec(
            "ignore", .pathPatterns, .filters, default: .list([]),
            """
            Path patterns as in a .gitignore, seen from the local folder; what matches stays out, ! takes back, the last \
            that matches decides.
            """, example: .string("/drafts/")),
        OptionSpec(
            "include", .pathPatterns, .filters, default: .list([]),
            "Path patterns that bring back what 'ignore' took out; read behind it.",
            example: .string("/drafts/keep.html")),
        secrets,
    ]

    private static let secrets = OptionSpec(
        "allow", .pathPatterns, .filters, default: .list([]),
        """
        Path patterns of files that are sent although they look like secrets: settings (.env), private keys, dumps of \
        databases, files of passwords. Others of that kind are held back, unless the remote has them already.
        """, example: .string("/config/.env"), only: [.upload, .sync])

    private static let changes = [
        OptionSpec(
            "delete", .boolOr([DeletePolicy.owned.rawValue]), .changes, default: .bool(false),
            """
            Whether to delete on the other side what is gone on this one; owned deletes only what this project put there.
            """, example: .string("owned"), only: [.upload, .download]),
        OptionSpec(
            "delete_unmatched", .bool, .changes, default: .bool(false),
            "Also delete on the other side the files that no pattern of 'match' covers; switches 'delete' on.",
            only: [.upload, .download]),
        OptionSpec(
            "max_delete", .countOrPercent, .changes, default: .string(DeleteLimit.standard.text),
            """
            How many files may be deleted on a side: a number, or a share of the files that are there, which counts on sides \
            with more than 20. A run that would delete more stops before its first change.
            """, example: .int(100), only: transfers),
        OptionSpec(
            "resolve", .choice(ConflictResolution.allCases.map(\.rawValue)), .changes, default: .string("ask"),
            """
            What happens to files that changed on both sides: ask asks at a terminal, else an upload stops before the first \
            change, a download or a sync leaves them; skip leaves them, local and remote name the side that wins (upload: \
            local, download: remote), old and new the file (sync; times have to be more than two seconds apart).
            """, only: transfers),
        OptionSpec(
            "force", .bool, .changes, default: .bool(false),
            "The sending side wins everywhere, also where only the other one changed.", only: [.upload, .download]),
        OptionSpec(
            "create_folder", .bool, .changes, default: .bool(false), "Make the remote folder if it is missing.",
            only: [.upload, .sync]),
        OptionSpec(
            "dry_run", .bool, .changes, default: .bool(false), "Show what would be done, and do nothing.",
            only: transfers),
        OptionSpec(
            "case", .choice(CaseMode.allCases.map(\.rawValue)), .changes, default: .string("strict"),
            """
            How names that differ in case alone are paired: strict: not at all, they are two files; local or remote: they are \
            one, each side keeps its spelling, and that side's stands for both.
            """,
            only: transfers),
        OptionSpec(
            "scan", .choice(ScanPolicy.allCases.map(\.rawValue)), .changes, default: .string("auto"),
            """
            What a run looks at on the server: touched only the paths that it replaces or deletes, always everything, never \
            nothing (the record is believed), auto everything where it has to ('delete: true', 'force', no record) and \
            touched otherwise. What others changed elsewhere on the server is only seen where everything is looked at.
            """, example: .string("always"), only: [.upload]),
        OptionSpec(
            "mtime", .choice(["now", "keep"]), .changes, default: .string("now"),
            """
            The time that uploaded files get on the server: now, or keep for the one that they have here. A time in the past \
            makes browsers show what they have kept of older versions. A sync always keeps times.
            """, example: .string("keep"), only: [.upload]),
        OptionSpec(
            "switch_order", .patternGroups, .changes,
            default: .list(SwitchOrder.standard.map { Located($0, .builtIn) }),
            """
            What comes last when new files are put in place, group after group, because it refers to the others: base-name \
            patterns with blanks between them. What no group covers comes first; an empty list puts everything in place at once.
            """, example: .string("*.html"), only: [.upload, .sync]),
        OptionSpec(
            "symlinks", .choice(SymlinkMode.allCases.map(\.rawValue)), .changes, default: .string("follow"),
            """
            Symbolic links of the local folder: follow takes them for what they lead to, as long as that is inside the folder; \
            skip leaves them out, error stops the run.
            """, example: .string("skip"), only: transfers),
        OptionSpec(
            "pyftpsync_meta", .bool, .changes, default: .bool(true),
            """
            Whether pyftpsync's own records (.pyftpsync-meta.json) are read, and kept up to date where a project has them, so \
            that both tools can be used on it.
            """, only: transfers),
        OptionSpec(
            "confirm", .choice(ConfirmPolicy.allCases.map(\.rawValue)), .changes, default: .string("never"),
            """
            Whether the person at the terminal is asked before anything is changed: always, where something is to be deleted, or \
            never. Where nobody is there, nobody is asked.
            """, example: .string("deletes"), only: transfers),
        OptionSpec(
            "keep", .int(0...Manifest.historyLimit), .changes, default: .int(1),
            """
            How many deployments can be taken back with 'deploy rollback': what a run replaces is copied on the server first, \
            by the server itself where it can (SITE CPFR), else over this machine. 0 keeps nothing and saves that.
            """, example: .int(3), only: [.upload]),
        OptionSpec(
            "grace", .int(0...Manifest.historyLimit), .changes, default: .int(0),
            """
            For how many deployments a file that is named by its content (app.3f2a1b9c.js) stays on the server after it is \
            gone here: visitors who have an older page open still ask for it.
            """, example: .int(2), only: [.upload]),
        OptionSpec(
            "wait", .int(0...86_400), .changes, default: .int(0),
            """
            Seconds to wait while another run is at work on the same remote; 0 gives up at once. The place of a run that was \
            killed is taken by the next one on the same machine at once, by one on another machine if it waits 120 seconds or \
            longer; deploy unlock does it too.
            """, example: .int(300), only: [.upload, .sync]),
        OptionSpec(
            "migrate", .bool, .changes, default: .bool(false),
            "Delete the records of other versions of pyftpsync, which are not read."),
    ]

    private static let connection = [
        OptionSpec(
            "connections", .int(1...32), .connection, default: .int(8),
            """
            How many connections to the server may be open at once; a run begins with 4 and takes more as long as that \
            makes it faster.
            """),
        OptionSpec(
            "timeout", .int(1...3_600), .connection, default: .int(30),
            "Seconds without any progress after which an operation fails."),
        OptionSpec(
            "tls", .choice(TLSMode.allCases.map(\.rawValue)), .connection,
            """
            Encryption: require (the default of ftps://) asks for it on the normal port, implicit (the default on port \
            990) begins with it, off (the default of ftp://) does without.
            """, example: .string("require")),
        OptionSpec(
            "tls_verify", .bool, .connection, default: .bool(true),
            """
            Whether the server's certificate is checked; without it anybody in between can read the password and change \
            files.
            """),
        OptionSpec(
            "tls_ca_file", .string, .connection,
            "A PEM file with the certificate authorities to trust instead of the system's.",
            example: .string("ca.pem")),
        OptionSpec(
            "tls_server_name", .string, .connection,
            "The name that the server's certificate has to be for, where it is not the host of 'remote'.",
            example: .string("web12.hoster.example")),
        OptionSpec(
            "tls_fingerprint", .string, .connection,
            "The SHA-256 fingerprint of the server's certificate or public key: trust this one, whoever signed it.",
            example: .string("7A:1E:…")),
        OptionSpec(
            "tls_cert", .string, .connection, "A PEM file with the certificate to show to a server that wants one.",
            example: .string("client.pem")),
        OptionSpec(
            "tls_key", .string, .connection,
            "The PEM file with that certificate's key, without a passphrase, where it is not in the same file.",
            example: .string("client.key")),
        OptionSpec(
            "encoding", .choice(["utf-8", "iso-8859-1", "iso-8859-15", "windows-1252"]), .connection,
            default: .string("utf-8"),
            """
            How names go over the wire. With another one than utf-8, new names are written in it; names that are on the \
            server keep their bytes.
            """, example: .string("windows-1252")),
        OptionSpec(
            "ftp_active", .bool, .connection, default: .bool(false),
            "Let the server open the data connections (active mode)."),
        OptionSpec(
            "no_verify_host_keys", .bool, .connection, default: .bool(false), "Do not check the host key (SFTP)."),
    ]

    private static let credentials = [
        OptionSpec(
            "user", .string, .credentials, "The user to log in as, where 'remote' does not name one.",
            example: .string("joe")),
        OptionSpec(
            "password", .string, .credentials, "The password; better kept in the keyring, ~/.netrc, or a variable.",
            example: .string("${FTP_PASSWORD}"), secret: true, commandLine: false),
        OptionSpec(
            "password_file", .string, .credentials,
            "A file whose content is the password, but for one line end behind it; readable by you alone.",
            example: .string("~/.config/site.password")),
        OptionSpec(
            "password_command", .words, .credentials,
            """
            A command that prints the password, run without a shell. What it prints is taken but for one line end behind it.
            """, example: .string("pass show ftp/site"), commandLine: false),
        OptionSpec(
            "store_password", .bool, .credentials, default: .bool(false),
            "Store the password in the keyring once the server has taken it.", inFile: false),
        OptionSpec(
            "prompt", .bool, .credentials, default: .bool(false), "Always ask for user and password."),
        OptionSpec("no_prompt", .bool, .credentials, default: .bool(false), "Never ask."),
        OptionSpec(
            "no_keyring", .bool, .credentials, default: .bool(false), "Do not look for the password in the keyring."),
        OptionSpec(
            "no_netrc", .bool, .credentials, default: .bool(false),
            "Do not look for user and password in ~/.netrc."),
    ]

    private static let output = [
        OptionSpec(
            "verbose", .int(0...6), .output, default: .int(3),
            """
            How much is told: 0 nothing, 1 the summary, 3 each change, 4 also what is left alone, 5 server details, 6 the \
            FTP dialogue.
            """, commandLine: false),
        OptionSpec(
            "progress", .bool, .output, default: .bool(false), "Show progress also where output is no terminal.",
            only: transfers),
        OptionSpec("no_color", .bool, .output, default: .bool(false), "Do not use colour."),
        OptionSpec(
            "report_problems", .bool, .output, default: .bool(false),
            "End with exit code 10 where conflicts were left alone.", only: transfers),
        OptionSpec("files", .bool, .output, default: .bool(false), "List files too, not only folders.", only: [.tree]),
        OptionSpec("sort", .bool, .output, default: .bool(false), "List sorted by name.", only: [.tree]),
        OptionSpec(
            "debug", .boolOr(["classify"]), .output, default: .bool(false),
            "classify tells of each file what became of it on both sides, and what follows."),
    ]
}
