import ConfigLoading
import DeployModel
import Diagnostics
import FileTree
import Planning
import Testing

@Suite("Planning")
struct PlannerTests {
    private func problem(_ text: String, task: String? = nil) -> String? {
        do throws(DiagnosticsError) {
            _ = try Fixture().plan(text, task: task)
            return nil
        } catch {
            return error.diagnostics.first { $0.severity == .error }.map { "\($0.message) | \($0.help ?? "")" }
        }
    }

    @Test("a plan is complete")
    func complete() throws {
        let text = "tasks: {default: {command: upload, remote: 'ftp://joe@Example.com:2121/a%20b/'}}"
        let plan = try Fixture().plan(text).plan
        let ownFile = try #require(RelativePath("p.yaml"))
        let exclude = [".DS_Store", ".git", ".hg", ".svn", "#recycle"].map { Located($0, .builtIn) }
        let expected = SyncPlan(
            task: "default", command: .upload, local: .folder("/home/joe/site"),
            remote: .server(TreeLocation.ServerFolder(host: "example.com", port: 2121, user: "joe", path: "/a b")),
            scope: .root, project: "site", rules: FilterRules(own: [ownFile], exclude: exclude), delete: .off,
            deletesUnmatched: false,
            resolve: .ask, force: false, createFolder: false, caseMode: .strict,
            switchOrder: ["*.html *.htm *.php", "sw.js *.webmanifest version*"], migrate: false, keep: 1,
            connections: 8,
            timeout: 30, activeMode: false, verifiesHostKeys: true,
            credentials: CredentialPolicy(usesKeyring: true, usesNetrc: true, prompt: .whenNeeded),
            listing: ListingOptions(files: false, sorted: false), dryRun: false)
        #expect(plan == expected)
        #expect(plan.remote.description == "ftp://joe@example.com:2121/a%20b")
    }

    @Test("the command line wins, relative paths are seen from the file, those of the command line from where it is")
    func overrides() throws {
        let text = "tasks: {a: {command: upload, remote: /srv/x, local: ../other, delete: owned, force: true}}"
        let over = given("force", .bool(false)).over(given("connections", .int(2)))
        let plan = try Fixture().plan(text, task: "a", overrides: over).plan
        #expect(plan.localPath == "/home/joe/other")
        #expect(plan.delete == .owned)
        #expect(!plan.force)
        #expect(plan.connections == 2)
        let home = "tasks: {a: {command: upload, remote: /x, local: ~/www}}"
        #expect(try Fixture().plan(home, task: "a").plan.localPath == "/home/joe/www")
        var elsewhere = Fixture()
        elsewhere.currentFolder = "/tmp"
        #expect(try elsewhere.plan(home, task: "a", overrides: given("local", .string("b"))).plan.localPath == "/tmp/b")
    }

    @Test("a password in the URL is used, warned about, and not part of the plan")
    func password() throws {
        let result = try Fixture().plan(
            "tasks:\n  a:\n    command: upload\n    remote: ftp://joe:se%40cret@h/\n", task: "a")
        #expect(result.password?.text == "se@cret")
        #expect(result.plan.remote.description == "ftp://joe@h/")
        // The file's reader has warned of it already.
        #expect(result.warnings.isEmpty)
        let text = "tasks: {a: {command: upload, remote: /x}}"
        let given = try Fixture().plan(text, task: "a", overrides: given("remote", .string("ftp://joe:x@h/")))
        #expect(given.warnings.map(\.code) == [.clearPassword])
    }

    @Test(
        "what cannot be planned, and the way out",
        arguments: [
            (
                "tasks: {a: {command: upload, remote: /x}}", nil,
                "no task is named, and p.yaml has no 'default_task' | name one of: a"
            ),
            (
                "tasks: {live: {command: upload, remote: /x}}", "life",
                "p.yaml has no task 'life' | did you mean 'live'?"
            ),
            (
                "tasks: {a: {command: upload, remote: 'http://x/'}}", "a",
                "'remote' cannot be used: 'http://' is not a protocol for deployments | write ftp://host/path, ftps://host/path, sftp://host/path or a path"
            ),
            (
                "tasks: {a: {command: upload, remote: 'ftp://x:0/'}}", "a",
                "'remote' cannot be used: what follows the host's ':' is not a port | a port is a number from 1 to 65535"
            ),
            (
                "tasks: {a: {command: upload, remote: 'ftp:///x'}}", "a",
                "'remote' cannot be used: the URL names no host | write ftp://host/path"
            ),
            (
                "tasks: {a: {command: upload, remote: 'ftp://x/../y'}}", "a",
                "'remote' cannot be used: the path contains '..' | write the path of the folder itself"
            ),
            (
                "tasks: {a: {command: upload, remote: 'ftp://x/%0D%0ADELE'}}", "a",
                "'remote' cannot be used: the path contains a line break or a NUL | no FTP command can carry that"
            ),
            ("tasks: {a: {command: upload, remote: ''}}", "a", "'remote' is empty | write ftp://user@host/path"),
            (
                "tasks: {a: {command: upload, remote: .}}", "a",
                "'local' and 'remote' are the same folder, /home/joe/site | a folder cannot be deployed into itself"
            ),
            (
                "tasks: {a: {command: upload, remote: out}}", "a",
                "one of the two folders lies in the other: /home/joe/site and /home/joe/site/out | a folder cannot be deployed into itself"
            ),
            (
                "tasks: {a: {command: upload, remote: /x, project: ../x}}", "a",
                "'project' must be made of letters, digits, '-' and '_', at most 64, not '../x' | such as 'blog' or 'site-2'"
            ),
        ] as [(String, String?, String)])
    func refused(text: String, task: String?, expected: String) {
        #expect(problem(text, task: task) == expected)
    }

    @Test(
        "remotes are read and written",
        arguments: [
            ("ftp://h", "ftp://h/", nil), ("FTP://H/x/", "ftp://h/x", nil), ("ftp://a@b@h/", "ftp://a%40b@h/", nil),
            ("ftp://u:p:q@h/", "ftp://u@h/", "p:q"), ("ftp://[::1]:2121/x", "ftp://[::1]:2121/x", nil),
            ("ftp://u:@h/", "ftp://u@h/", ""),
            ("ftp://h//a/./b", "ftp://h/a/b", nil), ("ftp://h/a?b;c#d", "ftp://h/a%3Fb;c%23d", nil),
            ("file:///srv/www/", "/srv/www", nil),
            ("ftps://h:990/x", "ftps://h:990/x", nil), ("sftp://joe@h/x", "sftp://joe@h/x", nil),
            ("sftp://h:22/", "sftp://h/", nil), ("ftps://u%3A:p%40@h/%7E", "ftps://u%3A@h/~", "p@"),
            ("../x", "/home/joe/x", nil), ("/srv/./x/", "/srv/x", nil),
        ] as [(String, String, String?)])
    func remotes(text: String, expected: String, password: String?) throws {
        let parsed = try RemoteURL.parse(text, relativeTo: "/home/joe/site")
        #expect(parsed.location.description == expected)
        #expect(parsed.password == password)
    }
}
