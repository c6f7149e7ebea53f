import Foundation
import TestSupport
import Testing

/// The example workflows, run step by step in fresh checkouts: their `run:` and `script:` lines as they are.
@Suite("Workflows of CI services")
struct WorkflowTests {
    /// A small runner: it puts values in for expressions, runs the steps of the job in order with the files that the real
    /// one has, and writes what the steps handed on.
    private static let runner = """
        import json, os, re, subprocess, sys, yaml
        workflow, action, work, values = sys.argv[1:5]
        values = json.loads(values)
        files = {name: os.path.join(os.environ["FILES"], name) for name in ("output", "summary", "path")}
        for path in files.values():
            open(path, "w").close()
        def fill(text, more):
            def value(match):
                return str({**values, **more}[match.group(1).strip()])
            return re.sub(r"\\$\\{\\{(.*?)\\}\\}", value, str(text))
        def outputs():
            return dict(line.rstrip("\\n").split("=", 1) for line in open(files["output"]) if "=" in line)
        def run(step, more):
            environment = {**os.environ, "GITHUB_ACTIONS": "true", "GITHUB_OUTPUT": files["output"],
                "GITHUB_STEP_SUMMARY": files["summary"], "GITHUB_PATH": files["path"], "GITHUB_ACTION_PATH": "/nowhere",
                **{name: fill(text, more) for name, text in step.get("env", {}).items()}}
            folder = os.path.join(work, fill(step.get("working-directory", "."), more))
            done = subprocess.run(["bash", "-e", "-o", "pipefail", "-c", fill(step["run"], more)], cwd=folder, env=environment)
            if done.returncode: sys.exit(done.returncode)
        for step in yaml.safe_load(open(workflow))["jobs"]["deploy"]["steps"]:
            if step.get("uses", "").startswith("actions/checkout"): continue
            known = {f"steps.deploy.outputs.{name}": text for name, text in outputs().items()}
            if "uses" not in step:
                run(step, known)
                continue
            definition = yaml.safe_load(open(action))
            inputs = {f"inputs.{name}": field["default"] for name, field in definition["inputs"].items()}
            inputs.update({f"inputs.{name}": fill(text, {}) for name, text in step.get("with", {}).items()})
            for inner in definition["runs"]["steps"]: run(inner, inputs)
            for name in definition["outputs"]: assert dry or name in outputs(), name
        """.replacing("assert dry or", with: "assert values[\"github.event_name == 'pull_request'\"] == 'true' or")

    private let folder: TemporaryFolder
    private let server: PeerServer
    private let environment: [String: String]

    init() async throws {
        folder = try TemporaryFolder()
        server = try await PeerServer(.own)
        environment = [
            "HOME": folder.path, "PATH": "\(Project.products):/usr/local/bin:/usr/bin:/bin", "NO_COLOR": "1",
            "FILES": try folder.folder("files"), "GIT_CONFIG_NOSYSTEM": "1",
        ]
        try folder.write("origin/public/index.html", "<h1>one</h1>\n")
        try folder.write(
            "origin/.pyftpsync.yaml",
            "default_task: live\ntasks:\n  live:\n    command: upload\n    local: public\n    remote: ftp://tester@127.0.0.1:\(server.port)/\n"
        )
        _ = try await shell(
            "git init -q -b main origin && cd origin && git -c user.name=a -c user.email=a@b.c add -A && git -c user.name=a -c user.email=a@b.c commit -q -m one"
        )
    }

    @discardableResult
    private func shell(_ script: String, _ more: [String: String] = [:]) async throws -> Program.Result {
        let result = try await Program.run(
            "/bin/bash", ["-e", "-c", script], in: folder.path, environment: environment.merging(more) { $1 })
        #expect(!(result.output + result.errors).contains(PeerServer.password))
        return result
    }

    /// Runs the job in a fresh clone, as a push or a pull request.
    private func job(pullRequest: Bool = false) async throws -> Program.Result {
        try await shell("rm -rf clone && git clone -q origin clone")
        let values = try JSONSerialization.data(withJSONObject: [
            "secrets.DEPLOY_PASSWORD": PeerServer.password, "github.event_name == 'pull_request'": "\(pullRequest)",
            "steps.deploy.outputs.uploaded": "", "steps.deploy.outputs.changed": "",
        ])
        let arguments = [
            "-c", Self.runner, "\(Project.root)/examples/github-actions.yml", "\(Project.root)/action.yml",
            folder.at("clone"), String(decoding: values, as: UTF8.self),
        ]
        let result = try await Program.run(
            "/usr/bin/python3", arguments, in: folder.path, environment: environment)
        #expect(!(result.output + result.errors).contains(PeerServer.password))
        return result
    }

    @Test("GitHub Actions: a rehearsal for a pull request, a deployment on main, and nothing sent a second time")
    func github() async throws {
        let rehearsal = try await job(pullRequest: true)
        #expect(rehearsal.status == 0, "\(rehearsal.errors)")
        #expect(try Tree.contents(of: server.root).isEmpty)
        #expect(
            folder.text("files/summary")?.contains("Dry run, nothing was changed: 1 file to send (13 bytes)") == true)
        let deployed = try await job()
        #expect(deployed.status == 0 && deployed.output.hasSuffix("1 files sent, changed true\n"), "\(deployed.errors)")
        #expect(try Tree.served(server.root) == ["index.html": Data("<h1>one</h1>\n".utf8)])
        let summary = try #require(folder.text("files/summary"))
        #expect(summary.contains("| + | index.html | 13 bytes | new |\n"), "\(summary)")
        let again = try await job()
        #expect(again.output.hasSuffix("0 files sent, changed false\n"), "\(again.output)")
        // What is wrong with the project file is told at its line.
        _ = try await shell(
            "cd origin && sed -i 's/local:/locul:/' .pyftpsync.yaml && git -c user.name=a -c user.email=a@b.c commit -q -a -m bad"
        )
        let broken = try await job()
        #expect(broken.status == 2)
        #expect(
            broken.errors.contains("::error file=.pyftpsync.yaml,line=5,"), "\(broken.output)\(broken.errors)")
    }

    @Test("GitLab: the lines of the script")
    func gitlab() async throws {
        let script = """
            import subprocess, sys, yaml
            for line in yaml.safe_load(open(sys.argv[1]))[sys.argv[2]]["script"]:
                subprocess.run(["bash", "-e", "-o", "pipefail", "-c", line], check=True)
            """
        try await shell("git clone -q origin clone")
        func job(_ name: String) async throws -> Program.Result {
            let result = try await Program.run(
                "/usr/bin/python3", ["-c", script, "\(Project.root)/examples/gitlab-ci.yml", name],
                in: folder.at("clone"),
                environment: environment.merging(["DEPLOY_PASSWORD": PeerServer.password, "GITLAB_CI": "true"]) { $1 })
            #expect(result.status == 0, "\(result.errors)")
            return result
        }
        #expect(try await job("rehearsal").output.contains("Dry run, nothing was changed"))
        #expect(folder.text("clone/deploy.xml")?.contains("name=\"Comparing\"") == true)
        let deployed = try await job("deployment")
        #expect(deployed.output.contains("section_start:"), "\(deployed.output)")
        #expect(folder.text("clone/deploy.xml")?.contains("name=\"Transferring 1 file\"") == true)
        #expect(folder.text("clone/deploy.html")?.contains("Deployed: 1 file sent") == true)
        #expect(try Tree.served(server.root).keys.sorted() == ["index.html"])
        #expect(try await job("deployment").output.contains("Nothing to do"))
    }
}
