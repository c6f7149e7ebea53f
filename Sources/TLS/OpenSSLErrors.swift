internal import COpenSSL

/// OpenSSL's error queue of this thread, in words.
enum OpenSSLErrors {
    /// Takes everything out of the queue; the oldest entry tells the cause.
    static func take() -> String {
        var first: String?
        while true {
            let code = ERR_get_error()
            guard code != 0 else { break }
            if first == nil { first = unsafe ERR_reason_error_string(code).map { unsafe String(cString: $0) } }
        }
        return first ?? "no reason given"
    }

    /// Empties the queue before a call whose errors are looked at.
    static func clear() { ERR_clear_error() }
}
