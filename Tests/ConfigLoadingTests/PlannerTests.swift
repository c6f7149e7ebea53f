import ConfigLoading
import DeployModel
import Diagnostics
import Planning
import Testing

@Suite("Planning")
struct PlannerTests {
    private func plan(
        _ text: String, task: String? = nil, overrides: [String: OptionValue] = [:]
    ) throws -> Planner.Result {
        let config = try ConfigLoader.load(Array(text.utf8), path: "p.yaml", folder: "/home/joe/site").0
        return try Planner.plan(config, task: task, overrides: overrides, home: "/home/joe")
    }

    private func problem(_ text: String, task: String? = nil) -> String? {
        do {
            _ = try plan(text, task: task)
            return nil
        } catch {
            return (error as? DiagnosticsError)?.diagnostics.first.map { "\($0.message) | \($0.help ?? "")" }
        }
    }

    @Test("a plan is complete")
    func complete() throws {
        let plan = try plan("tasks: {default: {command: upload, remote: 'ftp://joe@Example.com:2121/a%20b/'}}").plan
        let expected = SyncPlan(
            task: "default", command: .upload, local: "/home/joe/site",
            remote: .ftp(RemoteLocation.ServerFolder(host: "example.com", port: 2121, user: "joe", path: "/a b")),
            project: "site", match: [], exclude: [".DS_Store", ".git", ".hg", ".svn", "#recycle"], delete: .off,
            resolve: .ask,
            force: false, createFolder: false, connections: 4, timeout: 30, dryRun: false)
        #expect(plan == expected)
        #expect(plan.remote.description == "ftp://joe@example.com:2121/a%20b")
    }

    @Test("the command line wins, relative paths are seen from the file")
    func overrides() throws {
        let text = "tasks: {a: {command: upload, remote: /srv/x, local: ../other, delete: owned, force: true}}"
        let plan = try plan(text, task: "a", overrides: ["force": .bool(false), "connections": .int(2)]).plan
        #expect(plan.local == "/home/joe/other")
        #expect(plan.delete == .owned)
        #expect(!plan.force)
        #expect(plan.connections == 2)
        #expect(
            try self.plan("tasks: {a: {command: upload, remote: /x, local: ~/www}}", task: "a").plan.local
                == "/home/joe/www")
    }

    @Test("a password in the URL is used, warned about, and not part of the plan")
    func password() throws {
        let result = try plan("tasks:\n  a:\n    command: upload\n    remote: ftp://joe:se%40cret@h/\n", task: "a")
        #expect(result.password == "se@cret")
        #expect(result.plan.remote.description == "ftp://joe@h/")
        let warning = try #require(result.warnings.first)
        #expect(warning.severity == .warning)
        #expect(warning.code == "password-in-url")
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
                "'remote' cannot be used: 'http://' is not a protocol for deployments | write ftp://host/path or a path"
            ),
            (
                "tasks: {a: {command: upload, remote: 'sftp://x/'}}", "a",
                "'remote' cannot be used: 'sftp://' is not supported yet | this version deploys by ftp:// and to folders of this machine"
            ),
            (
                "tasks: {a: {command: upload, remote: 'ftp://x:0/'}}", "a",
                "'remote' cannot be used: '0' is not a port | a port is a number from 1 to 65535"
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
                "'remote' cannot be used: the path contains a '%' that is not followed by two hexadecimal digits, or a line break | write '%' itself as %25"
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
                "'project' must be made of letters, digits, '-' and '_', at most 64, not '../x' | "
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
            ("../x", "/home/joe/x", nil), ("/srv/./x/", "/srv/x", nil),
        ] as [(String, String, String?)])
    func remotes(text: String, expected: String, password: String?) throws {
        let parsed = try RemoteURL.parse(text, relativeTo: "/home/joe/site")
        #expect(parsed.location.description == expected)
        #expect(parsed.password == password)
    }
}
