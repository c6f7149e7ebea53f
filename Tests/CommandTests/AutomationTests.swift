import Foundation
import TestSupport
import Testing

/// The examples for git and CI, run as they are.
@Suite("Git hook and CI step")
struct AutomationTests {
    private struct Repository {
        let folder: TemporaryFolder
        let environment: [String: String]

        /// A work tree with a project file, and the bare repository that it pushes to.
        init(_ server: PeerServer) async throws {
            folder = try TemporaryFolder()
            environment = [
                "HOME": folder.path, "GIT_CONFIG_NOSYSTEM": "1", "GIT_AUTHOR_NAME": "a",
                "GIT_AUTHOR_EMAIL": "a@example.com",
                "GIT_COMMITTER_NAME": "a", "GIT_COMMITTER_EMAIL": "a@example.com",
                "PATH": "\(Project.products):/usr/local/bin:/usr/bin:/bin",
            ]
            try folder.write(".netrc", "machine 127.0.0.1 login tester password \(PeerServer.password)\n")
            _ = try await Program.run("/bin/chmod", ["600", folder.at(".netrc")])
            try Tree.makeSite(folder, "site", files: 10)
            try folder.write(
                "site/.pyftpsync.yaml",
                "default_task: live\ntasks:\n  live:\n    command: upload\n    remote: ftp://tester@127.0.0.1:\(server.port)/\n    delete: true\n"
            )
            for arguments in [
                ["init", "-q", "--bare", "-b", "main", folder.at("bare.git")],
                ["init", "-q", "-b", "main", folder.at("site")],
                ["-C", folder.at("site"), "remote", "add", "origin", folder.at("bare.git")],
            ] { _ = try await git(arguments) }
        }

        func git(_ arguments: [String]) async throws -> Program.Result {
            let result = try await Program.run("/usr/bin/git", arguments, environment: environment)
            #expect(result.status == 0, "\(result.errors)")
            return result
        }

        func commit(_ message: String) async throws {
            _ = try await git(["-C", folder.at("site"), "add", "-A"])
            _ = try await git(["-C", folder.at("site"), "commit", "-q", "-m", message])
        }

        func push(_ branch: String) async throws -> Program.Result {
            try await git(["-C", folder.at("site"), "push", "-q", "origin", branch])
        }

        /// The tree of a commit, as git has it.
        func tree(_ commit: String) async throws -> [String: Data?] {
            _ = try await Program.run("/bin/rm", ["-rf", folder.at("tree")])
            try folder.folder("tree")
            _ = try await git(["-C", folder.at("site"), "archive", commit, "-o", folder.at("tree.tar")])
            _ = try await Program.run("/bin/tar", ["-xf", folder.at("tree.tar"), "-C", folder.at("tree")])
            return try Tree.served(folder.at("tree"))
        }
    }

    @Test("a push puts exactly the pushed commit's tree on the server")
    func hook() async throws {
        let server = try await PeerServer(.own)
        let repository = try await Repository(server)
        let folder = repository.folder
        let hook = folder.at("bare.git/hooks/post-receive")
        try FileManager.default.copyItem(atPath: "\(Project.root)/examples/git-hook/post-receive", toPath: hook)
        try await repository.commit("first")
        let first = try await repository.push("main")
        #expect(first.errors.contains("Deployed: 14 files sent"))
        #expect(try await Tree.served(server.root) == repository.tree("main"))

        // What is not committed does not go out; what was removed goes away.
        try FileManager.default.removeItem(atPath: folder.at("site/img"))
        try folder.write("site/index.html", "second")
        try await repository.commit("second")
        try folder.write("site/index.html", "not committed")
        try folder.write("site/draft.html", "not committed")
        _ = try await repository.push("main")
        #expect(try await Tree.served(server.root) == repository.tree("main"))

        // Another branch does nothing.
        _ = try await repository.git(["-C", folder.at("site"), "checkout", "-q", "-b", "other"])
        try await repository.commit("third")
        #expect(try await !repository.push("other").errors.contains("Deploy"))
        #expect(try await Tree.served(server.root) == repository.tree("main"))
    }

    @Test("a failing deployment is told to who pushed")
    func hookFails() async throws {
        let server = try await PeerServer(.own)
        let repository = try await Repository(server)
        let hook = repository.folder.at("bare.git/hooks/post-receive")
        try FileManager.default.copyItem(atPath: "\(Project.root)/examples/git-hook/post-receive", toPath: hook)
        try repository.folder.write("site/.pyftpsync.yaml", "tasks: {live: {command: upload}}")
        try await repository.commit("broken")
        #expect(
            try await repository.push("main").errors.contains("error: the task 'live' has no 'remote' [missing-key]"))
    }

    @Test("the CI script deploys its checkout and passes the exit code on")
    func ci() async throws {
        let server = try await PeerServer(.own)
        let repository = try await Repository(server)
        try await repository.commit("first")
        let checkout = repository.folder.at("checkout")
        _ = try await repository.git(["clone", "-q", repository.folder.at("site"), checkout])
        let script = "\(Project.root)/examples/ci-step/deploy.sh"
        var environment = repository.environment
        environment["HOME"] = "/nonexistent"
        environment["CI"] = "true"
        func step(_ extra: [String: String]) async throws -> Program.Result {
            try await Program.run(
                "/bin/sh", [script], in: checkout, environment: environment.merging(extra) { $1 })
        }
        let secret = ["DEPLOY_NETRC": "machine 127.0.0.1 login tester password \(PeerServer.password)"]
        let dry = try await step(secret.merging(["DEPLOY_DRY_RUN": "1"]) { $1 })
        #expect(dry.status == 0, "\(dry.errors)")
        #expect(try Tree.contents(of: server.root).isEmpty)
        let real = try await step(secret)
        #expect(real.status == 0, "\(real.errors)")
        #expect(!real.output.contains("\u{1B}") && !real.output.contains(PeerServer.password))
        #expect(try await Tree.served(server.root) == repository.tree("main"))
        #expect(try await step(secret).output.hasPrefix("Nothing to do: "))
        #expect(try await step([:]).status == 1)
        #expect(try await step(secret.merging(["DEPLOY_TASK": "none"]) { $1 }).status == 2)
    }
}
