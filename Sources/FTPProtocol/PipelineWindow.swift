/// How many bytes of commands may be under way unanswered, and how they are cut into writes.
package struct PipelineWindow: Hashable, Sendable {
    /// The most bytes without an answer.
    package let bytes: Int
    /// The most bytes in one write; whole lines in any case.
    package let write: Int

    /// For a server that loses its place where a read ends between CR and LF (ProFTPD 1.3.8). Each write fits into one
    /// network segment, whatever its path, and all of them into the buffer of 4,096 bytes that it reads with: so no read
    /// ends within a line.
    package static let cautious = PipelineWindow(bytes: 3_600, write: 1_200)
    /// For every other server.
    package static let wide = PipelineWindow(bytes: 16_000, write: 16_000)
    /// For every other server over TLS: of a longer record Pure-FTPd reads some 4,100 bytes, and the rest only when
    /// another record comes.
    package static let encrypted = PipelineWindow(bytes: 16_000, write: 4_000)

    private init(bytes: Int, write: Int) {
        self.bytes = bytes
        self.write = write
    }

    /// The window for a server, by what it says of itself: wide only for those known to read lines whole, because a
    /// ProFTPD may hide its name.
    package init(features: Features, welcome: [String], isEncrypted: Bool) {
        let greeting = welcome.joined(separator: " ").lowercased()
        let known = ["vsftpd", "pure-ftpd", "pyftpdlib", "deploy's ftp server"]
        // ESTP stands in the FEAT of Pure-FTPd alone.
        let readsLines = features.has("ESTP") || known.contains { greeting.contains($0) }
        self = readsLines ? (isEncrypted ? .encrypted : .wide) : .cautious
    }
}
