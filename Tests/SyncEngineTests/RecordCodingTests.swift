import DeployModel
import FileTree
import SyncEngine
import Testing

@Suite("Records on the remote")
struct RecordCodingTests {
    private func path(_ text: String) throws -> RelativePath { try #require(RelativePath(text)) }

    private func manifest() throws -> Manifest {
        var manifest = Manifest(
            header: .init(
                project: "site", run: "0a", parentRun: "09", written: 1_795_253_113,
                origin: .init(commit: "abc", author: "joe@laptop")))
        let hash = String(repeating: "a1", count: 32)
        manifest.files[try path("a/ü \"quoted\".html")] = .init(
            size: 12, sha256: hash, serverTime: FileTime(seconds: 5))
        manifest.files[try path("b")] = .init(
            size: 0, sha256: nil, serverTime: FileTime(seconds: 60, precision: .minute))
        manifest.files[try #require(RelativePath(bytes: [0xFF, 0x41]))] = .init(
            size: 1 << 40, sha256: hash, serverTime: nil)
        manifest.folders = [try path("a"), try path("empty")]
        return manifest
    }

    @Test("a manifest is read back as it was written")
    func manifestRoundTrip() throws {
        let manifest = try manifest()
        #expect(try RecordCoding.decodeManifest(RecordCoding.encode(manifest)) == manifest)
    }

    @Test("a journal is read back in its order")
    func journalRoundTrip() throws {
        let file = Manifest.File(size: 3, sha256: String(repeating: "0", count: 64), serverTime: nil)
        let older = Manifest.File(size: 1 << 33, sha256: nil, serverTime: FileTime(seconds: 60, precision: .minute))
        let journal = Journal(
            run: "0b", from: "0a", to: "0b", consumes: ["09"],
            steps: [
                .init(
                    path: try path("z"), effect: .file(before: nil, after: file), incoming: .staging("s1")),
                .init(
                    path: try path("a"), effect: .file(before: older, after: file), incoming: .staging("s2"),
                    outgoing: .backup("0b-1")),
                .init(path: try path("gone"), effect: .file(before: older, after: nil), outgoing: .backup("0b-2")),
                .init(path: try path("f"), effect: .makeFolder), .init(path: try path("g"), effect: .removeFolder),
            ])
        #expect(try RecordCoding.decodeJournal(RecordCoding.encode(journal)) == journal)
    }

    @Test("a record that is cut off anywhere is damaged")
    func truncated() throws {
        let bytes = RecordCoding.encode(try manifest())
        for length in 0..<bytes.count {
            #expect(throws: RecordCoding.Problem.self) { try RecordCoding.decodeManifest(Array(bytes[..<length])) }
        }
    }

    @Test("a record with a changed byte is damaged")
    func changed() throws {
        let bytes = RecordCoding.encode(try manifest())
        // The first ten bytes are gzip's header, whose time and system mean nothing.
        for index in 10..<bytes.count {
            var damaged = bytes
            damaged[index] ^= 0x55
            #expect(throws: RecordCoding.Problem.self) { try RecordCoding.decodeManifest(damaged) }
        }
    }

    @Test("a journal is no manifest")
    func kinds() {
        let journal = RecordCoding.encode(Journal(run: "0", from: "none", to: "0", steps: []))
        #expect(throws: RecordCoding.Problem.damaged("it is another kind of record")) {
            try RecordCoding.decodeManifest(journal)
        }
    }
}
