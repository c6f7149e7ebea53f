import LocalFiles
import TestSupport
import Testing

@Suite("Processes of this machine")
struct RunningProcessTests {
    @Test("this one runs, since the moment it was started and no other")
    func own() throws {
        let started = try #require(RunningProcess.start(of: RunningProcess.id))
        #expect(RunningProcess.isRunning(RunningProcess.id, started: started))
        #expect(RunningProcess.isRunning(RunningProcess.id, started: nil))
        #expect(!RunningProcess.isRunning(RunningProcess.id, started: started + 1))
        #expect(RunningProcess.world != nil)
    }

    @Test("one that has ended does not")
    func ended() async throws {
        let program = try Program("/bin/true", [])
        _ = await program.wait()
        #expect(!RunningProcess.isRunning(program.pid, started: nil))
        #expect(RunningProcess.start(of: program.pid) == nil)
    }
}
