internal import TLS
internal import YAML

/// What `--version` tells.
enum VersionText {
    /// The version of this program.
    static let version = "0.1.0"

    /// One line, or with the libraries one line each.
    static func render(detailed: Bool) -> String {
        guard detailed else { return "\(version)\n" }
        #if DEBUG
            let build = "debug"
        #else
            let build = "release"
        #endif
        return """
            deploy \(version) (\(build), \(architecture), Linux)
            \(SHA256.libraryVersion)
            libyaml \(DocumentReader.libraryVersion)

            """
    }

    private static var architecture: String {
        #if arch(x86_64)
            "x86_64"
        #elseif arch(arm64)
            "arm64"
        #else
            "unknown architecture"
        #endif
    }
}
