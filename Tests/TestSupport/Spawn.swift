internal import CSpawn
internal import Glibc

/// Starts a child process with posix_spawn. (Foundation's Process now and then crashes in `run` after some thousand
/// starts.)
enum Spawn {
    /// What could not be done, with the error number of the system.
    struct Failure: Error {
        let path: String
        let number: Int32
    }

    /// The pid of a new process in a folder, with nothing on its standard input and its output in two files.
    static func start(
        _ path: String, _ arguments: [String], environment: [String: String], folder: String, output: String,
        errors: String
    ) throws -> Int32 {
        var actions = unsafe posix_spawn_file_actions_t()
        var attributes = posix_spawnattr_t()
        unsafe posix_spawn_file_actions_init(&actions)
        unsafe posix_spawnattr_init(&attributes)
        defer {
            unsafe posix_spawn_file_actions_destroy(&actions)
            unsafe posix_spawnattr_destroy(&attributes)
        }
        unsafe posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        unsafe posix_spawn_file_actions_addopen(&actions, 1, output, O_WRONLY | O_TRUNC, 0)
        unsafe posix_spawn_file_actions_addopen(&actions, 2, errors, O_WRONLY | O_TRUNC, 0)
        unsafe posix_spawn_file_actions_addchdir_np(&actions, folder)
        // Sockets of the tests that a child held would stay open when a test closes them.
        unsafe posix_spawn_file_actions_addclosefrom_np(&actions, 3)
        // The child begins with no signal blocked or ignored, whatever the tests' own process has set.
        var signals = sigset_t()
        unsafe sigemptyset(&signals)
        unsafe posix_spawnattr_setsigmask(&attributes, &signals)
        unsafe sigfillset(&signals)
        unsafe posix_spawnattr_setsigdefault(&attributes, &signals)
        // A session of its own (POSIX_SPAWN_SETSID): whoever runs the tests is not to be asked anything.
        unsafe posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF) | 0x80)

        let words = unsafe strings([path] + arguments)
        let variables = unsafe strings(environment.map { "\($0.key)=\($0.value)" })
        defer { unsafe (words + variables).forEach { unsafe free($0) } }
        var pid: pid_t = 0
        let result = unsafe posix_spawn(&pid, path, &actions, &attributes, words, variables)
        guard result == 0 else { throw Failure(path: path, number: result) }
        return pid
    }

    private static func strings(_ texts: [String]) -> [UnsafeMutablePointer<CChar>?] {
        unsafe texts.map { unsafe strdup($0) } + [nil]
    }

    /// Waits for the end of a child: its exit code, or 128 + n after signal n. Blocks its thread.
    static func wait(_ pid: Int32) -> Int32 {
        var status: Int32 = 0
        while unsafe waitpid(pid, &status, 0) < 0, errno == EINTR {}
        return status & 0x7F == 0 ? (status >> 8) & 0xFF : 128 + (status & 0x7F)
    }
}
