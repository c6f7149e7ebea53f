import DeployModel
import Diagnostics
import Foundation
import Planning
import Presentation
import TestSupport
import Testing

/// A project file with what is told about it: `BrokenFiles/*.case`, the two parts divided by a line of `=`. With
/// `DEPLOY_RECORD` set the second part is written anew, to be read before it is committed.
struct BrokenFile: CustomTestStringConvertible, Sendable {
    static let folder = "\(Project.root)/Tests/ConfigLoadingTests/BrokenFiles"

    static let all: [BrokenFile] = {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return names.sorted().compactMap { name in
            guard let data = FileManager.default.contents(atPath: "\(folder)/\(name)"),
                let divider = data.range(of: Data("=====\n".utf8))
            else { return nil }
            return BrokenFile(
                name: name, bytes: Array(data[..<divider.lowerBound]),
                expected: String(decoding: data[divider.upperBound...], as: UTF8.self))
        }
    }()

    let name: String
    let bytes: [UInt8]
    let expected: String
    var testDescription: String { name }

    /// The surroundings: the same for all but for what a first line `#! in FOLDER`, `#! home none` or `#! task [NAME]` says.
    private var fixture: Fixture {
        var fixture = Fixture()
        fixture.files = [
            "/home/joe/site/good.yaml": "tasks:\n  good: {command: upload, remote: /srv/good}\n",
            "/home/joe/site/broken.yaml": "tasks:\n  bad: {comand: upload, remote: /srv/bad}\n",
            "/home/joe/site/round.yaml": "include: p.yaml\n",
        ]
        fixture.files["/home/joe/site/p.yaml"] = String(decoding: bytes, as: UTF8.self)
        if directive.first == "in" { fixture.currentFolder = directive.last ?? "" }
        if directive == ["home", "none"] { fixture.environment = [:] }
        return fixture
    }

    private var directive: [String] {
        let line = String(decoding: bytes, as: UTF8.self).split(separator: "\n").first ?? ""
        return line.hasPrefix("#! ") ? line.dropFirst(3).split(separator: " ").map(String.init) : []
    }

    /// Everything that is told.
    var diagnostics: [Diagnostic] {
        guard directive.first == "task" else { return fixture.report(bytes) }
        do throws(DiagnosticsError) {
            let config = try fixture.load(bytes).0
            _ = try ResolvedTask(config, task: directive.count > 1 ? directive[1] : nil)
            return []
        } catch {
            return error.diagnostics
        }
    }
}

@Suite("Broken project files")
struct BrokenFilesTests {
    @Test("each is told with text, line and column", arguments: BrokenFile.all)
    func told(file: BrokenFile) throws {
        let text = file.diagnostics.map { DiagnosticText.render($0, style: Style(usesColour: false)) }.joined()
        if ProcessInfo.processInfo.environment["DEPLOY_RECORD"] != nil {
            try Data(file.bytes + Array("=====\n\(text)".utf8))
                .write(to: URL(fileURLWithPath: "\(BrokenFile.folder)/\(file.name)"))
            return
        }
        #expect(text == file.expected)
        #expect(!text.isEmpty)
    }

    @Test("there is one for every code, and the file is named after it")
    func everyCode() {
        #expect(BrokenFile.all.count >= 80)
        var met: Set<DiagnosticCode> = []
        for file in BrokenFile.all where file.name != "all-at-once.case" {
            guard let code = file.diagnostics.map(\.code).first(where: { file.name.hasPrefix($0.rawValue) }) else {
                // Some show that another problem is told as it is.
                continue
            }
            met.insert(code)
        }
        // A file of 8 MiB is made where it is tested, and the last two need a folder on the disk.
        let elsewhere: Set<DiagnosticCode> = [.fileTooLarge, .missingFolder, .unusedPattern]
        #expect(Set(DiagnosticCode.allCases).subtracting(met) == elsewhere)
    }

    @Test("what is broken in any way never crashes the reader, and errors have places")
    func mutilated() throws {
        var random = SeededRandom(3)
        // A million nodes take their time.
        for file in BrokenFile.all where file.name != "too-many-nodes.case" {
            for _ in 0..<(Project.isLong ? 200 : 10) {
                var bytes = file.bytes
                for _ in 0..<Int.random(in: 1...4, using: &random) where !bytes.isEmpty {
                    let index = Int.random(in: 0..<bytes.count, using: &random)
                    switch Int.random(in: 0..<3, using: &random) {
                    case 0: bytes.remove(at: index)
                    case 1: bytes[index] = UInt8.random(in: 0...255, using: &random)
                    default: bytes.insert(contentsOf: bytes[index...].prefix(20), at: index)
                    }
                }
                let found = Fixture().report(bytes)
                for diagnostic in found where diagnostic.code != .tooManyProblems {
                    #expect(diagnostic.range != nil, "\(found)")
                }
            }
        }
    }
}
