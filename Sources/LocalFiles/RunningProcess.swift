internal import CLinux
internal import FoundationEssentials
internal import Glibc

/// This process among those of the machine.
package enum RunningProcess {
    /// Keeps what is in its memory there: no core dumps, and no look from other processes of the same user.
    package static func forbidDumps() { _ = deploy_forbid_dumps() }

    /// Makes sure that the numbers 0 to 2 are taken, where somebody has started this process with a stream closed: else the
    /// next file that is opened gets one, and with it what is meant for a person.
    package static func occupyStandardStreams() {
        for number in STDIN_FILENO...STDERR_FILENO where fcntl(number, F_GETFD) < 0 {
            _ = unsafe Glibc.open("/dev/null", O_RDWR)
        }
    }

    /// Its process id.
    package static var id: Int32 { getpid() }

    /// Tells the processes that see each other's ids from all others: the start of this machine's kernel and the namespace
    /// of process ids (containers have their own). Nil where the kernel tells neither.
    package static var world: String? {
        guard let boot = try? String(contentsOfFile: "/proc/sys/kernel/random/boot_id", encoding: .utf8),
            let space = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/ns/pid")
        else { return nil }
        return "\(boot.filter { !$0.isWhitespace }) \(space)"
    }

    /// Whether a process of this id runs in the same world; where `started` is known, the one that was started then: ids
    /// are used again, and in containers they are always the same.
    package static func isRunning(_ id: Int32, started: UInt64?) -> Bool {
        guard kill(id, 0) == 0 || errno != ESRCH else { return false }
        guard let started, let now = start(of: id) else { return true }
        return now == started
    }

    /// When a process was started, in clock ticks since the machine was (proc(5), field 22 of `stat`); nil where nobody
    /// tells.
    package static func start(of id: Int32) -> UInt64? {
        guard let stat = try? String(contentsOfFile: "/proc/\(id)/stat", encoding: .utf8),
            let name = stat.lastIndex(of: ")")
        else { return nil }
        let fields = stat[stat.index(after: name)...].split(separator: " ")
        return fields.count > 19 ? UInt64(fields[19]) : nil
    }
}
