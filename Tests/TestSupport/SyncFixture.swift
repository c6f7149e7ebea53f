import Foundation

/// pyftpsync's documented test project: nine files and seven folders that were the same on both sides, then edits on one
/// side or both, and six new files.
package struct SyncFixture: Sendable {
    private let local: TemporaryFolder
    private let localFolder: String
    private let remoteFolder: String

    /// Every path of it, in order.
    package static let paths =
        (1...9).map { "file\($0).txt" } + (1...7).map { "folder\($0)/file\($0)_1.txt" }
        + (1...6).map { "new_file\($0).txt" }

    /// A fixture in two folders of the disk, both below `base`.
    package init(_ base: TemporaryFolder, local: String, remote: String) {
        self.local = base
        localFolder = local
        remoteFolder = remote
    }

    private enum Place { case local, remote }

    private func path(_ place: Place, _ name: String) -> String {
        "\(place == .local ? localFolder : remoteFolder)/\(name)"
    }

    /// 2014-01-01 12:00:00 UTC.
    private static let noon = 1_388_577_600.0

    private func write(_ place: Place, _ name: String, _ text: String, seconds: Double) throws {
        let path = path(place, name)
        let parent = String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)])
        try FileManager.default.createDirectory(atPath: parent, withIntermediateDirectories: true)
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        try FileManager.default.setAttributes(
            [.modificationDate: Date(timeIntervalSince1970: Self.noon + seconds)], ofItemAtPath: path)
    }

    private func remove(_ place: Place, _ name: String) throws {
        try FileManager.default.removeItem(atPath: path(place, name))
    }

    private static func original(_ name: String) -> String {
        "local" + name.drop { !$0.isNumber }.prefix { $0.isNumber }
            + (name.contains("/") ? "_1" : "")
    }

    /// Puts the files as they were before any edit onto the local side, or onto both.
    package func makeOriginals(onBothSides: Bool = false) throws {
        for name in Self.paths.prefix(16) {
            try write(.local, name, Self.original(name), seconds: 0)
            if onBothSides { try write(.remote, name, Self.original(name), seconds: 0) }
        }
    }

    /// Makes the edits.
    package func edit() throws {
        for name in ["file2", "file6", "file9", "folder2/file2_1", "folder7/file7_1"] { try editHere(name) }
        for name in ["file4", "file7", "file8", "folder4/file4_1", "folder5/file5_1"] { try editThere(name) }
        try write(.remote, "file6.txt", "remote 13:00:05", seconds: 3_605)
        try write(.local, "file7.txt", "local 13:00:05", seconds: 3_605)
        for name in ["file3.txt", "file8.txt", "folder3", "folder4"] { try remove(.local, name) }
        for name in ["file5.txt", "file9.txt", "folder6", "folder7"] { try remove(.remote, name) }
        for name in ["new_file1", "new_file3", "new_file4", "new_file5"] { try editHere(name) }
        for name in ["new_file2", "new_file6"] { try editThere(name) }
        try write(.remote, "new_file3.txt", "local 13:00", seconds: 3_600)
        try write(.remote, "new_file4.txt", "remote 13:00 with other content", seconds: 3_600)
        try write(.remote, "new_file5.txt", "remote 13:00:05", seconds: 3_605)
        try write(.local, "new_file6.txt", "local 13:00:05", seconds: 3_605)
    }

    private func editHere(_ name: String) throws { try write(.local, "\(name).txt", "local 13:00", seconds: 3_600) }
    private func editThere(_ name: String) throws { try write(.remote, "\(name).txt", "remote 13:00", seconds: 3_600) }

    /// What both sides hold, a line for each path: `o` the original, `l` the local edit, `r` the remote one, `-` nothing.
    package var state: [String] {
        Self.paths.map { name in "\(name) \(letter(.local, name)) \(letter(.remote, name))" }
    }

    private func letter(_ place: Place, _ name: String) -> String {
        guard let text = try? String(contentsOfFile: path(place, name), encoding: .utf8) else { return "-" }
        if text == Self.original(name) { return "o" }
        return text.hasPrefix("local 13:00") ? "l" : text.hasPrefix("remote 13:00") ? "r" : text
    }
}
