package import DeployModel
package import FTPClient
internal import FoundationEssentials
package import LocalFiles
package import SyncEngine
internal import Synchronization
internal import TLS

/// What this machine remembers of servers from run to run, so that a run need not find it out again. All of it may be
/// lost, and none of it is trusted: what does not fit any more is found out anew.
package final class ServerNotes: Sendable {
    private struct Host: Codable {
        var profile: HostProfile
        /// When somebody began to find it out, in seconds since the epoch, UTC.
        var seen: Int64
    }

    private struct File: Codable {
        var version = 1
        /// By `host:port`.
        var hosts: [String: Host] = [:]
        /// The token under which a project's state lies, by the remote's URL and the project's name.
        var tokens: [String: String] = [:]
    }

    private static let fileName = "servers.json"
    /// Servers are updated and moved: after a week, in seconds, they are strangers again.
    private static let lifetime: Int64 = 7 * 86_400

    private let folder: StateFolder?
    private let file: File
    private let memories = Mutex<[String: HostMemory]>([:])
    private let now: @Sendable () -> Int64

    /// The notes in a folder; without one nothing is remembered. `now` gives seconds since the epoch, UTC.
    package init(in folder: StateFolder?, now: @escaping @Sendable () -> Int64) {
        self.folder = folder
        self.now = now
        file = Self.decode(folder?.contents(of: Self.fileName))
    }

    private static func decode(_ bytes: [UInt8]?) -> File {
        guard let bytes, let file = try? JSONDecoder().decode(File.self, from: Data(bytes)), file.version == 1 else {
            return File()
        }
        return file
    }

    private func fresh(_ host: Host?) -> Host? { host.flatMap { $0.seen + Self.lifetime > now() ? $0 : nil } }

    /// The memory that all connections to a server share, beginning with what is known of it.
    package func memory(for server: TreeLocation.ServerFolder) -> HostMemory {
        memories.withLock { memories in
            if let memory = memories[server.address] { return memory }
            let memory = HostMemory(fresh(file.hosts[server.address])?.profile ?? HostProfile())
            memories[server.address] = memory
            return memory
        }
    }

    private static func key(_ plan: SyncPlan) -> String {
        "\(plan.remote) \(plan.project)\(plan.state == SyncPlan.usualState ? "" : " \(plan.state)")"
    }
    private static func recordName(_ plan: SyncPlan) -> String {
        "manifest-\(SHA256.hex(of: Array(key(plan).utf8)).prefix(16))"
    }

    /// What the remote of a plan looked like behind the last run of this machine; nil where there was none.
    package func state(of plan: SyncPlan) -> KnownState? {
        file.tokens[Self.key(plan)].flatMap {
            KnownState(token: $0, manifest: folder?.contents(of: Self.recordName(plan)))
        }
    }

    /// Keeps what was found out, and the state of the plan's remote.
    ///
    /// - Throws: ``SystemError`` where it cannot be written.
    package func save(_ state: KnownState, of plan: SyncPlan) throws(SystemError) {
        try folder?.update(Self.recordName(plan)) { _ in state.manifest }
        let found = memories.withLock { $0.mapValues(\.profile) }
        let now = now()
        try folder?.update(Self.fileName) { bytes in
            var file = Self.decode(bytes)
            file.tokens[Self.key(plan)] = state.token
            for (address, profile) in found {
                file.hosts[address] = Host(profile: profile, seen: fresh(file.hosts[address])?.seen ?? now)
            }
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
            return (try? encoder.encode(file)).map { Array($0) + [UInt8(ascii: "\n")] }
        }
    }
}
