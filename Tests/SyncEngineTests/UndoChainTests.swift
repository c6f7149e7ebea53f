import DeployModel
import SyncEngine
import Testing

@Suite("The way back")
struct UndoChainTests {
    private func entry(_ run: String, state: String? = nil, from: String) -> HistoryEntry {
        HistoryEntry(
            run: run, state: state ?? run, from: from, time: 0, author: nil, commit: nil, written: 1, deleted: 0)
    }

    /// Three deployments, one behind the other.
    private var three: [HistoryEntry] {
        [entry("a", from: Journal.nothing), entry("b", from: "a"), entry("c", from: "b")]
    }

    @Test("leads over the records that are there, and no further")
    func back() {
        let all = UndoChain(current: "c", history: three, records: ["a", "b", "c"])
        #expect(all.previous == "b")
        #expect(all.reachable == ["b", "a", Journal.nothing])
        #expect(all.route(to: "b") == ["c"])
        #expect(all.route(to: Journal.nothing) == ["c", "b", "a"])
        #expect(all.route(to: "c") == [])
        let one = UndoChain(current: "c", history: three, records: ["c"])
        #expect(one.reachable == ["b"])
        #expect(one.route(to: "a") == nil)
        let gap = UndoChain(current: "c", history: three, records: ["b"])
        #expect(gap.reachable.isEmpty)
        #expect(gap.previous == nil)
    }

    @Test("keeps as many as are wanted, the latest")
    func kept() {
        let chain = UndoChain(current: "c", history: three, records: ["a", "b", "c"])
        #expect(chain.kept(0) == [])
        #expect(chain.kept(1) == ["c"])
        #expect(chain.kept(2) == ["c", "b"])
        #expect(chain.kept(50) == ["c", "b", "a"])
        #expect(UndoChain(current: "c", history: three, records: ["a", "c"]).kept(9) == ["c"])
    }

    @Test("behind a rollback it leads forward too, until something else is deployed")
    func forward() {
        let back = three + [entry("d", state: "b", from: "c")]
        let chain = UndoChain(current: "b", history: back, records: ["a", "b", "d"])
        #expect(chain.previous == "a")
        #expect(chain.route(to: "c") == ["d"])
        #expect(chain.route(to: "a") == ["b"])
        #expect(chain.reachable == ["a", "c", Journal.nothing])
        // Forward again: the record of that run is the way back once more.
        let forth = back + [entry("e", state: "c", from: "b")]
        #expect(UndoChain(current: "c", history: forth, records: ["a", "b", "e"]).kept(2) == ["e", "b"])
        // Another deployment: the one that was taken back is not on the way any more.
        let other = back + [entry("f", from: "b")]
        let branch = UndoChain(current: "f", history: other, records: ["a", "b", "d", "f"])
        #expect(branch.kept(9) == ["f", "b", "a"])
        #expect(branch.route(to: "b") == ["f"])
    }

    @Test("two steps at once are one record in both directions")
    func twoSteps() {
        let back = three + [entry("d", state: "a", from: "c")]
        let chain = UndoChain(current: "a", history: back, records: ["a", "d"])
        #expect(chain.route(to: "c") == ["d"])
        #expect(chain.reachable == ["c", Journal.nothing])
        #expect(chain.kept(3) == ["a"])
        // Forward again: the state between them cannot be reached any more, the one before it can.
        let forth = back + [entry("e", state: "c", from: "a")]
        #expect(UndoChain(current: "c", history: forth, records: ["a", "e"]).previous == "a")
    }
}
