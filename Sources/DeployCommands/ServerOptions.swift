internal import ArgumentParser

/// How a server is connected to and where its password comes from, as the command line says it.
struct ServerOptions: ParsableArguments {
    @Option(help: "How many connections may be open at once (1 to 32).")
    var connections: Int?

    @Option(help: "Seconds without any progress after which an operation fails.")
    var timeout: Int?

    @Option(help: "Encryption: require, implicit or off.", completion: .words(of: "tls"))
    var tls: String?

    @Flag(inversion: .prefixedNo, help: "Check the server's certificate.")
    var tlsVerify: Bool?

    @Option(help: "A PEM file with the certificate authorities to trust.", completion: .file())
    var tlsCaFile: String?

    @Option(help: "The name that the server's certificate has to be for.")
    var tlsServerName: String?

    @Option(help: "The SHA-256 fingerprint of the certificate or public key to trust.")
    var tlsFingerprint: String?

    @Option(help: "A PEM file with the certificate to show to the server.", completion: .file())
    var tlsCert: String?

    @Option(help: "The PEM file with that certificate's key.", completion: .file())
    var tlsKey: String?

    @Option(
        help: "How names go over the wire: utf-8, iso-8859-1, iso-8859-15, windows-1252.",
        completion: .words(of: "encoding"))
    var encoding: String?

    @Flag(inversion: .prefixedNo, help: "Let the server open the data connections.")
    var ftpActive: Bool?

    @Flag(inversion: .prefixedNo, help: "Check the host key (SFTP).")
    var verifyHostKeys: Bool?

    @Option(help: "The user to log in as.")
    var user: String?

    @Option(help: "A file whose content is the password.", completion: .file())
    var passwordFile: String?

    @Flag(inversion: .prefixedNo, help: "Store the password in the keyring once the server has taken it.")
    var storePassword: Bool?

    @Flag(inversion: .prefixedNo, help: "Always ask for the password, or never.")
    var prompt: Bool?

    @Flag(inversion: .prefixedNo, help: "Look for the password in the keyring.")
    var keyring: Bool?

    @Flag(
        inversion: .prefixedNo,
        help: "Look for user and password in ~/.netrc; 'login' and 'logout' store and delete them there.")
    var netrc: Bool?

    /// Adds what was given.
    ///
    /// - Throws: ``UsageError`` for values that the option table does not allow.
    func add(to overrides: inout OverrideLayer) throws {
        try overrides.set("connections", connections)
        try overrides.set("timeout", timeout)
        try overrides.set("tls", tls)
        try overrides.set("user", user)
        try overrides.set("password_file", passwordFile)
        try overrides.set("store_password", storePassword)
        try overrides.set("tls_verify", tlsVerify)
        try overrides.set("tls_ca_file", tlsCaFile)
        try overrides.set("tls_server_name", tlsServerName)
        try overrides.set("tls_fingerprint", tlsFingerprint)
        try overrides.set("tls_cert", tlsCert)
        try overrides.set("tls_key", tlsKey)
        try overrides.set("encoding", encoding)
        try overrides.set("ftp_active", ftpActive)
        try overrides.set("no_verify_host_keys", verifyHostKeys.map { !$0 })
        // The two keys are one question, so that a task's 'no_prompt' does not contradict --prompt.
        try overrides.set("prompt", prompt, as: prompt == false ? "--no-prompt" : nil)
        try overrides.set("no_prompt", prompt.map { !$0 }, as: prompt == true ? "--prompt" : nil)
        try overrides.set("no_keyring", keyring.map { !$0 })
        try overrides.set("no_netrc", netrc.map { !$0 })
    }
}
