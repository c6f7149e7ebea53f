/// A D-Bus session of its own with gnome-keyring, its keyring made and unlocked with the password `keyring`.
package enum KeyringSession {
    /// Brings the daemon up, runs the script of `$SCRIPT` and ends the daemon. The keyring lies below `$HOME`.
    private static let setUp = """
        set -eu
        mkdir -p "$HOME" "$XDG_RUNTIME_DIR"
        chmod 700 "$XDG_RUNTIME_DIR"
        printf keyring | gnome-keyring-daemon --foreground --unlock --components=secrets >/dev/null 2>&1 &
        daemon=$!
        trap 'kill $daemon; wait $daemon || true' EXIT
        gdbus wait --session --timeout 30 org.freedesktop.secrets
        set +e
        bash -c "$SCRIPT"
        """

    /// Runs a shell script in such a session; in it `$DEPLOY` is the program, `$PEERS` the Python programs of the peers.
    package static func run(
        _ script: String, in folder: TemporaryFolder, environment: [String: String] = [:]
    ) async throws -> Program.Result {
        var variables = environment
        variables["HOME"] = folder.at("home")
        variables["XDG_RUNTIME_DIR"] = folder.at("run")
        variables["DEPLOY"] = Project.deploy
        variables["PEERS"] = "\(Project.root)/.build/peers/venv/bin"
        variables["SCRIPT"] = script
        variables["NO_COLOR"] = "1"
        return try await Program.run(
            "/usr/bin/dbus-run-session", ["--", "/bin/bash", "-c", setUp], in: folder.path, environment: variables)
    }
}
