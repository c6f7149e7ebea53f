/// The server's own commands (RFC 959, SITE): CHMOD as most servers have it, CPFR and CPTO as ProFTPD's mod_copy has them.
extension ServerConversation {
    /// What a SITE command means.
    func site(_ command: ReceivedCommand) -> Action {
        let words = command.argument.split(separator: UInt8(ascii: " "), maxSplits: 1)
        let verb = words.first.map { String(decoding: $0, as: UTF8.self).uppercased() }
        switch (verb, words.count) {
        case ("CHMOD"?, 2): return changeMode(command, words[1])
        case ("CPFR"?, 2): return onFile(command, Array(words[1])) { .file(.checkCopySource($0)) }
        case ("CPTO"?, 2):
            guard let copySource else { return .reply(Reply(503, "SITE CPFR comes first.")) }
            return onFile(command, Array(words[1])) { .file(.copy(copySource, to: $0)) }
        default: return .reply(Self.siteCommands)
        }
    }

    private static let siteCommands = Reply(504, "The SITE commands are: CHMOD MODE PATH, CPFR PATH, CPTO PATH.")

    private func changeMode(_ command: ReceivedCommand, _ argument: ArraySlice<UInt8>) -> Action {
        let words = argument.split(separator: UInt8(ascii: " "), maxSplits: 1)
        guard words.count == 2, let mode = UInt16(String(decoding: words[0], as: UTF8.self), radix: 8), mode <= 0o777
        else { return .reply(Self.siteCommands) }
        return onFile(command, Array(words[1])) { .file(.changeMode($0, mode: mode)) }
    }
}
