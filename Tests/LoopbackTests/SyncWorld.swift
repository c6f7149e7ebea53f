import DeployModel
import Execution
import FileTree
import Foundation
import SyncEngine
import SyncTargets
import Synchronization
import TestSupport

/// Two folders of the disk that are edited at random and synchronized, with a clock of their own.
final class SyncWorld {
    /// What a folder holds: files with their text, folders with nil.
    typealias Tree = [String: String?]

    let folder: TemporaryFolder
    private let paths: [Side: String]
    private let targets: [Side: any SyncTarget]
    private let kill = KillSwitch()
    private let memory = Memory()
    private var random: SeededRandom
    private var clock: Int64 = 1_795_000_007
    /// How far the clock that the remote's files are dated by is ahead.
    private let offset: Int64
    /// The name that the plan excludes.
    static let excluded = "skip"

    init(
        _ folder: TemporaryFolder, seed: UInt64, remoteFolder: String, remote: any SyncTarget, offset: Int64
    ) throws {
        self.folder = folder
        self.offset = offset
        random = SeededRandom(seed)
        paths = [.local: try folder.folder("local"), .remote: remoteFolder]
        targets = [.local: LocalTarget(path: folder.at("local")), .remote: remote]
    }

    // MARK: Trees

    func tree(_ side: Side) throws -> Tree {
        try TestSupport.Tree.contents(of: paths[side] ?? "") { !$0.hasPrefix(".deploy") }
            .mapValues { $0.map { String(decoding: $0, as: UTF8.self) } }
    }

    /// A tree without what is excluded, or with nothing but that.
    func tree(_ side: Side, excluded: Bool) throws -> Tree {
        try tree(side).filter { name, _ in name.split(separator: "/").contains(Substring(Self.excluded)) == excluded }
    }

    private func path(_ side: Side, _ name: String) -> String { "\(paths[side] ?? "")/\(name)" }

