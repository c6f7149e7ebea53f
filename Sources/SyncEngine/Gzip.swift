internal import CZlib

/// gzip in memory, for the records on the remote.
enum Gzip {
    /// The bytes are not gzip, are cut off, or unpack to more than is allowed.
    struct Damaged: Error, Hashable {}

    /// `bytes` compressed.
    static func compress(_ bytes: [UInt8]) -> [UInt8] {
        var stream = unsafe z_stream()
        guard unsafe deploy_deflate_init_gzip(&stream, 6) == Z_OK else { preconditionFailure("zlib has no memory") }
        defer { unsafe deflateEnd(&stream) }
        return (try? unsafe run(&stream, bytes, limit: .max) { unsafe deflate($0, Z_FINISH) }) ?? []
    }

    /// `bytes` unpacked, at most `limit` bytes.
    static func decompress(_ bytes: [UInt8], limit: Int) throws(Damaged) -> [UInt8] {
        var stream = unsafe z_stream()
        guard unsafe deploy_inflate_init_gzip(&stream) == Z_OK else { preconditionFailure("zlib has no memory") }
        defer { unsafe inflateEnd(&stream) }
        return try unsafe run(&stream, bytes, limit: limit) { unsafe inflate($0, Z_NO_FLUSH) }
    }

    private static func run(
        _ stream: inout z_stream, _ bytes: [UInt8], limit: Int, step: (UnsafeMutablePointer<z_stream>) -> Int32
    ) throws(Damaged) -> [UInt8] {
        var input = bytes
        var output: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 1 << 16)
        var status = Z_OK
        unsafe input.withUnsafeMutableBufferPointer { source in
            unsafe stream.next_in = source.baseAddress
            unsafe stream.avail_in = UInt32(source.count)
            while status == Z_OK {
                let produced = unsafe piece.withUnsafeMutableBufferPointer { target in
                    unsafe stream.next_out = target.baseAddress
                    unsafe stream.avail_out = UInt32(target.count)
                    status = unsafe step(&stream)
                    return unsafe target.count - Int(stream.avail_out)
                }
                output += piece[..<produced]
                if output.count > limit { status = Z_DATA_ERROR }
                if produced == 0, status == Z_OK { status = Z_BUF_ERROR }
            }
        }
        guard status == Z_STREAM_END else { throw Damaged() }
        return output
    }
}
