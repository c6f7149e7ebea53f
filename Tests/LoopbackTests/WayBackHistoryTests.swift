import DeployModel
import Execution
import FileTree
import SyncEngine
import SyncTargets
import Synchronization
import TestSupport
import Testing

/// Histories of deployments and ways back, with processes that die anywhere in them.
@Suite("Histories of ways back")
struct WayBackHistoryTests {
    private static let histories = Project.isLong ? 4_000 : 400

    /// Counts up, for everybody.
    private final class Ticks: Sendable {
        private let count = Atomic(0)
        var now: Int64 { Int64(count.load(ordering: .relaxed)) }
        func next() -> Int { count.add(1, ordering: .relaxed).newValue }
    }

    /// One project, its remote, and what is known of its states.
    private final class World {
        private let source = InMemoryTarget(name: "here")
        private let target = InMemoryTarget(name: "there", writers: 3)
        private let ticks = Ticks()
        private let copies: Bool
        /// What was live in each state.
        var states: [String: [String: String]] = [Journal.nothing: [:]]
        /// Every content that any version has had at a path.
        var contents: [String: Set<String>] = [:]

        init(copies: Bool) { self.copies = copies }

        var served: [String: String] { target.texts.filter { !$0.key.hasPrefix(".deploy/") } }

        private func executor(_ kill: KillSwitch, _ plan: SyncPlan, _ source: InMemoryTarget) -> Executor {
            Executor(
                plan: plan, local: source, remote: KilledTarget(target: target, kill: kill, copies: copies),
                environment: Executor.Environment(
                    now: { [ticks] in 1_795_253_113 + ticks.now },
                    randomID: { [ticks] in
                        let text = String(ticks.next(), radix: 16)
                        return String(repeating: "0", count: 32 - text.count) + text
                    }), emit: { _ in })
        }

        private func plan() -> SyncPlan {
            var plan = SyncPlan.plain(.upload)
            plan.keep = 3
            plan.delete = .all
            plan.maxDelete = .percent(100)
            return plan
        }

        /// Deploys a version; false where the process died.
        func deploy(_ version: [String: String], killedAt count: Int?) async throws -> Bool {
            let source = InMemoryTarget(name: "here")
            for (name, text) in version {
                source.put(try #require(RelativePath(name)), text)
                contents[name, default: []].insert(text)
            }
            let kill = KillSwitch()
            kill.arm(count)
            let executor = executor(kill, plan(), source)
            do {
                _ = try await executor.run()
            } catch is KillSwitch.Killed {
                // It may have died behind its record.
                let state = try await state()
                if states[state] == nil { states[state] = version }
                return false
            }
            states[try await state()] = version
            return true
        }

        /// Goes back; nil where the process died, else whether there was a way.
        func rollback(killedAt count: Int?) async throws -> Bool? {
            let kill = KillSwitch()
            kill.arm(count)
            let executor = executor(kill, plan(), source)
            do {
                _ = try await executor.apply(try await prepared(executor))
                return true
            } catch is KillSwitch.Killed {
                return nil
            } catch let error as TargetError where error.code == .notFound {
                return false
            }
        }

        /// The way to the state before, also where that was nothing at all.
        private func prepared(_ executor: Executor) async throws -> Executor.PreparedRollback {
            do {
                return try await executor.prepareRollback(to: nil)
            } catch let error as TargetError where error.help == "'deploy rollback none' does it" {
                return try await executor.prepareRollback(to: Journal.nothing)
            }
        }

        /// The state that the manifest says is live.
        func state() async throws -> String {
            let state = try await RemoteState.read(
                from: target, project: "site", newToken: String(repeating: "0", count: 32))
            return state.manifest?.header.state ?? Journal.nothing
        }
    }

    /// A small site: nested folders, the same content under several names in turn, files that become folders.
    private func version(_ random: inout SeededRandom) -> [String: String] {
        let names = ["a", "b", "f/a", "f/g/a", "f/g/b", "versions/a", "x", "index.html"]
        let texts = ["one", "two", "three", "four"]
        var version: [String: String] = ["always": texts.randomElement(using: &random) ?? ""]
        for name in names where Bool.random(using: &random) { version[name] = texts.randomElement(using: &random) }
        if Bool.random(using: &random) { version["x"] = nil; version["x/y/z"] = "deep" }
        return version
    }

    @Test(
        "whatever dies where, what is served is whole, and who ends it leaves exactly one state",
        arguments: [true, false])
    func histories(copies: Bool) async throws {
        for seed in 0..<(Self.histories / 2) {
            var random = SeededRandom(UInt64(seed) + (copies ? 0 : 1_000_000))
            let world = World(copies: copies)
            var story: [String] = []
            for _ in 0..<Int.random(in: 3...8, using: &random) {
                try await act(world, &random, &story)
            }
            // In the end somebody always comes through.
            let last = version(&random)
            #expect(try await world.deploy(last, killedAt: nil))
            #expect(world.served == last, "seed \(seed): \(story)")
            if world.served != last { return }
        }
    }

    private func act(_ world: World, _ random: inout SeededRandom, _ story: inout [String]) async throws {
        let killedAt = Int.random(in: 0...2, using: &random) == 0 ? nil : Int.random(in: 1...40, using: &random)
        let kill = killedAt.map { " killed at \($0)" } ?? ""
        if Int.random(in: 0...2, using: &random) == 0 {
            story.append("rollback\(kill)")
            if try await world.rollback(killedAt: killedAt) == true {
                let state = try await world.state()
                #expect(world.served == world.states[state], "\(story)")
            }
        } else {
            let version = version(&random)
            story.append("deploy \(version)\(kill)")
            if try await world.deploy(version, killedAt: killedAt) { #expect(world.served == version, "\(story)") }
        }
        for (name, text) in world.served {
            #expect(world.contents[name]?.contains(text) == true, "\(name) \(text): \(story)")
        }
    }
}