    private func write(_ side: Side, _ name: String, _ text: String, at time: Double) throws {
        let path = path(side, name)
        try FileManager.default.createDirectory(
            atPath: String(path[..<(path.lastIndex(of: "/") ?? path.endIndex)]), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        let shifted = time + Double(side == .remote ? offset : 0)
        try FileManager.default.setAttributes(
            [.modificationDate: Date(timeIntervalSince1970: shifted)], ofItemAtPath: path)
    }

    // MARK: Edits

    private static let names = ["a", "b", "c", "d/a", "d/b", "d/e/a", "d/e/b", "f/x", "skip", "d/skip/x", "g"]

    /// Files to begin with, one of them never touched, so that no side is ever empty.
    func begin() throws {
        try write(.local, "anchor", "anchor", at: Double(clock))
        for name in Self.names where name != "skip" && Bool.random(using: &random) {
            try write(.local, name, text(), at: Double(clock) - 1_000)
        }
    }

    private func text(like old: String? = nil) -> String {
        let length = old?.utf8.count ?? Int.random(in: 0...12, using: &random)
        return String((0..<length).map { _ in Character(UnicodeScalar(UInt8.random(in: 97...122, using: &random))) })
    }

    /// The same name written on both sides: the same length, the same time or nearly so, and usually not the same text.
    func editTwins() throws {
        let name = Self.names[Int.random(in: 0..<Self.names.count, using: &random)]
        let (here, time) = (text(), Double(clock + 2))
        let there = Int.random(in: 0..<4, using: &random) == 0 ? here : text(like: here)
        for side in Side.allCases { try makeRoom(side, name) }
        try write(.local, name, here, at: time)
        try write(.remote, name, there, at: time + Double(Int.random(in: 0...2, using: &random)))
    }

    /// A few edits on one side.
    func edit(_ side: Side) throws {
        clock += Int64.random(in: 0...3, using: &random)
        for _ in 0..<Int.random(in: 0...3, using: &random) {
            let name = Self.names[Int.random(in: 0..<Self.names.count, using: &random)]
            let time = Double(clock) + Double(Int.random(in: 0...7, using: &random)) / 4
            try edit(side, name, time)
        }
    }

    private func edit(_ side: Side, _ name: String, _ time: Double) throws {
        let now = try tree(side)
        switch Int.random(in: 0..<10, using: &random) {
        case 0...3:
            try makeRoom(side, name)
            try write(side, name, text(), at: time)
        case 4...5:
            // The same length, and perhaps nearly the same time.
            guard case .some(.some(let old)) = now[name] else { return }
            try write(side, name, text(like: old), at: time)
        case 6...7:
            if now[name] != nil { try FileManager.default.removeItem(atPath: path(side, name)) }
        case 8:
            let folder = String(name.prefix { $0 != "/" })
            if folder != name, now[folder] != nil { try FileManager.default.removeItem(atPath: path(side, folder)) }
        default:
            try makeRoom(side, name)
            if Bool.random(using: &random) {
                try write(side, "\(name)/in", text(), at: time)
            } else {
                try FileManager.default.createDirectory(
                    atPath: path(side, name), withIntermediateDirectories: true)
            }
        }
    }

    /// Takes away what has the name, and files that have the name of a folder above it.
    private func makeRoom(_ side: Side, _ name: String) throws {
        let now = try tree(side)
        var above = ""
        for component in name.split(separator: "/").dropLast() {
            above += above.isEmpty ? String(component) : "/\(component)"
            if case .some(.some) = now[above] { try FileManager.default.removeItem(atPath: path(side, above)) }
        }
        if now[name] != nil { try? FileManager.default.removeItem(atPath: path(side, name)) }
    }

    // MARK: Runs

    /// What both sides had in common behind the last run that came to its end.
    private(set) var last: Tree = [:]

    /// What a run planned and what became of it.
    struct Run {
        var planned: ChangeSet
        var events: [Change]
        var wasKilled: Bool
    }

    /// Synchronizes; the process is killed before its `kill`-th step, if there is one.
    func sync(_ resolve: ConflictResolution, kill count: Int? = nil) async throws -> Run {
        clock += 10
        let events = Events()
        let planned = try await executor(resolve) { _ in }.prepare().changes
        let executor = executor(resolve) { events.add($0) }
        let prepared = try await executor.prepare()
        kill.arm(count)
        do {
            do {
                _ = try await executor.apply(prepared)
            } catch let error as TargetError where error.code == .outdated {
                // A lock that nobody had signed was waited for: whoever died over it may have changed something.
                _ = try await executor.apply(try await executor.prepare())
            }
        } catch is KillSwitch.Killed {}
        let wasKilled = kill.isDead
        kill.arm(nil)
        if !wasKilled {
            let remote = try tree(.remote)
            last = try tree(.local).filter { remote[$0.key] == $0.value }
        }
        return Run(planned: planned, events: events.all, wasKilled: wasKilled)
    }

    /// Gathers what was done.
    private final class Events: Sendable {
        private let list = Mutex<[Change]>([])
        var all: [Change] { list.withLock { $0 } }
        func add(_ change: Change) { list.withLock { $0.append(change) } }
    }

    private func executor(
        _ resolve: ConflictResolution, _ done: @escaping @Sendable (Change) -> Void
    ) -> Executor {
        let (now, kill) = (clock, kill)
        var plan = SyncPlan.plain(.sync, from: .folder(paths[.local] ?? ""), to: .folder(paths[.remote] ?? ""))
        plan.rules = FilterRules(exclude: [Located(Self.excluded, .builtIn)])
        plan.resolve = resolve
        plan.wait = 1_000
        func target(_ side: Side) -> any SyncTarget {
            KilledTarget(target: targets[side] ?? InMemoryTarget(), kill: kill)
        }
        return Executor(
            plan: plan, local: target(.local), remote: target(.remote),
            environment: Executor.Environment(
                now: { now }, randomID: { [memory] in memory.randomID() }, known: memory.known.withLock { $0 },
                remember: { [memory] state in if !kill.isDead { memory.known.withLock { $0 = state } } },
                lock: .aloneInTheWorld(),
                recorded: memory.recorded.withLock { $0 },
                record: { [memory] record in if !kill.isDead { memory.recorded.withLock { $0 = record } } }),
            emit: { event in if case .done(let change) = event { done(change) } })
    }

    /// What the machine remembers from run to run.
    private final class Memory: Sendable {
        let recorded = Mutex<Manifest?>(nil)
        let known = Mutex<KnownState?>(nil)
        private let runs = Atomic(0)

        func randomID() -> String {
            let text = String(runs.add(1, ordering: .relaxed).newValue, radix: 16)
            return String(repeating: "0", count: 32 - text.count) + text
        }
    }

    /// The next number of the world's dice.
    func roll(_ range: Range<Int>) -> Int { Int.random(in: range, using: &random) }
}
