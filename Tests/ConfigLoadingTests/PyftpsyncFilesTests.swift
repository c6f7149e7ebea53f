import DeployModel
import Diagnostics
import FileTree
import Foundation
import Planning
import TestSupport
import Testing

/// Files with every key that pyftpsync knows mean what they mean there, or what docs/migrating-from-pyftpsync.md says.
@Suite("Files of pyftpsync")
struct PyftpsyncFilesTests {
    private let folder = "\(Project.root)/Tests/ConfigLoadingTests/ValidFiles"

    private func text(_ name: String) throws -> String {
        try String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8)
    }

    private func values(_ list: [Located<String>]) -> [String] { list.map(\.value) }

    @Test("3.x")
    func version3() throws {
        let text = try text("pyftpsync-3.yaml")
        let result = try Fixture().plan(text)
        #expect(result.warnings.isEmpty)
        let plan = result.plan
        let www = TreeLocation.ServerFolder(
            scheme: .ftps, tls: .require, host: "example.com", port: 21, user: "joe", path: "/www")
        #expect(plan.task == "default" && plan.command == .upload && plan.remote == .server(www))
        #expect(plan.localPath == "/home/joe/site")
        #expect(values(plan.rules.match) == ["*.html", "*.css"])
        #expect(values(plan.rules.exclude) == [".*", "*.tmp", "*.bak"])
        #expect(plan.delete == .all && plan.deletesUnmatched && plan.force && plan.resolve == .local)
        #expect(plan.activeMode && plan.dryRun && !plan.createFolder)
        #expect(plan.credentials == CredentialPolicy(usesKeyring: false, usesNetrc: false, prompt: .never))
        let task = try Fixture().task(text)
        #expect(task.flag("no_color") && task.flag("progress") && task.flag("root"))
        #expect(task.values["verbose"]?.value == .int(5))
    }

    @Test("4.x: a sync")
    func sync() throws {
        let text = try text("pyftpsync-4.yaml")
        var fixture = Fixture()
        fixture.currentFolder = "/home/joe/site/public/css"
        let result = try fixture.plan(text)
        #expect(result.warnings.isEmpty)
        let plan = result.plan
        let www = TreeLocation.ServerFolder(
            scheme: .sftp, tls: .off, host: "example.com", port: 22, user: "joe", path: "/srv/www")
        #expect(plan.task == "both" && plan.command == .sync && plan.remote == .server(www))
        #expect(plan.localPath == "/home/joe/site/public" && plan.scope.text == "css")
        // null takes the inherited list away, and the default takes its place.
        #expect(values(plan.rules.exclude) == [".DS_Store", ".git", ".hg", ".svn", "#recycle"])
        #expect(plan.resolve == .old && plan.createFolder && !plan.dryRun && plan.delete == .off)
        #expect(plan.caseMode == .strict && plan.migrate && !plan.activeMode && !plan.verifiesHostKeys)
        #expect(plan.credentials == CredentialPolicy(usesKeyring: true, usesNetrc: false, prompt: .never))
        let task = try Fixture().task(text)
        #expect(task.flag("report_problems") && task.values["debug"]?.value == .string("classify"))
        #expect(task.values["verbose"]?.value == .int(4))
    }

    @Test("4.x: upload, download and tree")
    func others() throws {
        let text = try text("pyftpsync-4.yaml")
        let up = try Fixture().plan(text, task: "up").plan
        #expect(up.command == .upload && up.delete == .all && !up.deletesUnmatched && up.resolve == .skip)
        #expect(values(up.rules.exclude) == [".git", "#recycle"])
        #expect(up.credentials.prompt == .always)
        #expect(try Fixture().task(text, "up").values["verbose"] == Located(.int(3), .builtIn))
        let down = try Fixture().plan(text, task: "down").plan
        #expect(down.command == .download && down.delete == .all && down.force && down.resolve == .remote)
        #expect(down.caseMode == .remote)
        let list = try Fixture().plan(text, task: "list")
        #expect(list.plan.command == .tree && list.plan.listing == ListingOptions(files: true, sorted: true))
        #expect(list.warnings.isEmpty)
    }
}
