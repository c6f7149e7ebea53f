import Foundation
import TestSupport
import Testing

@testable import DeployCommands

/// Deployments of commits, and the hooks that run them, with real repositories.
@Suite("Commits and hooks")
struct GitHookTests {
    private let folder: TemporaryFolder
    private let environment: [String: String]

    init() async throws {
        folder = try TemporaryFolder()
        environment = [
            "HOME": folder.path, "GIT_CONFIG_NOSYSTEM": "1", "GIT_AUTHOR_NAME": "a", "GIT_AUTHOR_EMAIL": "a@b.c",
            "GIT_COMMITTER_NAME": "a", "GIT_COMMITTER_EMAIL": "a@b.c", "NO_COLOR": "1",
            "PATH": "/usr/local/bin:/usr/bin:/bin", "TMPDIR": try folder.folder("tmp"),
        ]
        try folder.folder("out")
        try folder.write("w/public/index.html", "one\n")
        try folder.write("w/public/css/a.css", "a {}\n")
        try file()
        try await git("init", "-q", "--bare", "-b", "main", folder.at("bare.git"))
        try await git("init", "-q", "-b", "main", folder.at("w"))
        try await git("-C", folder.at("w"), "remote", "add", "origin", folder.at("bare.git"))
        try await commit("one")
    }

    private func file(_ more: String = "", local: String = "public", remote: String = "../out") throws {
        try folder.write(
            "w/.pyftpsync.yaml",
            """
            default_task: live
            tasks:
              live:
                command: upload
                local: \(local)
                remote: \(remote.hasPrefix("/") ? remote : folder.at("out"))
                delete: owned
            \(more)
            """)
    }

    @discardableResult
    private func git(_ arguments: String..., status: Int32 = 0, more: [String: String] = [:]) async throws
        -> Program.Result
    {
        let result = try await Program.run(
            "/usr/bin/git", arguments, in: folder.path, environment: environment.merging(more) { $1 })
        #expect(result.status == status, "\(arguments): \(result.output)\(result.errors)")
        return result
    }

    private func commit(_ message: String) async throws {
        try await git("-C", folder.at("w"), "add", "-A")
        try await git("-C", folder.at("w"), "commit", "-q", "-m", message)
    }

    private func deploy(_ arguments: String..., in place: String = "w") async throws -> Program.Result {
        try await Project.deploy(arguments, in: folder.at(place), environment: environment)
    }

    private func push(_ branch: String, status: Int32 = 0, more: [String: String] = [:]) async throws -> Program.Result
    {
        try await git("-C", folder.at("w"), "push", "-q", "origin", branch, status: status, more: more)
    }

    private var live: String? { folder.text("out/index.html") }

