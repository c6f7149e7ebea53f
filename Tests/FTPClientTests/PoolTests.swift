import Testing

@testable import FTPClient

@Suite("How many connections")
struct PoolTests {
    /// Feeds a growth with files of `size` bytes at the rate (files per second) that `rate` gives for a number of
    /// connections, and tells what it settles at.
    private func settle(ceiling: Int, size: Int64 = 4_000, rate: (Int) -> Double) -> Int {
        var growth = PoolGrowth(ceiling: ceiling)
        var now = 0.0
        for _ in 0..<2_000 {
            now += 1 / rate(growth.allowed)
            _ = growth.transferred(bytes: size, now: now)
        }
        return growth.allowed
    }

    @Test("grows to the limit as long as each connection adds its share")
    func linear() {
        #expect(settle(ceiling: 8) { Double($0) * 10 } == 8)
        #expect(settle(ceiling: 6) { Double($0) * 10 } == 6)
        #expect(settle(ceiling: 2) { Double($0) * 10 } == 2)
    }

    @Test("stays where more connections do not make it faster")
    func saturated() {
        #expect(settle(ceiling: 8) { _ in 100 } == 4)
        #expect(settle(ceiling: 8) { Double(min($0, 6)) * 10 } == 6)
        #expect(settle(ceiling: 8) { 100 / Double($0) } == 4)
    }

    @Test("new connections that are slow to log in are not taken for useless ones")
    func lateStarters() {
        var growth = PoolGrowth(ceiling: 8)
        var (now, atWork, sinceChange) = (0.0, 4, 0)
        for _ in 0..<2_000 {
            now += 1 / Double(atWork * 10)
            let before = growth.allowed
            let allowed = growth.transferred(bytes: 4_000, now: now)
            sinceChange = allowed == before ? sinceChange + 1 : 0
            // As long as a log-in takes, the old ones do three files each.
            if sinceChange >= atWork * 3 { atWork = allowed }
        }
        #expect(growth.allowed == 8)
    }

    @Test("nobody gets more connections than there may be")
    func state() {
        var state = PoolState<Int>(start: 2, ceiling: 4)
        func isOpen(_ grant: PoolState<Int>.Grant) -> Bool { if case .open = grant { true } else { false } }
        let both = [state.request { _ in true }, state.request { _ in true }]
        #expect(both.allSatisfy(isOpen))
        var granted: PoolState<Int>.Grant
        granted = state.request { _ in true }
        #expect(!isOpen(granted))
        state.allow(9)
        #expect(state.limit == 4)
        granted = state.request { _ in true }
        #expect(isOpen(granted))
        // The server takes no more.
        let waits = state.refusedOneMore()
        #expect(waits)
        #expect(state.limit == 2)
        state.allow(4)
        #expect(state.limit == 2)
        state.giveBack(7)
        if case .use(let connection) = state.request(alive: { _ in true }) {
            #expect(connection == 7)
        } else {
            Issue.record("the idle one is used")
        }
        state.giveBack(7)
        // One that died meanwhile is replaced.
        granted = state.request { _ in false }
        #expect(isOpen(granted))
        state.restrict(to: 1)
        #expect(state.isOverLimit)
    }

    @Test("a server that takes no connection at all is not waited for")
    func none() {
        var state = PoolState<Int>(start: 4, ceiling: 8)
        _ = state.request { _ in true }
        let waits = state.refusedOneMore()
        #expect(!waits)
        #expect(state.open == 0)
    }

    @Test("the question for the next port is tried with one small file, by one connection")
    func proof() {
        let memory = HostMemory()
        #expect(memory.ahead(with: 100) == (false, false))
        memory.note { $0.extendedPassive = .works }
        #expect(memory.ahead(with: 0) == (false, false))
        #expect(memory.ahead(with: 5_000_000) == (false, false))
        #expect(memory.ahead(with: 100) == (true, true))
        #expect(memory.ahead(with: 100) == (false, false))
        memory.abandonProof()
        #expect(memory.ahead(with: 100) == (true, true))
        memory.noteAhead(works: true)
        #expect(memory.ahead(with: 100) == (true, false))
        #expect(memory.ahead(with: 0) == (true, false))
        memory.noteAhead(works: false)
        #expect(memory.ahead(with: 100) == (false, false))
    }
}
