import Comparison
import DeployModel
import FileTree
import Testing

/// One path `f` in every combination of base, local and remote.
@Suite("base × local × remote, for uploads")
struct UploadPolicyTests {
    /// What a side holds: nothing, what was recorded, or something else.
    enum Side: String, CaseIterable, Sendable { case absent, same, other }

    private static let path = RelativePath("f") ?? .root

    private func entry(_ side: Side, time: Int64) -> FileEntry? {
        switch side {
        case .absent: nil
        case .same: FileEntry(path: Self.path, kind: .file, size: 3, modified: FileTime(seconds: 1_000))
        case .other: FileEntry(path: Self.path, kind: .file, size: 3, modified: FileTime(seconds: time))
        }
    }

    private func compare(
        base: SyncBase, local: Side, remote: Side, localTime: Int64 = 2_000, remoteTime: Int64 = 3_000,
        policy: ComparisonPolicy
    ) -> ChangeSet {
        let here = entry(local, time: localTime)
        return TreeComparison.compare(
            Evidence(
                base: base, local: Snapshot([here].compactMap { $0 }),
                remote: Snapshot([entry(remote, time: remoteTime)].compactMap { $0 }),
                hashes: here == nil ? [:] : [Self.path: local == .same ? "hash" : "other"]), policy)
    }

    /// The one thing that the change set says of the path.
    private func verdict(_ changes: ChangeSet) -> String {
        (changes.changes.map { "\($0.action.rawValue): \($0.reason)" }
            + changes.conflicts.map { "conflict: \($0.reason)" }
            + changes.skipped.map { "skip: \($0.reason)" } + changes.drifted.map { "skip: \($0.reason)" }
            + changes.unchanged.map { _ in "equal" }).joined(
                separator: "; ")
    }

    private static let recorded = SyncBase(
        files: [path: Manifest.File(size: 3, sha256: "hash", serverTime: FileTime(seconds: 1_000))], folders: [],
        isComplete: true)
    private static let unrecorded = SyncBase(files: [:], folders: [], isComplete: true)

