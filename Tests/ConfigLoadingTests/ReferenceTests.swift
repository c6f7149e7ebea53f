import ConfigLoading
import DeployModel
import Foundation
import Planning
import TestSupport
import Testing

@Suite("Reference of the project file")
struct ReferenceTests {
    @Test("the page has the tables of this version")
    func current() throws {
        let path = "\(Project.root)/docs/configuration.md"
        let page = try String(contentsOfFile: path, encoding: .utf8)
        let marker = try #require(page.range(of: ReferenceGenerator.marker + "\n"))
        if ProcessInfo.processInfo.environment["DEPLOY_RECORD"] != nil {
            try (page[..<marker.upperBound] + "\n" + ReferenceGenerator.tables())
                .write(toFile: path, atomically: true, encoding: .utf8)
        } else {
            #expect(page[marker.upperBound...] == "\n" + ReferenceGenerator.tables())
        }
    }

    @Test("its example is right")
    func example() throws {
        let page = try String(contentsOfFile: "\(Project.root)/docs/configuration.md", encoding: .utf8)
        let match = try #require(page.firstMatch(of: #/```yaml\n((?:.|\n)*?)```/#))
        #expect(Fixture().report(String(match.1)) == "")
        #expect(try Fixture().plan(String(match.1), task: "staging").plan.rules.exclude.last?.value == "robots.txt")
    }
}
