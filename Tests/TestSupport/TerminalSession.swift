/// A program in a pseudo-terminal, with somebody who types.
package enum TerminalSession {
    /// What is typed once a text has appeared since the last step.
    package typealias Step = (wait: String, type: String)

    /// Python's pty module gives the terminal: it waits for each text, types, and passes on output and exit code.
    private static let script = """
        import fcntl, os, pty, struct, sys, termios
        steps = [line.split("\\t") for line in os.environ["STEPS"].split("\\n") if line]
        pid, terminal = pty.fork()
        if pid == 0:
            size = struct.pack("HHHH", 50, int(os.environ.pop("COLUMNS")), 0, 0)
            fcntl.ioctl(1, termios.TIOCSWINSZ, size)
            os.execv(sys.argv[1], sys.argv[1:])
        output, since = b"", 0
        while True:
            try:
                data = os.read(terminal, 65536)
            except OSError:
                break
            if not data:
                break
            output += data
            sys.stdout.buffer.write(data)
            sys.stdout.flush()
            while steps and output.find(steps[0][0].encode(), since) >= 0:
                since = output.find(steps[0][0].encode(), since) + len(steps[0][0].encode())
                os.write(terminal, steps.pop(0)[1].encode().decode("unicode_escape").encode())
        _, status = os.waitpid(pid, 0)
        sys.exit(os.waitstatus_to_exitcode(status))
        """

    /// Runs `deploy` there; its standard output and error are what the terminal showed. `type` may hold escapes as in
    /// Python: `\r` is the return key, `\x03` Ctrl-C. The terminal is as wide as `columns`.
    package static func deploy(
        _ arguments: [String], in folder: String, environment: [String: String] = [:], columns: Int = 80,
        steps: [Step] = []
    ) async throws -> Program.Result {
        try await run([Project.deploy] + arguments, in: folder, environment: environment, columns, steps)
    }

    /// Runs a shell script there, in which `$DEPLOY` is the program.
    package static func shell(
        _ script: String, in folder: String, environment: [String: String] = [:], columns: Int = 80,
        steps: [Step] = []
    ) async throws -> Program.Result {
        var environment = environment
        environment["DEPLOY"] = Project.deploy
        return try await run(["/bin/bash", "-c", script], in: folder, environment: environment, columns, steps)
    }

    private static func run(
        _ words: [String], in folder: String, environment: [String: String], _ columns: Int, _ steps: [Step]
    ) async throws -> Program.Result {
        var environment = environment
        environment["STEPS"] = steps.map { "\($0.wait)\t\($0.type)" }.joined(separator: "\n")
        environment["TERM"] = environment["TERM"] ?? "xterm"
        environment["COLUMNS"] = "\(columns)"
        let result = try await Program.run(
            "/usr/bin/python3", ["-c", script] + words, in: folder, environment: environment)
        try Project.refuseLeak(result, of: words)
        return result
    }
}
