internal import DeployModel
internal import FileTree
internal import SyncTargets
internal import TLS

/// What can be wrong with an encrypted connection, as a sentence and a way out.
enum EncryptionErrorText {
    /// The error for the user; `address` is the server's host and port.
    static func describe(_ error: TLSError, address: String) -> TargetError {
        switch error {
        case .unusableFile(let path, let reason):
            return TargetError(
                .refused, "\(path) cannot be used: \(reason)",
                help: "it must be a PEM file that you may read; a key must have no passphrase")
        case .handshakeFailed(let reason):
            return TargetError(
                .unreachable, "no encrypted connection to \(address): \(VisibleText.escaping(reason))",
                help:
                    "nothing about you was sent; 'tls:' and the port have to suit each other (implicit: 990 as a rule)")
        case .broken(let reason):
            return TargetError(
                .unreachable, "the encrypted connection to \(address) broke: \(VisibleText.escaping(reason))",
                help: "run again: what was sent completely is not sent twice")
        case .truncated:
            return TargetError(
                .unreachable, "the encrypted connection to \(address) ended without its end mark",
                help: "run again: what was sent completely is not sent twice")
        case .untrusted(let problem):
            return TargetError(
                .untrusted, "the certificate of \(address) is not trusted: \(reason(problem))", help: help(problem))
        }
    }

    private static func reason(_ problem: CertificateProblem) -> String {
        let names = problem.certificate.map { VisibleText.escaping($0.names.isEmpty ? $0.subject : $0.names) } ?? ""
        switch problem.reason {
        case .expired(let time): return "it expired on \(CalendarDay.text(time))"
        case .issuerExpired(let subject, let time):
            return
                "the authority that signed it (\(VisibleText.escaping(subject))) expired on \(CalendarDay.text(time))"
        case .notYetValid(let time): return "it is valid from \(CalendarDay.text(time)) on"
        case .wrongHost(let expected): return "it is for \(names), not for \(expected)"
        case .selfSigned: return "it is signed by itself"
        case .unknownIssuer:
            let issuer = problem.certificate.map { VisibleText.escaping($0.issuer) } ?? ""
            return "it is signed by an authority that is not known here (\(issuer))"
        case .otherFingerprint: return "it is not the one that 'tls_fingerprint' names"
        case .missing: return "the server showed none"
        case .other(let text): return text
        }
    }

    private static func help(_ problem: CertificateProblem) -> String {
        guard let digits = problem.certificate?.fingerprint, let fingerprint = Fingerprint(digits) else {
            return "nothing about you was sent"
        }
        var help =
            "nothing about you was sent. If your hoster confirms that this is the server, trust it with:\n"
            + "    tls_fingerprint: \(fingerprint)"
        if case .wrongHost = problem.reason, let name = firstName(problem) {
            help += "\n  or, if that is its real name, with:\n    tls_server_name: \(name)"
        }
        return help
    }

    private static func firstName(_ problem: CertificateProblem) -> Substring? {
        problem.certificate?.names.split(separator: ",").first { name in
            name.utf8.allSatisfy { byte in
                (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte) || (0x41...0x5A).contains(byte)
                    || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".") || byte == UInt8(ascii: ":")
            }
        }
    }
}
