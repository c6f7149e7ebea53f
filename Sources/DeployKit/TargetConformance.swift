/// Says whether a target of a program's own does what a synchronization expects of it. For tests:
///
///     #expect(await TargetConformance.violations(of: MyTarget()) == [])
public enum TargetConformance {
    /// Tries `target`, which has to be empty and is left empty. Gives what it does otherwise than expected, a sentence
    /// each. What one part of the trial leaves behind may show in the next ones too.
    public static func violations(of target: any SyncTarget) async -> [String] {
        var trial = Trial(target: target)
        await trial.run()
        return trial.violations
    }
}

/// One trial of a target.
private struct Trial {
    let target: any SyncTarget
    private(set) var violations: [String] = []

    init(target: any SyncTarget) { self.target = target }

    mutating func run() async {
        do {
            try await target.open()
        } catch {
            violations.append("open throws: \(error)")
            return
        }
        do { try await tryFiles() } catch { violations.append("files: it throws: \(error)") }
        do { try await tryFolders() } catch { violations.append("folders: it throws: \(error)") }
        do { try await tryNames() } catch { violations.append("odd names: it throws: \(error)") }
        do { try await tryTimes() } catch { violations.append("times: it throws: \(error)") }
        await target.close()
    }

    private mutating func expect(_ isAsExpected: Bool, _ sentence: String) {
        if !isAsExpected { violations.append(sentence) }
    }

    private func write(_ path: String, _ text: String) async throws -> SyncEntry {
        let bytes = Array(text.utf8)
        return try await target.write(path) { consume in
            // In two pieces, as files come.
            try await consume(bytes[..<(bytes.count / 2)])
            try await consume(bytes[(bytes.count / 2)...])
        }
    }

    private func read(_ path: String) async throws -> String {
        let collected = Collector()
        try await target.read(path) { await collected.add($0) }
        return String(decoding: await collected.bytes, as: UTF8.self)
    }

    private func names(_ folder: String = "") async throws -> [String] {
        try await target.list(folder).map(\.name).sorted()
    }

    /// Whether `body` throws the error that nothing is there.
    private func isNotFound(_ body: () async throws -> Void) async -> Bool {
        do {
            try await body()
            return false
        } catch let error as SyncTargetError {
            return error.kind == .notFound
        } catch {
            return false
        }
    }

    private mutating func tryFiles() async throws {
        expect(try await names().isEmpty, "the target is not empty to begin with")
        let stored = try await write("a", "first")
        expect(stored.kind == .file && stored.size == 5, "write does not return the file with its size")
        expect(try await read("a") == "first", "what was written is not what is read")
        expect(try await target.list("").first?.size == 5, "list does not tell the size of a file")
        _ = try await write("a", "second, and longer")
        expect(try await read("a") == "second, and longer", "write does not replace a file")
        _ = try await write("empty", "")
        expect(try await read("empty").isEmpty, "an empty file is not empty")
        _ = try await write("b", "b")
        try await target.rename("b", to: "a")
        expect(try await read("a") == "b", "rename does not replace a file of the new name")
        expect(try await names() == ["a", "empty"], "rename leaves the old name behind")
        for name in ["a", "empty", "never there"] { try await target.deleteFile(name) }
        expect(try await names().isEmpty, "deleteFile leaves the file")
        let target = target
        expect(
            await isNotFound { try await target.read("never there") { _ in } },
            "reading a file that is missing does not throw notFound")
    }

    private mutating func tryFolders() async throws {
        let target = target
        try await target.createFolder("f")
        try await target.createFolder("f")
        try await target.createFolder("f/deep")
        expect(try await target.list("").map(\.kind) == [.folder], "a folder is not listed as one")
        _ = try await write("f/deep/file", "x")
        expect(try await names("f/deep") == ["file"], "a file in a folder is not listed there")
        try await target.rename("f/deep/file", to: "f/file")
        expect(try await names("f") == ["deep", "file"], "rename does not move a file to another folder")
        do {
            try await target.deleteFolder("f")
            expect(false, "deleteFolder deletes a folder that is not empty")
        } catch {}
        expect(try await read("f/file") == "x", "deleteFolder loses what is in a folder")
        try await target.deleteFile("f/file")
        for folder in ["f/deep", "f", "never there"] { try await target.deleteFolder(folder) }
        expect(try await names().isEmpty, "deleteFolder leaves the folder")
        expect(
            await isNotFound { _ = try await target.list("never there") },
            "listing a folder that is missing does not throw notFound")
    }

    private mutating func tryNames() async throws {
        let odd = ["with blank", "ümlaut", "it's 100% [odd] & ok", ".hidden"]
        for name in odd { _ = try await write(name, name) }
        expect(try await names() == odd.sorted(), "odd names are not listed as they were written")
        for name in odd {
            expect(try await read(name) == name, "the file '\(name)' is not the one that was written")
            try await target.deleteFile(name)
        }
    }

    private mutating func tryTimes() async throws {
        _ = try await write("a", "x")
        if try await target.setModified("a", 1_000_000_000) {
            let time = try await target.list("").first?.modified
            expect(time == 1_000_000_000, "setModified sets another time than the one that list tells")
        }
        try await target.deleteFile("a")
    }
}

/// Gathers pieces.
private actor Collector {
    private(set) var bytes: [UInt8] = []

    func add(_ piece: ArraySlice<UInt8>) { bytes += piece }
}
