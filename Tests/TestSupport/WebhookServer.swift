/// A web server that takes what a webhook is told, and answers as a test says.
package final class WebhookServer: Sendable {
    /// Where it listens.
    package let port: Int
    private let folder: TemporaryFolder
    private let program: Program

    private static let script = """
        import http.server, os, sys
        answers = [int(word) for word in sys.argv[2].split(",")]
        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                with open(sys.argv[3], "ab") as log:
                    log.write(self.headers["Content-Type"].encode() + b" " + self.path.encode() + b" " + body + b"\\n")
                self.send_response(answers.pop(0) if len(answers) > 1 else answers[0])
                self.end_headers()
            def log_message(self, *_): pass
        http.server.HTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
        """

    /// A server that gives these statuses, one after the other, the last for ever. Waits until it answers.
    package init(answers: [Int]) async throws {
        folder = try TemporaryFolder()
        port = try FreePort.find()
        let words = answers.map { "\($0)" }.joined(separator: ",")
        program = try Program("/usr/bin/python3", ["-c", Self.script, "\(port)", words, folder.at("log")])
        let (port, program) = (port, program)
        try await eventually("the web server answers") {
            guard program.isRunning else { throw NeverHappened(what: "it ended: \(program.errors)") }
            return FreePort.accepts(port)
        }
    }

    deinit { program.signal(15) }

    /// What came: type, path and body of each request, a line each.
    package var requests: [String] { (folder.text("log") ?? "").split(separator: "\n").map(String.init) }
}
