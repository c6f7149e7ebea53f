// swift-tools-version: 6.2
import PackageDescription

/// Every Swift target is compiled with these: language mode 6, all warnings as errors, the upcoming
/// features that become the default in the next mode, and `unsafe` spelled out wherever memory safety ends.
let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .treatAllWarnings(as: .error),
    .strictMemorySafety(),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .enableUpcomingFeature("InferIsolatedConformances"),
    .enableUpcomingFeature("ImmutableWeakCaptures"),
]

func product(_ name: String, _ package: String) -> Target.Dependency {
    .product(name: name, package: package)
}

/// A library module of this package.
func module(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: strict)
}

func tests(_ name: String, _ dependencies: [Target.Dependency], data: [String] = []) -> Target {
    .testTarget(name: name, dependencies: dependencies, exclude: data, swiftSettings: strict)
}

let nio = product("NIOCore", "swift-nio")
let nioPosix = product("NIOPosix", "swift-nio")
let nioHTTP = product("NIOHTTP1", "swift-nio")
let logging = product("Logging", "swift-log")
let argumentParser = product("ArgumentParser", "swift-argument-parser")
let subprocess = product("Subprocess", "swift-subprocess")
let system = product("SystemPackage", "swift-system")

let package = Package(
    name: "deploy",
    products: [
        .executable(name: "deploy", targets: ["deploy"]),
        .library(name: "FTPClient", targets: ["FTPClient"]),
        .library(name: "DeployKit", targets: ["DeployKit"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2"),
        .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
    ],
    targets: [
        // Doors to the system libraries: a module map and a header each, imported by exactly one module.
        .systemLibrary(name: "CLibYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),
        .systemLibrary(name: "COpenSSL", pkgConfig: "openssl", providers: [.apt(["libssl-dev"])]),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        .systemLibrary(name: "CLinux"),
        .systemLibrary(name: "CLibSecret"),

        // What everything stands on.
        module("FileTree"),
        module("Diagnostics", ["FileTree"]),
        module("JSON"),
        module("YAML", ["CLibYAML", "Diagnostics"]),
        module("TLS", ["COpenSSL", nio]),
        module("LocalFiles", ["CLinux", "FileTree"]),
        module("Credentials", ["CLibSecret", "LocalFiles"]),

        // FTP: the grammar, both ends of it.
        module("FTPProtocol"),
        module("FTPClient", ["FTPProtocol", "Credentials", "TLS", "LocalFiles", "FileTree", nio, nioPosix, logging]),
        module("FTPServer", ["FTPProtocol", "LocalFiles", "FileTree", "Credentials", "TLS", nio, nioPosix, logging]),

        // HTTP: what is asked of the site after a deployment.
        module("HTTP", ["TLS", "FileTree", nio, nioPosix, nioHTTP]),

        // The way of the data: file -> plan -> change set -> outcome.
        module("DeployModel", ["FileTree", "Diagnostics"]),
        module("ConfigLoading", ["YAML", "JSON", "Diagnostics", "DeployModel"]),
        module("Planning", ["DeployModel", "Diagnostics", "FileTree"]),
        module("Comparison", ["DeployModel", "FileTree"]),
        module("SyncTargets", ["FileTree", "LocalFiles"]),
        module(
            "TargetBackends",
            [
                "SyncEngine", "SyncTargets", "DeployModel", "FileTree", "LocalFiles", "FTPClient", "FTPProtocol",
                "Credentials", "TLS", nio,
                logging,
            ]),
        module("SyncEngine", ["SyncTargets", "DeployModel", "FileTree", "TLS", "CZlib"]),
        module("Execution", ["SyncEngine", "Comparison", "SyncTargets", "DeployModel", "Diagnostics", "FileTree"]),
        module("Presentation", ["DeployModel", "Diagnostics", "FileTree", "JSON"]),
        module(
            "DeployCommands",
            [
                "ConfigLoading", "Planning", "Execution", "Presentation", "TargetBackends", "SyncEngine", "SyncTargets",
                "FTPServer",
                "Credentials", "DeployModel", "Diagnostics", "FileTree", "LocalFiles", "TLS", "YAML",
                "HTTP", argumentParser, logging, nio, nioPosix, subprocess, system,
            ]),
        .executableTarget(name: "deploy", dependencies: ["DeployCommands", "LocalFiles"], swiftSettings: strict),
        module(
            "DeployKit",
            [
                "Execution", "Comparison", "SyncEngine", "SyncTargets", "TargetBackends", "DeployModel", "FileTree",
                "LocalFiles", "Credentials", "FTPClient", "TLS", logging,
            ]),

        // Programs that use the public face of the client, and nothing else.
        .executableTarget(
            name: "ftp-examples", dependencies: ["FTPClient"], path: "examples/ftp-client", packageAccess: false,
            swiftSettings: strict),

        .executableTarget(
            name: "deploy-examples", dependencies: ["DeployKit", "FTPClient", logging], path: "examples/deploy-kit",
            packageAccess: false, swiftSettings: strict),

        // Tests: a target per module, then client against server, real servers and clients, and the built program.
        .systemLibrary(name: "CSpawn", path: "Tests/CSpawn"),
        .target(
            name: "TestSupport", dependencies: ["CSpawn", "DeployModel", "FileTree", "SyncEngine", nio, nioPosix],
            path: "Tests/TestSupport",
            swiftSettings: strict),
        tests("FileTreeTests", ["FileTree", "JSON", "TestSupport"]),
        tests("DiagnosticsTests", ["Diagnostics"]),
        tests("YAMLTests", ["YAML", "Diagnostics"]),
        tests("CredentialsTests", ["Credentials", "TestSupport"]),
        tests("LocalFilesTests", ["LocalFiles", "FileTree", "TestSupport"]),
        tests("FTPProtocolTests", ["FTPProtocol"]),
        tests("TLSTests", ["TLS", "TestSupport", nio, product("NIOEmbedded", "swift-nio")]),
        tests("FTPClientTests", ["FTPClient", "FTPProtocol", "TLS", nio, product("NIOEmbedded", "swift-nio")]),
        tests("HTTPTests", ["HTTP", "TLS", "TestSupport", nio, nioPosix, nioHTTP]),
        tests(
            "ConfigLoadingTests",
            ["ConfigLoading", "Planning", "Presentation", "DeployModel", "Diagnostics", "FileTree", "TestSupport"],
            data: ["BrokenFiles", "ValidFiles", "validate.py"]),
        tests("ComparisonTests", ["Comparison", "DeployModel", "FileTree"]),
        tests("SyncEngineTests", ["SyncEngine", "Execution", "SyncTargets", "DeployModel", "FileTree", "TestSupport"]),
        tests(
            "PresentationTests", ["Presentation", "DeployModel", "Diagnostics", "FileTree", "TestSupport", "deploy"]),
        tests(
            "LoopbackTests",
            [
                "TargetBackends", "SyncTargets", "SyncEngine", "Execution", "FTPClient", "FTPServer", "FTPProtocol",
                "Credentials", "DeployModel",
                "FileTree", "LocalFiles", "TestSupport", logging, nio,
            ]),
        tests("DeployKitTests", ["DeployKit", "FTPClient", "TestSupport", "deploy", logging]),
        tests("PeerTests", ["TestSupport", "FTPClient", "deploy", "ftp-examples", "deploy-examples"]),
        tests("CommandTests", ["TestSupport", "DeployCommands", "deploy", "DeployModel", "ConfigLoading"]),
    ]
)
