/// What is sent in an upload.
package enum UploadBody: Sendable {
    /// Bytes in memory.
    case bytes([UInt8])
    /// A file of this machine by its open descriptor, which the caller keeps open until the upload is over, and its
    /// length in bytes. The kernel sends it (sendfile).
    case file(descriptor: Int32, size: Int64)

    /// The length in bytes.
    package var size: Int64 {
        switch self {
        case .bytes(let bytes): Int64(bytes.count)
        case .file(_, let size): size
        }
    }
}
