import DeployModel
import FileTree
import Foundation
import SyncTargets
import TestSupport
import Testing

/// Random histories of edits on both sides, synchronized again and again: nothing is lost, and both sides are the same
/// in the end, except where a conflict is reported.
@Suite("Histories of two sides")
struct HistoryTests {
    /// What was wrong in a history, in words.
    private struct Violation: Error, CustomStringConvertible {
        let description: String
    }

    @Test("between two folders")
    func folders() async throws {
        let count: UInt64 = Project.isLong ? 2_000 : 60
        for seed in 1...count {
            let folder = try TemporaryFolder()
            let remote = try folder.folder("remote")
            let world = try SyncWorld(
                folder, seed: seed, remoteFolder: remote,
                remote: LocalTarget(path: remote, links: .tell), offset: 0)
            try await live(world, seed: seed)
        }
    }

    @Test("with a server")
    func server() async throws {
        let server = try await PeerServer(.proftpd)
        let count: UInt64 = Project.isLong ? 100 : 6
        for seed in 1...count {
            let folder = try TemporaryFolder()
            let root = "\(server.root)/\(seed)"
            try FileManager.default.createDirectory(atPath: root, withIntermediateDirectories: true)
            let target = try await Loopback.target(port: server.port, path: "/\(seed)")
            let offset: Int64 = [0, 3_617, -7_190][Int(seed % 3)]
            let world = try SyncWorld(folder, seed: seed, remoteFolder: root, remote: target, offset: offset)
            try await live(world, seed: seed, server: server)
            await target.close()
        }
    }

    /// A history of a few rounds: edits on both sides, a run that may be killed, and one that is not.
    private func live(_ world: SyncWorld, seed: UInt64, server: PeerServer? = nil) async throws {
        do {
            try world.begin()
            try await round(world, .skip, kill: nil, server)
            for _ in 0..<4 {
                let ways: [ConflictResolution] = [.skip, .skip, .skip, .local, .remote, .new, .old]
                let kill = world.roll(0..<3) == 0 ? world.roll(1..<12) : nil
                try world.edit(.local)
                try world.edit(.remote)
                if world.roll(0..<3) == 0 { try world.editTwins() }
                try await round(world, ways[world.roll(0..<ways.count)], kill: kill, server)
            }
        } catch {
            Issue.record("seed \(seed): \(error)")
        }
    }

    private func round(
        _ world: SyncWorld, _ resolve: ConflictResolution, kill: Int?, _ server: PeerServer?
    ) async throws {
        let before = try state(world)
        if let server { try await server.own(server.root) }
        var run = try await world.sync(resolve, kill: kill)
        if run.wasKilled {
            try checkNothingLost(world, before, run, resolve)
            run = try await world.sync(resolve)
        }
        try checkPrediction(run)
        try checkEqual(world, run)
        try checkNothingLost(world, before, run, resolve)
        let again = try await world.sync(resolve)
        guard again.planned.changes.isEmpty else {
            throw Violation(description: "a second run would do: \(again.planned.changes.map(describe))")
        }
    }

    /// Both sides, and what they had in common when they were last synchronized.
    private typealias State = (local: SyncWorld.Tree, remote: SyncWorld.Tree, last: SyncWorld.Tree)

    private func state(_ world: SyncWorld) throws -> State {
        (try world.tree(.local), try world.tree(.remote), world.last)
    }

    private func describe(_ change: Change) -> String {
        "\(change.action.rawValue) \(change.path) on \(change.side.rawValue) (\(change.reason))"
    }

    /// A dry run shows exactly what a run does.
    private func checkPrediction(_ run: SyncWorld.Run) throws {
        let planned = run.planned.changes.map(describe).sorted()
        let done = run.events.map(describe).sorted()
        if planned != done { throw Violation(description: "planned \(planned), done \(done)") }
    }

    /// Both sides are the same, but for what was reported and what is excluded.
    private func checkEqual(_ world: SyncWorld, _ run: SyncWorld.Run) throws {
        let reported = Set(run.planned.untouched.map(\.text))
        let (local, remote) = (
            try world.tree(.local, excluded: false), try world.tree(.remote, excluded: false)
        )
        for name in Set(local.keys).union(remote.keys) where local[name] != remote[name] {
            // A folder that a conflict or something excluded keeps on one side.
            let isKept = run.planned.untouched.contains { $0.text.hasPrefix("\(name)/") }
            let isHolding = try [Side.local, .remote].contains { side in
                try world.tree(side, excluded: true).keys.contains { $0.hasPrefix("\(name)/") }
            }
            if reported.contains(name) || isKept || isHolding { continue }
            throw Violation(
                description:
                    "\(name) is \(String(describing: local[name])) here, \(String(describing: remote[name])) there")
        }
    }

    /// The bytes of every file of before are on a side, unless the other side had deleted or replaced just this, or
    /// somebody said which side wins. What is excluded is as it was.
    private func checkNothingLost(
        _ world: SyncWorld, _ before: State, _ run: SyncWorld.Run, _ resolve: ConflictResolution
    ) throws {
        let after = try state(world)
        for (side, then, now) in [("here", before.local, after.local), ("there", before.remote, after.remote)] {
            for (name, text) in then where name.split(separator: "/").contains(Substring(SyncWorld.excluded)) {
                if now[name] != text { throw Violation(description: "the excluded \(name) changed \(side)") }
            }
        }
        guard resolve == .skip else { return }
        for (own, other, side) in [(before.local, before.remote, "local"), (before.remote, before.local, "remote")] {
            for case (let name, .some(let text)) in own {
                if after.local[name] == text || after.remote[name] == text { continue }
                // As it was at the last run: then the other side's edit or deletion is what was wanted.
                if before.last[name] == .some(.some(text)) { continue }
                throw Violation(
                    description:
                        "the \(side) edit of \(name) is lost; the other side had \(String(describing: other[name]))")
            }
        }
    }
}