    @Test("the files of a commit are deployed while the folder is dirty, and nothing of the checkout is left")
    func ofCommit() async throws {
        try folder.write("w/public/index.html", "dirty\n")
        try folder.write("w/public/new.html", "never committed\n")
        let result = try await deploy("run", "--commit", "main")
        #expect(result.status == 0, "\(result.errors)")
        #expect(try Set(Tree.served(folder.at("out")).keys) == ["css", "css/a.css", "index.html"])
        #expect(live == "one\n")
        let head = try await git("-C", folder.at("w"), "rev-parse", "HEAD").output.prefix(12)
        #expect(try await deploy("history", "--remote", folder.at("out")).output.contains("(commit \(head))"))
        let plan = try await deploy("run", "--source", "git", "-n")
        #expect(plan.output.contains("from         \(folder.at("w/public")), commit \(head)\n"), "\(plan.output)")
        #expect(plan.output.contains("nothing was changed: nothing to do"))
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.at("tmp")).isEmpty)
        #expect(try await git("-C", folder.at("w"), "status", "--porcelain").output.contains(" M public/index.html"))
        // Of a commit, too, --here is the current folder alone.
        try await commit("two")
        let part = try await deploy("run", "--commit", "HEAD", "--here", "-n", in: "w/public/css")
        #expect(part.output.contains("nothing was changed: nothing to do"), "\(part.output)\(part.errors)")
        #expect(try await deploy("run", "--commit", "HEAD", "-n").output.contains("2 files to send"))
    }

    @Test("what is built is built in a clean checkout; a step that fails deploys nothing")
    func built() async throws {
        try file(
            "    build:\n      - mkdir dist\n      - cp public/index.html dist/ && echo built >>dist/index.html\n",
            local: "dist")
        try await commit("build")
        try folder.write("w/public/index.html", "dirty\n")
        let result = try await deploy("run")
        #expect(result.status == 0 && live == "one\nbuilt\n", "\(result.errors)")
        #expect(result.output.hasPrefix("build: mkdir dist\n"))
        #expect(!FileManager.default.fileExists(atPath: folder.at("w/dist")))
        try file("    build: [\"echo no >&2; exit 7\"]\n", local: "dist")
        try await commit("broken")
        let broken = try await deploy("run")
        #expect(broken.status == 1)
        #expect(
            broken.errors.contains("error: build: echo no >&2; exit 7 ended with exit code 7; nothing was deployed\n"))
        #expect(broken.output.contains("\n  no\n"))
        #expect(live == "one\nbuilt\n")
    }

    @Test("a hook is not installed for what is not there; in a bare repository it is post-receive")
    func installed() async throws {
        let unknown = try await deploy("hook", "install", "--task", "nope")
        #expect(unknown.status == 2 && unknown.errors.contains("has no task 'nope'"), "\(unknown.errors)")
        let bare = try await Project.deploy(
            ["hook", "install", "--branch", "main"], in: folder.at("bare.git"), environment: environment)
        #expect(bare.status == 0 && bare.output.contains("bare.git/hooks/post-receive"), "\(bare.output)\(bare.errors)")
    }

    @Test("what cannot be deployed from a commit is refused with the reason")
    func refused() async throws {
        #expect(
            try await deploy("run", "--commit", "nope").errors == """
                error: git knows no commit 'nope' in \(folder.at("w"))
                  help: 'git log' shows them

                """)
        #expect(try await deploy("run", "--commit", "--all").status == 2)
        #expect(try await deploy("run", "--commit", "HEAD", in: "out").errors.contains("is in no git repository"))
        try folder.write(
            "w/public/logo.png", "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 12345\n")
        try await commit("a pointer")
        let pointer = try await deploy("run", "--source", "git")
        #expect(
            pointer.status == 1
                && pointer.errors.contains(
                    "pointers of Git LFS instead of files: public/logo.png; nothing was deployed"),
            "\(pointer.errors)")
        try await git("-C", folder.at("w"), "rm", "-q", "--cached", ".pyftpsync.yaml", "public/logo.png")
        try await git("-C", folder.at("w"), "commit", "-q", "-m", "no project file")
        let missing = try await deploy("run", "--commit", "HEAD")
        #expect(missing.status == 2 && missing.errors.contains("holds no project file"), "\(missing.errors)")
        #expect(live == nil)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.at("tmp")).isEmpty)
    }

    @Test("git push deploys exactly the pushed commit; other branches nothing; a failure stops the push; DEPLOY_SKIP")
    func prePush() async throws {
        let installed = try await deploy("hook", "install", "pre-push")
        #expect(
            installed.output
                == "Installed \(folder.at("w/.git/hooks/pre-push")): deploys the default task for the branch main.\n",
            "\(installed.errors)")
        try folder.write("w/public/index.html", "dirty\n")
        let pushed = try await push("main")
        #expect(live == "one\n" && pushed.errors.contains("deploy: main, commit "), "\(pushed.errors)")
        try await git("-C", folder.at("w"), "checkout", "-q", "-b", "other")
        try await commit("two")
        _ = try await push("other")
        #expect(live == "one\n")
        try await git("-C", folder.at("w"), "checkout", "-q", "main")
        try await git("-C", folder.at("w"), "merge", "-q", "other")
        _ = try await push("main", more: ["DEPLOY_SKIP": "1"])
        #expect(live == "one\n")
        try file(remote: "/nowhere/at/all")
        try await commit("broken")
        let stopped = try await push("main", status: 1)
        #expect(stopped.errors.contains("error: the folder /nowhere/at/all cannot be used"), "\(stopped.errors)")
        #expect(
            try await git("-C", folder.at("w"), "rev-parse", "main").output
                != git("-C", folder.at("bare.git"), "rev-parse", "main").output)
        _ = try await git("-C", folder.at("w"), "push", "-q", "--no-verify", "origin", "main")
    }

    @Test("a hook that was there runs first, and comes back byte for byte; lines of others stay")
    func chained() async throws {
        let hook = "w/.git/hooks/pre-push"
        let before =
            "#!/usr/bin/env python3\nimport sys\nprint('old hook', sys.argv[1], sys.stdin.read().count('\\n'))\n"
        try folder.write(hook, before)
        try FileManager.default.setAttributes([.posixPermissions: 0o750], ofItemAtPath: folder.at(hook))
        for _ in 1...2 { #expect(try await deploy("hook", "install").status == 0) }
        #expect(try await push("main").output.contains("old hook origin 1\n"))
        #expect(live == "one\n")
        #expect(try await deploy("hook", "status").output.hasPrefix("pre-push  exec "))
        #expect(try await deploy("hook", "uninstall").output == "Took out \(folder.at(hook)).\n")
        #expect(folder.text(hook) == before)
        let mode = try FileManager.default.attributesOfItem(atPath: folder.at(hook))[.posixPermissions]
        #expect(mode as? Int == 0o750)
        #expect(try await deploy("hook", "uninstall").output == "No hook of deploy is installed here.\n")
        // One whose own hook fails does not deploy.
        try folder.write(hook, "#!/bin/sh\nexit 1\n")
        #expect(try await deploy("hook", "install").status == 0)
        try folder.write("w/public/index.html", "two\n")
        try await commit("two")
        _ = try await push("main", status: 1)
        #expect(live == "one\n")
        let text = try #require(folder.text(hook))
        try folder.write(hook, text + "echo mine\n")
        _ = try await deploy("hook", "uninstall", "pre-push")
        #expect(folder.text(hook) == "#!/bin/sh\necho mine\n")
    }

    @Test("core.hooksPath, a folder of the repository, a work tree of its own")
    func places() async throws {
        try folder.folder("hooks")
        try await git("-C", folder.at("w"), "config", "core.hooksPath", folder.at("hooks"))
        #expect(try await deploy("hook", "install", "post-commit", in: "w/public").status == 0)
        #expect(FileManager.default.fileExists(atPath: folder.at("hooks/post-commit")))
        try folder.write("w/public/index.html", "two\n")
        try await commit("two")
        #expect(live == "two\n")
        try await git("-C", folder.at("w"), "worktree", "add", "-q", "-b", "side", folder.at("side"))
        #expect(try await deploy("hook", "install", "post-commit", "--branch", "si*", in: "side").status == 0)
        try folder.write("side/public/index.html", "three\n")
        try await git("-C", folder.at("side"), "commit", "-q", "-a", "-m", "three")
        #expect(live == "three\n")
    }

    @Test("a bare repository deploys what it receives")
    func postReceive() async throws {
        #expect(try await deploy("hook", "install", "post-receive", "--task", "live", in: "bare.git").status == 0)
        _ = try await push("main")
        #expect(live == "one\n")
        try folder.write("w/public/index.html", "two\n")
        try await commit("two")
        let pushed = try await push("main")
        #expect(live == "two\n" && pushed.errors.contains("remote: deploy: main, commit "), "\(pushed.errors)")
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.at("tmp")).isEmpty)
    }

    @Test("what git tells a hook")
    func input() {
        let (a, b) = (String(repeating: "a", count: 40), String(repeating: "b", count: 40))
        let zero = String(repeating: "0", count: 40)
        func wanted(_ input: String, _ moment: GitHook.Moment = .prePush, _ branch: String = "main") -> [String] {
            PushedCommits.wanted(input, moment, branch: branch).map { "\($0.branch) \($0.commit.prefix(1))" }
        }
        #expect(wanted("refs/heads/x \(a) refs/heads/main \(b)\n") == ["main a"])
        #expect(wanted("(delete) \(zero) refs/heads/main \(b)\n").isEmpty)
        #expect(wanted("refs/tags/v1 \(a) refs/tags/v1 \(zero)\n").isEmpty)
        #expect(wanted("\n").isEmpty && wanted("nonsense").isEmpty && wanted("a b refs/heads/main c").isEmpty)
        #expect(wanted("\(b) \(a) refs/heads/main\n", .postReceive) == ["main a"])
        #expect(wanted("\(b) \(a) refs/heads/rel-1\n\(a) \(b) refs/heads/x\n", .postReceive, "rel-*") == ["rel-1 a"])
    }
}
