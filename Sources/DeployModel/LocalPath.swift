/// Arithmetic on absolute paths of this machine, by their spelling alone.
package enum LocalPath {
    /// `path` seen from `folder`, with `.`, `..` and doubled slashes resolved; a relative `folder` gives a relative
    /// result.
    package static func resolve(_ path: String, from folder: String) -> String {
        let joined = path.hasPrefix("/") ? path : "\(folder)/\(path)"
        var components: [Substring] = []
        for component in joined.split(separator: "/") where component != "." {
            if component == ".." { _ = components.popLast() } else { components.append(component) }
        }
        return (joined.hasPrefix("/") ? "/" : "") + components.joined(separator: "/")
    }

    /// Whether `path` is `folder` or lies below it; both absolute and resolved.
    package static func isWithin(_ path: String, _ folder: String) -> Bool {
        path == folder || folder == "/" || path.hasPrefix(folder + "/")
    }
}
