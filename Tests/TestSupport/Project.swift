import Foundation

/// Places of the project's checkout.
package enum Project {
    /// The checkout's folder.
    package static let root: String = {
        var parts = #filePath.split(separator: "/")
        parts.removeLast(3)
        return "/" + parts.joined(separator: "/")
    }()

    /// Where the programs are that were built with the tests.
    package static let products: String = {
        let this = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
        return String(this[..<(this.lastIndex(of: "/") ?? this.startIndex)])
    }()

    /// The program `deploy`.
    package static let deploy = "\(products)/deploy"

    /// Whether the full counts are asked for.
    package static let isLong = ProcessInfo.processInfo.environment["DEPLOY_TEST_LONG"] != nil

    /// Whether the programs are built with a sanitizer.
    package static let isSanitized = ProcessInfo.processInfo.environment["DEPLOY_TEST_SANITIZED"] != nil

    /// Runs `deploy` in a folder, without a terminal. Whatever it does, it must not show the servers' password.
    package static func deploy(
        _ arguments: [String], in folder: String = "/", environment: [String: String] = [:]
    ) async throws -> Program.Result {
        let result = try await Program.run(deploy, arguments, in: folder, environment: environment)
        try refuseLeak(result, of: arguments)
        return result
    }

    /// What a run has shown although nobody may see it.
    package struct Leak: Error {
        /// The run.
        package let arguments: [String]
    }

    /// Makes sure that a run shows no password, at whatever level of detail.
    ///
    /// - Throws: ``Leak``.
    static func refuseLeak(_ result: Program.Result, of arguments: [String]) throws {
        guard (result.output + result.errors).contains(PeerServer.password) else { return }
        throw Leak(arguments: arguments)
    }
}
