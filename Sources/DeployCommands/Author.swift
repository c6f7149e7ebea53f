internal import Glibc

/// Who runs the command, as records on a server name them: `user@host`.
enum Author {
    /// The name; nil where neither user nor host is known.
    static func name(_ context: CommandContext) -> String? {
        let user = ["USER", "LOGNAME"].lazy.compactMap { context.environment[$0] }.first { !$0.isEmpty }
        let parts = [user, host].compactMap(\.self)
        return parts.isEmpty ? nil : parts.joined(separator: "@")
    }

    private static var host: String? {
        var name = [CChar](repeating: 0, count: 256)
        guard unsafe gethostname(&name, name.count - 1) == 0 else { return nil }
        let bytes = name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
        return bytes.isEmpty ? nil : String(decoding: bytes, as: UTF8.self)
    }
}
