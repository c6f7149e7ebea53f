import Foundation
import TestSupport
import Testing

/// Plans that are looked at before they are carried out.
@Suite("Plan files")
struct PlanFileTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        try folder.folder("www")
        try folder.write("site/a.txt", "one\n")
        try folder.write("site/b.txt", "two\n")
        try folder.write(
            "site/.pyftpsync.yaml",
            """
            default_task: live
            tasks:
              live:
                command: upload
                remote: ../www
                after: echo done ${SECRET_WORD:+with}
                exclude: [plan.json]
            """)
    }

    private func run(_ arguments: String...) async throws -> Program.Result {
        try await Project.deploy(
            arguments, in: folder.at("site"), environment: ["NO_COLOR": "1", "SECRET_WORD": "x"])
    }

    @Test("what was shown is what is done, hooks included; the plan itself changes nothing")
    func carriedOut() async throws {
        let saved = try await run("run", "--save-plan", "plan.json")
        #expect(saved.status == 0, "\(saved.errors)")
        #expect(saved.output.contains("+ a.txt (new, 4 bytes)\n"))
        #expect(saved.output.hasSuffix("'deploy apply \(folder.at("site"))/plan.json' carries it out\n"))
        #expect(try Tree.contents(of: folder.at("www")).isEmpty)
        let mode = try FileManager.default.attributesOfItem(atPath: folder.at("site/plan.json"))[.posixPermissions]
        #expect(mode as? Int == 0o600)
        let applied = try await run("apply", "plan.json")
        #expect(applied.status == 0, "\(applied.errors)")
        #expect(applied.output.contains("\n  done with\n") && applied.output.contains("Deployed: 2 files sent"))
        #expect(try Tree.served(folder.at("www")).count == 2)
    }

    @Test("a change on either side refuses it, and says which")
    func refused() async throws {
        #expect(try await run("run").status == 0)
        try folder.write("site/a.txt", "edited\n")
        #expect(try await run("run", "--save-plan", "plan.json", "-q").status == 0)
        try folder.write("site/a.txt", "edited again\n")
        try folder.write("site/c.txt", "new\n")
        let result = try await run("apply", "plan.json")
        #expect(result.status == 1)
        #expect(
            result.errors == """
                error: something changed since the plan was made; nothing was done:
                  - replace a.txt (on the remote, changed here, 7 bytes in place of 4)
                  + replace a.txt (on the remote, changed here, 13 bytes in place of 4)
                  + create c.txt (on the remote, new, 4 bytes)
                  help: make a new plan: deploy run --save-plan FILE

                """)
        #expect(folder.text("www/a.txt") == "one\n")

        try FileManager.default.removeItem(atPath: folder.at("site/c.txt"))
        try folder.write("site/a.txt", "edited\n")
        try folder.write("www/a.txt", "by somebody else\n")
        #expect(try await run("apply", "plan.json").status == 1)
        #expect(folder.text("www/a.txt") == "by somebody else\n")
    }

    @Test("what is no plan is told")
    func damaged() async throws {
        #expect(try await run("apply", "none.json").errors.hasPrefix("error: the plan cannot be read: "))
        try folder.write("site/plan.json", "{\"version\": 1}")
        #expect(try await run("apply", "plan.json").errors.contains("plan.json is no plan, or a damaged one\n"))
        try folder.write("site/plan.json", "{\"version\": 7}")
        #expect(
            try await run("apply", "plan.json").errors.contains(
                "plan.json has version 7; this program knows up to 1\n"))
        try folder.write("site/plan.json", "")
        #expect(try await run("run", "--save-plan", "plan.json", "-q").status == 0)
        let text = try #require(folder.text("site/plan.json"))
        try folder.write("site/plan.json", text.replacing("/www", with: "/other"))
        #expect(try await run("apply", "plan.json").errors.contains("error: the plan is for "))
    }
}
