/// How many bytes of commands may be under way unanswered.
package enum PipelineWindow {
    /// What fits into one network segment, whatever its path: a server that loses its place where a read ends between
    /// CR and LF (ProFTPD 1.3.8) then never sees such an end.
    package static let cautious = 1_200
    /// What every other server takes.
    package static let wide = 8_000
    /// What goes into one TLS record: of a longer one ProFTPD and Pure-FTPd read some 4,100 bytes, and the rest only
    /// when another record comes.
    package static let encrypted = 4_000

    /// The window for a server, by what it says of itself: wide only for those known to read lines whole, because a
    /// ProFTPD may hide its name.
    package static func bytes(features: Features, welcome: [String], isEncrypted: Bool = false) -> Int {
        let greeting = welcome.joined(separator: " ").lowercased()
        let known = ["vsftpd", "pure-ftpd", "pyftpdlib", "deploy's ftp server"]
        // ESTP stands in the FEAT of Pure-FTPd alone.
        guard features.has("ESTP") || known.contains(where: { greeting.contains($0) }) else { return cautious }
        return isEncrypted ? encrypted : wide
    }
}