    @Test(
        "with a record",
        arguments: [
            (.absent, .absent, "", "", ""),
            (
                .absent, .same, "skip: deleted here; 'delete' is off", "delete: deleted here",
                "skip: deleted here; 'delete' is off"
            ),
            (
                .absent, .other, "skip: deleted here; 'delete' is off", "conflict: deleted here, changed on the remote",
                "skip: deleted here; 'delete' is off"
            ),
            (
                .same, .absent, "skip: deleted on the remote, not changed here",
                "skip: deleted on the remote, not changed here",
                "create: forced: deleted on the remote, not changed here"
            ),
            (.same, .same, "equal", "equal", "equal"),
            (
                .same, .other, "skip: changed on the remote, not here", "skip: changed on the remote, not here",
                "replace: forced: changed on the remote, not here"
            ),
            (
                .other, .absent, "conflict: changed here, deleted on the remote",
                "conflict: changed here, deleted on the remote", "conflict: changed here, deleted on the remote"
            ),
            (.other, .same, "replace: changed here", "replace: changed here", "replace: changed here"),
            (
                .other, .other, "conflict: changed here and on the remote", "conflict: changed here and on the remote",
                "replace: forced: changed here and on the remote"
            ),
        ] as [(Side, Side, String, String, String)])
    func recorded(local: Side, remote: Side, plain: String, delete: String, force: String) {
        typealias Policy = ComparisonPolicy
        #expect(verdict(compare(base: Self.recorded, local: local, remote: remote, policy: Policy())) == plain)
        #expect(
            verdict(compare(base: Self.recorded, local: local, remote: remote, policy: Policy(delete: .all))) == delete)
        #expect(
            verdict(compare(base: Self.recorded, local: local, remote: remote, policy: Policy(delete: .owned)))
                == delete)
        #expect(
            verdict(compare(base: Self.recorded, local: local, remote: remote, policy: Policy(force: true))) == force)
    }

    @Test("--resolve local decides conflicts, --resolve skip leaves them listed")
    func resolve() {
        let local = ComparisonPolicy(delete: .all, resolve: .local)
        #expect(
            verdict(compare(base: Self.recorded, local: .other, remote: .other, policy: local))
                == "replace: local wins: changed here and on the remote")
        #expect(
            verdict(compare(base: Self.recorded, local: .absent, remote: .other, policy: local))
                == "delete: local wins: deleted here, changed on the remote")
        let skip = ComparisonPolicy(resolve: .skip)
        #expect(
            verdict(compare(base: Self.recorded, local: .other, remote: .other, policy: skip))
                == "conflict: changed here and on the remote")
    }

    @Test("a file that the record does not have, on both sides")
    func new() {
        let policy = ComparisonPolicy()
        #expect(
            verdict(compare(base: Self.unrecorded, local: .other, remote: .absent, policy: policy)) == "create: new")
        #expect(
            verdict(compare(base: Self.unrecorded, local: .other, remote: .other, policy: policy))
                == "conflict: new here, and on the remote by another way")
        #expect(
            verdict(
                compare(
                    base: Self.unrecorded, local: .other, remote: .other, localTime: 5, remoteTime: 7, policy: policy))
                == "equal")
        #expect(
            verdict(compare(base: Self.unrecorded, local: .absent, remote: .other, policy: policy))
                == "skip: only on the remote")
        #expect(
            verdict(compare(base: Self.unrecorded, local: .absent, remote: .other, policy: .init(delete: .all)))
                == "delete: not in the local folder")
        #expect(
            verdict(compare(base: Self.unrecorded, local: .absent, remote: .other, policy: .init(delete: .owned)))
                == "skip: only on the remote, not put there by this project")
    }

    @Test("no deployment yet: the newer side decides, a newer server file is never replaced silently")
    func first() {
        let policy = ComparisonPolicy()
        func verdict(_ localTime: Int64, _ remoteTime: Int64, _ policy: ComparisonPolicy) -> String {
            self.verdict(
                compare(
                    base: .none, local: .other, remote: .other, localTime: localTime, remoteTime: remoteTime,
                    policy: policy))
        }
        #expect(verdict(100, 50, policy) == "replace: newer here")
        #expect(verdict(50, 100, policy) == "conflict: on the remote it is newer, and not known to be from here")
        #expect(verdict(100, 101, policy) == "equal")
        #expect(
            verdict(50, 100, .init(force: true))
                == "replace: forced: on the remote it is newer, and not known to be from here")
    }

    @Test(
        "two seconds are the same moment, three are not; size counts too",
        arguments: [(0, "equal"), (2, "equal"), (3, "replace: newer here")])
    func epsilon(difference: Int64, expected: String) {
        #expect(
            verdict(
                compare(
                    base: .none, local: .other, remote: .other, localTime: 1_000 + difference, remoteTime: 1_000,
                    policy: .init())) == expected)
    }

    // MARK: Trees

    private func snapshot(_ names: [String], time: Int64 = 1_000) -> Snapshot {
        Snapshot(
            names.compactMap { name in
                let isFolder = name.hasSuffix("/")
                return RelativePath(isFolder ? String(name.dropLast()) : name).map {
                    FileEntry(
                        path: $0, kind: isFolder ? .folder : .file, size: isFolder ? nil : 3,
                        modified: FileTime(seconds: time))
                }
            })
    }

    private func run(_ local: [String], _ remote: Snapshot, base: SyncBase = .none, policy: ComparisonPolicy)
        -> [String]
    {
        let here = snapshot(local)
        let hashes = Dictionary(uniqueKeysWithValues: here.files.map { ($0.path, "hash") })
        let changes = TreeComparison.compare(
            Evidence(base: base, local: here, remote: remote, hashes: hashes), policy)
        return changes.changes.map { "\($0.action.rawValue) \($0.path.text)" }
            + changes.conflicts.map { "conflict \($0.path.text)" }
    }

    @Test("folders first and from above, files, then deletions from below")
    func order() {
        let result = run(
            ["b/", "b/c/", "b/c/f", "a"], snapshot(["x/", "x/y/", "x/y/f", "x/g"]), policy: .init(delete: .all))
        #expect(
            result == [
                "create folder b", "create folder b/c", "create a", "create b/c/f", "delete x/g", "delete x/y/f",
                "delete folder x/y", "delete folder x",
            ])
    }

    @Test("a folder that still holds something excluded stays")
    func excluded() throws {
        var remote = snapshot(["x/", "x/y/", "x/y/f", "z/"])
        remote.excluded = [try #require(RelativePath("x/y/.git")): .folder]
        #expect(run(["a"], remote, policy: .init(delete: .all)) == ["create a", "delete x/y/f", "delete folder z"])
    }

    @Test("owned deletes only what was recorded, folders too")
    func owned() throws {
        let path = try #require(RelativePath("x/mine"))
        let folder = try #require(RelativePath("x"))
        let base = SyncBase(
            files: [path: Manifest.File(size: 3, sha256: "h", serverTime: nil)], folders: [folder], isComplete: true)
        #expect(
            run(["a"], snapshot(["x/", "x/mine", "x/theirs", "y/"]), base: base, policy: .init(delete: .owned)) == [
                "create a", "delete x/mine",
            ])
        #expect(
            run(["a"], snapshot(["x/", "x/mine", "y/"]), base: base, policy: .init(delete: .owned)) == [
                "create a", "delete x/mine", "delete folder x",
            ])
    }

    @Test("a file here and a folder there is a conflict, and nothing below is touched")
    func kinds() {
        #expect(run(["x"], snapshot(["x/", "x/f"]), policy: .init(delete: .all)) == ["conflict x"])
        #expect(run(["x/", "x/f"], snapshot(["x"]), policy: .init(delete: .all)) == ["conflict x"])
    }

    @Test("without delete nothing is ever deleted", arguments: [true, false])
    func noDelete(force: Bool) {
        #expect(run(["a"], snapshot(["x/", "x/f"]), policy: .init(force: force)) == ["create a"])
    }

    // MARK: Clocks

    @Test("a whole-hour shift that most files share is no change; another one is")
    func shift() throws {
        let names = ["a", "b", "c"]
        let files = try Dictionary(
            uniqueKeysWithValues: names.map {
                (
                    try #require(RelativePath($0)),
                    Manifest.File(size: 3, sha256: "hash", serverTime: FileTime(seconds: 1_000))
                )
            })
        let base = SyncBase(files: files, folders: [], isComplete: true)
        var remote = snapshot(names, time: 1_000 - 3_600)
        #expect(ClockShift.common(base: base, remote: remote) == 3_600)
        #expect(run(names, remote, base: base, policy: .init()) == [])
        remote.insert(
            FileEntry(path: try #require(RelativePath("a")), kind: .file, size: 3, modified: FileTime(seconds: 900)))
        let local = snapshot(names)
        let hashes = Dictionary(uniqueKeysWithValues: local.files.map { ($0.path, "hash") })
        let changes = TreeComparison.compare(
            Evidence(base: base, local: local, remote: remote, hashes: hashes), .init())
        #expect(changes.drifted.map(\.path.text) == ["a"])
    }
}
