internal import Glibc

/// Paths without symbolic links in them.
package enum RealPath {
    /// Where an absolute path really leads: links resolved as far as the path exists, the rest as it is written.
    package static func resolve(_ path: String) -> String {
        var existing = path[...]
        while !existing.isEmpty {
            if let resolved = unsafe realpath(String(existing), nil) {
                defer { unsafe free(resolved) }
                let rest = path[existing.endIndex...]
                let base = unsafe String(cString: resolved)
                return base == "/" ? String(rest.isEmpty ? "/" : rest) : base + rest
            }
            existing = existing[..<(existing.lastIndex(of: "/") ?? existing.startIndex)]
        }
        return path
    }
}
