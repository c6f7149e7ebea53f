/// How many bytes of commands may be under way unanswered.
package enum PipelineWindow {
    /// What fits into one network segment, whatever its path: a server that loses its place where a read ends between
    /// CR and LF (ProFTPD 1.3.8) then never sees such an end.
    package static let cautious = 1_200
    /// What every other server takes.
    package static let wide = 8_000

    /// The window for a server, by what it says of itself: wide only for those known to read lines whole, because a
    /// ProFTPD may hide its name.
    package static func bytes(features: Features, welcome: [String]) -> Int {
        let greeting = welcome.joined(separator: " ").lowercased()
        let known = ["vsftpd", "pure-ftpd", "pyftpdlib", "deploy's ftp server"]
        // ESTP stands in the FEAT of Pure-FTPd alone.
        return features.has("ESTP") || known.contains { greeting.contains($0) } ? wide : cautious
    }
}
