package import Foundation

/// Trees of files on the disk: made, listed and compared by tests.
package enum Tree {
    /// Every file below a folder with its content, folders with nil; hidden ones too.
    package static func contents(
        of folder: String, where isWanted: (String) -> Bool = { _ in true }
    ) throws -> [String: Data?] {
        var result: [String: Data?] = [:]
        let base = URL(fileURLWithPath: folder).resolvingSymlinksInPath().path
        // FileManager's enumerator does not look into what is mounted.
        var folders = [""]
        while let folder = folders.popLast() {
            let names = try? FileManager.default.contentsOfDirectory(atPath: "\(base)/\(folder)")
            for name in (names ?? []).map({ folder.isEmpty ? $0 : "\(folder)/\($0)" }) where isWanted(name) {
                let path = "\(base)/\(name)"
                var isFolder: ObjCBool = false
                _ = unsafe FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
                let isLink = (try? FileManager.default.destinationOfSymbolicLink(atPath: path)) != nil
                if isFolder.boolValue && !isLink { folders.append(name) }
                result[name] = .some(isFolder.boolValue ? nil : try Data(contentsOf: URL(fileURLWithPath: path)))
            }
        }
        return result
    }

    /// How many names there are below a folder, and how many of them are files that are served; cheap enough to be
    /// asked again and again while somebody writes there.
    package static func count(_ folder: String) -> (all: Int, served: Int) {
        let names = FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []
        return (names.count, names.count { !$0.hasPrefix(".deploy") && $0.hasSuffix(".html") })
    }

    /// What a deployment of a folder serves: everything but the tool's own names.
    package static func served(_ folder: String) throws -> [String: Data?] {
        // The others are not even read: a server may still be busy there for a client that is gone.
        try contents(of: folder) { name in
            let first = name.prefix { $0 != "/" }
            return ![".deploy", ".pyftpsync.yaml", "pyftpsync.yaml", ".git"].contains(String(first))
        }
    }

    /// Paths with their sizes and times to the nanosecond, as `find` tells them: equal before and after means that
    /// nothing was written; `except` names a folder in it that does not count.
    package static func fingerprint(_ folder: String, except: String = "/") async throws -> String {
        try await Program.run("/usr/bin/find", [folder, "-mindepth", "1", "-printf", "%P %y %s %T@ %C@\n"]).output
            .split(separator: "\n").filter { !$0.hasPrefix(except) }.sorted().joined(separator: "\n")
    }

    /// A small site: `count` files of different sizes in nested folders, with odd names, an empty file and an empty
    /// folder.
    package static func makeSite(_ folder: TemporaryFolder, _ name: String, files count: Int, seed: UInt64 = 1) throws {
        var random = SeededRandom(seed)
        let folders = ["", "css/", "img/", "blog/2026/11/", "with blank/", "ümlaut/"]
        for index in 0..<count {
            let size = Int.random(in: 1...6_000, using: &random)
            let data = Data((0..<size).map { _ in UInt8.random(in: 0...255, using: &random) })
            try folder.write("\(name)/\(folders[index % folders.count])page\(index).html", data)
        }
        try folder.write("\(name)/index.html", "<h1>Hello</h1>\n")
        try folder.write("\(name)/empty.txt", "")
        try folder.write("\(name)/.well-known/security.txt", "Contact: mailto:a@example.com\n")
        try folder.write("\(name)/names/it's 100% [odd] & ok.txt", "odd\n")
        try folder.folder("\(name)/empty folder")
    }
}

/// The same numbers for the same seed on every machine (SplitMix64).
package struct SeededRandom: RandomNumberGenerator {
    private var state: UInt64

    /// A generator with a seed.
    package init(_ seed: UInt64) { state = seed }

    package mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }
}
