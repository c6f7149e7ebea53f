internal import COpenSSL

/// A SHA-256 digest being computed by OpenSSL, which uses the processor's instructions for it.
@safe package struct SHA256: ~Copyable {
    private let context: OpaquePointer

    /// An empty digest.
    package init() {
        guard let context = unsafe EVP_MD_CTX_new() else { preconditionFailure("OpenSSL has no memory for a digest") }
        unsafe EVP_DigestInit_ex(context, EVP_sha256(), nil)
        unsafe self.context = context
    }

    deinit { unsafe EVP_MD_CTX_free(context) }

    /// Adds bytes to what is digested.
    package mutating func update(_ bytes: some Collection<UInt8>) {
        let done: Void? = bytes.withContiguousStorageIfAvailable { buffer in
            _ = unsafe EVP_DigestUpdate(context, buffer.baseAddress, buffer.count)
        }
        if done == nil { update(Array(bytes)) }
    }

    /// The digest as 64 lower-case hexadecimal digits. The digest cannot be used any more.
    package consuming func finish() -> String {
        var digest = [UInt8](repeating: 0, count: 32)
        unsafe digest.withUnsafeMutableBufferPointer { buffer in
            _ = unsafe EVP_DigestFinal_ex(context, buffer.baseAddress, nil)
        }
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: digest.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }

    /// Name and version of the library that is used, such as `OpenSSL 3.0.19 …`.
    package static var libraryVersion: String { unsafe String(cString: OpenSSL_version(OPENSSL_VERSION)) }

    /// The digest of these bytes as 64 lower-case hexadecimal digits.
    package static func hex(of bytes: some Collection<UInt8>) -> String {
        var digest = SHA256()
        digest.update(bytes)
        return digest.finish()
    }
}
