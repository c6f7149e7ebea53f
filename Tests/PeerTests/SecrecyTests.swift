import Foundation
import TestSupport
import Testing

/// A password that is used in all ways stays where its user put it: it is in no output, no other file, no process's
/// arguments.
@Suite("Secrecy")
struct SecrecyTests {
    private let folder: TemporaryFolder
    private let password = "pw-\(UUID().uuidString)"

    init() throws {
        folder = try TemporaryFolder()
        try folder.write("site/index.html", "<h1>one</h1>\n")
    }

    /// Everything that a run leaves behind: what it wrote, and the arguments of all processes while it ran.
    private func run(
        _ arguments: [String], _ more: [String: String] = [:], in place: String = ""
    ) async throws -> Program.Result {
        let environment = ["HOME": folder.path, "XDG_STATE_HOME": folder.at("state"), "NO_COLOR": "1"]
        // Not as other tests do: what the processes of those have as arguments is seen here.
        let result = try await Program.run(
            Project.deploy, arguments, in: folder.at(place), environment: environment.merging(more) { $1 })
        for text in [result.output, result.errors] { #expect(!text.contains(password), "\(arguments): \(text)") }
        return result
    }

    /// The files below a folder that hold the password, by name.
    private func places(_ path: String) async throws -> [String] {
        let found = try await Program.run("/bin/grep", ["-rlaF", "--", password, path])
        return found.output.split(separator: "\n").map { String($0.dropFirst(path.count + 1)) }.sorted()
    }

    @Test("in every way that a password can come, at every level of detail, also where the server refuses it")
    func everywhere() async throws {
        let server = try Program(
            Project.deploy,
            ["serve", folder.at("root"), "--port", "0", "--user", "tester", "--password", password],
            environment: ["NO_COLOR": "1"])
        defer { server.signal(15) }
        try folder.folder("root")
        try await eventually("the server says where it listens") { server.output.contains("ftp://") }
        let port = try #require(server.output.firstMatch(of: #/:([0-9]+)\//#)?.1)
        let (url, userURL) = ("ftp://127.0.0.1:\(port)/", "ftp://tester@127.0.0.1:\(port)/")
        try folder.write("pw", password)
        try folder.write(".netrc", "machine 127.0.0.1 login tester password \(password)\n")
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: folder.at(".netrc"))
        func task(_ lines: String) throws {
            try folder.write(
                "p/.pyftpsync.yaml",
                """
                default_task: a
                tasks:
                  a:
                    command: upload
                    local: ../site
                    remote: \(userURL)
                    before: ["env >/dev/null; ps -ww -eo args | grep -v ' serve '"]
                \(lines)
                """)
        }
        try task("")
        for (option, number) in [("", 0), ("    password_file: ../pw\n", 1), ("    password_command: cat ../pw\n", 2)] {
            try task(option)
            try folder.write("site/index.html", "\(number)")
            let result = try await run(["run", "-vvv"], in: "p")
            #expect(result.status == 0, "\(result.errors)")
            #expect(result.output.contains("deploy") && result.errors.contains("PASS ***"))
        }
        try task("    password: ${PW}\n")
        let dry = try await run(["run", "-n", "-vvv", "--save-plan", folder.at("plan")], ["PW": password], in: "p")
        #expect(dry.status == 0, "\(dry.errors)")
        for arguments in [
            ["tasks", "a", "--resolved"], ["check"], ["explain", "../site/index.html"], ["status"], ["history"],
            ["rollback", "-n"], ["credentials"], ["tree", url], ["doctor"], ["adopt"], ["unlock"],
        ] {
            let result = try await run(arguments, ["PW": password], in: "p")
            #expect(result.status != 2, "\(arguments): \(result.errors)")
        }
        _ = try await run(["upload", "site", url, "-vvv"], ["DEPLOY_USER": "nobody", "DEPLOY_PASSWORD": password])
        _ = try await run(["upload", "site", "ftp://joe@127.0.0.1:1/", "-vvv"], ["DEPLOY_PASSWORD": password])
        _ = try await run(["login", userURL, "--store-password", "-vvv"], ["DEPLOY_PASSWORD": password])
        #expect(try await places(folder.path) == [".netrc", "pw"])
        server.signal(15)
        let served = await server.wait()
        #expect(!(served.output + served.errors).contains(password))
    }

    @Test("nobody of the same user can look into a process, and it leaves no core dump")
    func memory() async throws {
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder.path)
        let server = try Program(
            "/usr/bin/setpriv",
            ["--reuid", "2121", "--clear-groups", Project.deploy, "serve", folder.at("site"), "--port", "0"],
            environment: ["NO_COLOR": "1", "HOME": "/"])
        defer { server.signal(15) }
        try await eventually("the server is up") { server.output.contains("ftp://") }
        // The kernel gives the files of a process that must not be dumped to root (proc(5)).
        let attributes = try FileManager.default.attributesOfItem(atPath: "/proc/\(server.pid)/environ")
        #expect(attributes[.ownerAccountID] as? Int == 0)
        let status = try String(contentsOfFile: "/proc/\(server.pid)/status", encoding: .utf8)
        #expect(status.contains("Uid:\t2121\t2121"))
    }
}
