package import FileTree

/// One thing that is done before or after a deployment.
package struct Hook: Hashable, Sendable, Codable {
    /// What is done.
    package enum Action: Hashable, Sendable, Codable {
        /// A command line for `/bin/sh -c`, on this machine.
        case shell(String)
        /// A program and its arguments, on this machine.
        case program([String])
        /// An HTTP request that has to be answered with a status.
        case request(url: String, method: String, body: String?, status: Int)
        /// A folder is made on the remote, with those above it.
        case makeFolder(RelativePath)
        /// A file of the remote is renamed.
        case rename(RelativePath, to: RelativePath)
        /// A file of the remote is deleted.
        case delete(RelativePath)
        /// All that is in a folder of the remote is deleted.
        case purge(RelativePath)
        /// Permissions of the remote are set.
        case setMode(RelativePath, UInt16)
    }

    /// What is done.
    package var action: Action
    /// Seconds after which a command or a request fails.
    package var timeout: Int

    /// The program and its arguments that run a command; nil for anything else.
    package var words: [String]? {
        switch action {
        case .shell(let line): ["/bin/sh", "-c", line]
        case .program(let words): words
        default: nil
        }
    }

    /// A hook from its parts.
    package init(_ action: Action, timeout: Int) {
        self.action = action
        self.timeout = timeout
    }

    /// A URL without what may be a secret in it: its scheme and its host. Also of what is no URL only the beginning.
    package static func shown(_ url: String) -> String {
        let scheme = url.firstRange(of: "://").map { url[..<$0.upperBound] } ?? ""
        let rest = url[scheme.endIndex...]
        let authority = rest.prefix { !"/?#".contains($0) }
        let host = authority.split(separator: "@").last ?? ""
        let path = rest[authority.endIndex...]
        let isWhole = !scheme.isEmpty && !host.isEmpty
        return "\(scheme)\(host)" + (path.isEmpty || path == "/" ? isWhole ? "/" : path : "/…")
    }

    /// A reason in words without the parts of a URL that may be a secret.
    package static func masked(_ reason: String, _ url: String) -> String {
        let shown = shown(url)
        let path = url[(url.firstRange(of: "://")?.upperBound ?? url.startIndex)...].drop { !"/?#".contains($0) }
        let text = reason.replacing(url, with: shown)
        // A short path is no secret, and could be part of any word.
        return path.count < 6 ? text : text.replacing(path, with: "/…")
    }

    /// In words, as messages and events show it.
    package var description: String {
        switch action {
        case .shell(let line): line
        case .program(let words): words.joined(separator: " ")
        case .request(let url, let method, _, _): "\(method) \(Self.shown(url))"
        case .makeFolder(let path): "mkdir \(path)"
        case .rename(let path, let newPath): "rename \(path) to \(newPath)"
        case .delete(let path): "delete \(path)"
        case .purge(let path): "purge \(path)"
        case .setMode(let path, let mode): "chmod \(String(mode, radix: 8)) \(path)"
        }
    }
}

/// When a hook is due.
package enum HookMoment: String, Sendable, Hashable, CaseIterable, Codable {
    /// Before the first file is sent.
    case before
    /// All files are there, none is live.
    case afterUpload = "after_upload"
    /// The new version is live.
    case after
    /// The run failed.
    case onFailure = "on_failure"
}

/// A page that is fetched after a deployment.
package struct HealthCheck: Hashable, Sendable, Codable {
    /// Its whole URL.
    package var url: String
    /// The status that it has to have.
    package var status: Int
    /// A text that it has to hold; nil for any.
    package var contains: String?
    /// Seconds for which it is tried again.
    package var within: Int

    /// A check from its parts.
    package init(url: String, status: Int = 200, contains: String? = nil, within: Int = 10) {
        self.url = url
        self.status = status
        self.contains = contains
        self.within = within
    }
}

/// What belongs to a site besides its files.
package struct SitePlan: Hashable, Sendable, Codable {
    /// Where visitors reach the site, with a slash at the end; nil where nobody says.
    package var url: String?
    /// What is done when.
    package var hooks: [HookMoment: [Hook]] = [:]
    /// Which pages are fetched.
    package var health: [HealthCheck] = []
    /// Which permissions uploaded files get.
    package var modes: [ModeRule] = []

    /// Nothing.
    package init() {}
}
