internal import DeployModel
internal import FoundationEssentials
internal import LocalFiles

/// What a run takes from the process around it.
enum SyncPaths {
    /// Seconds since the epoch, UTC.
    @Sendable static func now() -> Int64 { Int64(Date.now.timeIntervalSince1970) }

    /// 32 random lower-case hexadecimal digits.
    static func randomID() -> String {
        (0..<16).map { _ in
            let byte = String(UInt8.random(in: 0...255), radix: 16)
            return byte.count == 1 ? "0\(byte)" : byte
        }.joined()
    }

    /// The user's home folder; nil where it is not known.
    static var home: String? { ProcessInfo.processInfo.environment["HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil } }

    /// A path as people write it, from the root.
    static func absolute(_ path: String) -> String {
        let expanded =
            path == "~" || path.hasPrefix("~/") ? home.map { $0 + path.dropFirst() } ?? path : path
        return LocalPath.resolve(expanded, from: FileManager.default.currentDirectoryPath)
    }
}

extension SyncOptions {
    /// `deploy` in the user's folder for state (XDG Base Directory Specification).
    static var userState: String? {
        if let state = ProcessInfo.processInfo.environment["XDG_STATE_HOME"], state.hasPrefix("/") {
            return "\(state)/deploy"
        }
        return SyncPaths.home.map { "\($0)/.local/state/deploy" }
    }
}

extension StateFolder {
    /// The folder at an absolute path.
    init?(absolute path: String) {
        guard let slash = path.lastIndex(of: "/"), slash != path.startIndex else { return nil }
        self.init(String(path[path.index(after: slash)...]), below: String(path[..<slash]), isIgnored: false)
    }
}

extension TreeLocation {
    /// With the path of a folder from the root.
    var resolved: TreeLocation {
        if case .folder(let path) = self { .folder(SyncPaths.absolute(path)) } else { self }
    }
}

extension SyncSide {
    /// Where it is, as records know it.
    var location: TreeLocation {
        switch place {
        case .location(let location, _, _): location.resolved
        case .custom(let target): .custom(target.name)
        }
    }
}

extension Synchronizer.Command {
    var command: SyncCommand {
        switch self {
        case .upload: .upload
        case .download: .download
        case .sync: .sync
        }
    }
}

extension SyncOptions.Deletion {
    var policy: DeletePolicy {
        switch self {
        case .nothing: .off
        case .everything: .all
        case .owned: .owned
        }
    }
}

extension SyncOptions.Resolution {
    var resolution: ConflictResolution {
        switch self {
        case .skip: .skip
        case .local: .local
        case .remote: .remote
        case .old: .old
        case .new: .new
        case .stop: .ask
        }
    }
}
