import DeployModel
import FileTree
import LocalFiles
import TargetBackends
import TestSupport
import Testing

@Suite("Records of pairs")
struct PairRecordsTests {
    private func plan(user: String?, port: Int = 21) -> SyncPlan {
        .plain(
            .sync, from: .folder("/home/joe/site"),
            to: .server(.init(host: "example.com", port: port, user: user, path: "/")))
    }

    @Test("each account and each port has its own: their roots may be different folders")
    func keys() throws {
        let folder = try TemporaryFolder()
        let records = PairRecords(in: StateFolder("state", below: folder.path, isIgnored: false))
        let record = Manifest(header: .init(project: "", run: "0a", parentRun: nil, written: 7))
        try records.save(record, of: plan(user: "staging"))
        #expect(try records.record(of: plan(user: "staging")) == record)
        #expect(try records.record(of: plan(user: "live")) == nil)
        #expect(try records.record(of: plan(user: nil)) == nil)
        #expect(try records.record(of: plan(user: "staging", port: 2121)) == nil)
    }

    @Test("a damaged one is told")
    func damaged() throws {
        let folder = try TemporaryFolder()
        let state = StateFolder("state", below: folder.path, isIgnored: false)
        let records = PairRecords(in: state)
        try records.save(
            Manifest(header: .init(project: "", run: "0a", parentRun: nil, written: 7)), of: plan(user: "a"))
        let name = try #require(try recordName(folder.at("state")))
        try state?.update(name) { _ in [1, 2, 3] }
        let error = #expect(throws: PairRecords.Unreadable.self) { try records.record(of: plan(user: "a")) }
        #expect(error?.reason == "the record of the last run (\(name)) cannot be used: it does not unpack")
    }

    /// The name of the record in a folder.
    private func recordName(_ folder: String) throws -> String? {
        try Tree.contents(of: folder).keys.first { $0.hasPrefix("pair-") }
    }
}
