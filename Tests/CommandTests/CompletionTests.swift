import Foundation
import TestSupport
import Testing

/// What the shells offer, in the shells themselves.
@Suite("Completion")
struct CompletionTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        try folder.write(
            "site/.pyftpsync.yaml",
            """
            tasks:
              base: {abstract: true, command: upload, remote: ftp://h/}
              production: {extends: base}
              "$(touch pwned)": {extends: base}
              "`touch pwned`": {extends: base}
              "-x": {extends: base}
              "odd name": {extends: base}
            """)
        try folder.folder("empty")
    }

    private func makeScript(for shell: String) async throws {
        let script = try await Project.deploy(["--generate-completion-script", shell])
        #expect(script.status == 0 && script.errors.isEmpty)
        try folder.write("deploy.\(shell)", script.output)
    }

    /// What bash offers for a line, by the function that the script brings.
    private func bash(_ line: String, in place: String = "site") async throws -> [String] {
        let script = """
            PATH="\(Project.products):$PATH"
            source '\(folder.at("deploy.bash"))'
            COMP_LINE=$1 COMP_POINT=${#1}
            read -ra COMP_WORDS <<<"$1"
            [[ $1 == *" " ]] && COMP_WORDS+=("")
            COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
            _deploy deploy "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
            printf '%s\\n' "${COMPREPLY[@]}"
            """
        let result = try await Program.run("/bin/bash", ["-c", script, "bash", line], in: folder.at(place))
        #expect(result.errors.isEmpty, "\(result.errors)")
        return result.output.split(separator: "\n").map(String.init)
    }

    @Test("bash: commands, tasks, options, and the words that an option knows")
    func commands() async throws {
        try await makeScript(for: "bash")
        #expect(try await bash("deploy ro") == ["rollback"])
        #expect(try await bash("deploy run ") == ["production"])
        // Bash expands what it is offered: what it would not take as it is, is not.
        #expect(folder.text("site/pwned") == nil)
        #expect(try await bash("deploy rollback --task p") == ["production"])
        #expect(try await bash("deploy run --sym") == ["--symlinks"])
        #expect(try await bash("deploy run --symlinks ") == ["follow", "skip", "error"])
        #expect(try await bash("deploy run --ci gi") == ["github", "gitlab"])
    }

    @Test("where there is no project file, or a broken one, nothing is offered and nothing is said")
    func nothing() async throws {
        try await makeScript(for: "bash")
        #expect(try await bash("deploy run ", in: "empty").isEmpty)
        try folder.write("empty/.pyftpsync.yaml", "tasks: [")
        #expect(try await bash("deploy run ", in: "empty").isEmpty)
        try folder.write("empty/.pyftpsync.yaml", "tasks: {live: {comand: upload}}")
        #expect(try await bash("deploy run ", in: "empty") == ["live"])
    }

    /// `ready` is what a shell writes when it takes keys: what is typed before has no meaning but its letters.
    @Test(
        "zsh and fish, at a terminal",
        arguments: [
            (
                "zsh", "exec zsh -f -i", "\u{1B}[?2004h",
                "autoload -U compinit; compinit -u; source ../deploy.zsh; compdef _deploy deploy"
            ),
            (
                "fish", "exec fish --no-config -i -C 'function fish_prompt; echo \"ready> \"; end'", "ready> ",
                "source ../deploy.fish"
            ),
        ])
    func shells(shell: String, start: String, ready: String, load: String) async throws {
        try await makeScript(for: shell)
        let result = try await TerminalSession.shell(
            start, in: folder.at("site"),
            environment: ["PATH": "\(Project.products):/usr/bin:/bin", "PROMPT": "ready> "],
            steps: [
                (ready, "\(load); echo loa''ded\\r"), ("loaded", ""), (ready, "deploy run pr\\t"),
                // Ctrl-U takes the line away again.
                ("oduction", "\\x15exit\\r"),
            ])
        #expect(result.output.contains("oduction"), "\(result.output)")
    }
}
