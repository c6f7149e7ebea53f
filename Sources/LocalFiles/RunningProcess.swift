internal import FoundationEssentials
internal import Glibc

/// This process among those of the machine.
package enum RunningProcess {
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

    /// Whether a process of this id runs in the same world.
    package static func isRunning(_ id: Int32) -> Bool { kill(id, 0) == 0 || errno != ESRCH }
}
