/// The server's side of a session as a value: what a command means in the state that the session is in.
///
/// It checks the order of commands, their arguments, and who may do what; it touches no file and no connection. The
/// driver does what it is told and reports back.
package struct ServerConversation: Sendable {
    /// What the driver has to do.
    package enum Action: Hashable, Sendable {
        /// Send this.
        case reply(Reply)
        /// Ask whether this user may in; then ``ServerConversation/authenticated(canWrite:)`` or send 530.
        case authenticate(user: String, password: String)
        /// Enter a folder, if it is one.
        case changeFolder(VirtualPath)
        /// Open a port for a data connection; `family` (1 is IPv4, 2 is IPv6) is what the client asked for.
        case openPassive(extended: Bool, family: Int?)
        /// Connect there for the next transfer.
        case useActive(ActiveAddress.Destination)
        /// Send this, then begin TLS.
        case startTLS(Reply)
        /// Open a data connection and move data over it.
        case transfer(Transfer)
        /// Do something with a file, and reply.
        case file(FileAction)
        /// Tell the state of the session.
        case status
        /// Stop the transfer that is under way.
        case abort
        /// Send this and end the session.
        case quit(Reply)
    }

    /// Something that moves over a data connection.
    package enum Transfer: Hashable, Sendable {
        case retrieve(VirtualPath, offset: Int64, ascii: Bool)
        case store(VirtualPath, offset: Int64, ascii: Bool)
        case append(VirtualPath, ascii: Bool)
        case list(VirtualPath, Listing)
    }

    /// The form of a listing.
    package enum Listing: Hashable, Sendable {
        case unix, names
        case machine(facts: Set<String>)
    }

    /// Something to do with a file.
    package enum FileAction: Hashable, Sendable {
        case delete(VirtualPath)
        case makeFolder(VirtualPath)
        case removeFolder(VirtualPath)
        case checkRenameSource(VirtualPath)
        case rename(VirtualPath, to: VirtualPath)
        case checkCopySource(VirtualPath)
        case copy(VirtualPath, to: VirtualPath)
        case size(VirtualPath)
        case modified(VirtualPath)
        case setModified(VirtualPath, seconds: Int64)
        case describe(VirtualPath, facts: Set<String>)
        case status(VirtualPath)
        case changeMode(VirtualPath, mode: UInt16)
    }

    private enum Login: Hashable, Sendable { case none, named(String), inside(canWrite: Bool) }

    private var login = Login.none
    private var failures = 0
    private var folder = VirtualPath.root
    private var isASCII = true
    private var offset: Int64 = 0
    private var renameSource: VirtualPath?
    var copySource: VirtualPath?
    private var facts = Set(ListingFormat.facts)
    private var onlyExtended = false

    /// Whether a session can or must be encrypted.
    package enum TLSOffer: Hashable, Sendable {
        /// It cannot.
        case none
        /// AUTH TLS is offered; clear text is taken too.
        case optional
        /// Nobody logs in without AUTH TLS, and no data goes in clear text.
        case required
        /// It is encrypted from the first byte.
        case implicit
    }

    private let offer: TLSOffer
    private(set) var isEncrypted: Bool
    private var hasBuffer = false
    /// Whether data connections are to be encrypted (PROT P, RFC 4217).
    package private(set) var isDataPrivate = false

    /// A session whose greeting was sent.
    package init(tls offer: TLSOffer = .none) {
        self.offer = offer
        isEncrypted = offer == .implicit
        hasBuffer = isEncrypted
        // Who begins encrypted means all of it.
        isDataPrivate = isEncrypted
    }

    /// Whether somebody is logged in.
    package var isLoggedIn: Bool { if case .inside = login { true } else { false } }
    /// Whether that somebody may change anything.
    package var canWrite: Bool { login == .inside(canWrite: true) }
    /// The current folder.
    package var currentFolder: VirtualPath { folder }

    // MARK: Reports of the driver

    /// The log-in was accepted.
    package mutating func authenticated(canWrite: Bool) -> Reply {
        login = .inside(canWrite: canWrite)
        folder = .root
        return Reply(230, "Logged in.")
    }

    /// The log-in was refused; after three times the session ends.
    package mutating func refused() -> Action {
        login = .none
        failures += 1
        return failures < 3
            ? .reply(Reply(530, "User or password is wrong."))
            : .quit(Reply(421, "Three wrong log-ins; closing the connection."))
    }

    /// The TLS handshake is done.
    package mutating func secured() {
        isEncrypted = true
        login = .none
    }

    /// The folder exists.
    package mutating func entered(_ path: VirtualPath) -> Reply {
        folder = path
        return Reply(250, "Current folder is \(PathReply.quoted(path.text)).")
    }

    /// The file to be renamed exists.
    package mutating func foundRenameSource(_ path: VirtualPath) -> Reply {
        renameSource = path
        return Reply(350, "Ready for RNTO.")
    }

    /// The file to be copied exists.
    package mutating func foundCopySource(_ path: VirtualPath) -> Reply {
        copySource = path
        return Reply(350, "Ready for SITE CPTO.")
    }

    // MARK: Commands

    /// What a command means.
    package mutating func received(_ command: ReceivedCommand) -> Action {
        // REST counts for the very next command, as do RNFR and SITE CPFR.
        let start = offset
        let source = renameSource
        defer { copySource = nil }
        if command.verb != "REST" { offset = 0 }
        renameSource = nil
        switch command.verb {
        case "USER": return user(command)
        case "PASS": return password(command)
        case "QUIT": return .quit(Reply(221, "Goodbye."))
        case "FEAT": return .reply(features)
        case "HELP": return .reply(Self.help)
        case "SYST": return .reply(Reply(215, "UNIX Type: L8"))
        case "NOOP": return .reply(Reply(200, "Nothing done."))
        case "OPTS": return .reply(options(command))
        case "AUTH", "PBSZ", "PROT": return security(command)
        case "ABOR": return .abort
        case "": return .reply(Reply(500, "An empty line is no command."))
        default: break
        }
        guard Self.verbs.contains(command.verb) else {
            return .reply(Reply(502, "\(Self.shown(command.verb)) is not known."))
        }
        guard isLoggedIn else { return .reply(Reply(530, "Log in first, with USER and PASS.")) }
        if offer == .required, !isDataPrivate, Self.moving.contains(command.verb) {
            return .reply(Reply(522, "Data goes encrypted only here; PROT P comes first."))
        }
        if let action = session(command, start: start) { return action }
        return onPath(command, start: start, renameSource: source)
    }

    private static let moving: Set<String> = ["APPE", "LIST", "MLSD", "NLST", "RETR", "STOR"]

    private static let verbs: Set<String> = [
        "EPRT", "PORT", "ACCT", "ALLO", "APPE", "CDUP", "CWD", "DELE", "EPSV", "LIST", "MDTM", "MFMT", "MKD", "MLSD",
        "MLST", "MODE",
        "NLST",
        "PASV", "PWD", "REST", "RETR", "RMD", "RNFR", "RNTO", "SITE", "SIZE", "STAT", "STOR", "STRU", "TYPE", "XCUP",
        "XCWD",
        "XMKD", "XPWD", "XRMD",
    ]

    private var features: Reply {
        let security = offer == .none ? [] : [" PBSZ", " PROT"] + (offer == .implicit ? [] : [" AUTH TLS"])
        let facts = ListingFormat.facts.map { $0 + "*;" }.joined()
        let others = [
            " EPRT", " EPSV", " MDTM", " MFMT", " MLST \(facts)", " PASV", " REST STREAM", " SITE COPY", " SIZE",
            " TVFS", " UTF8",
        ]
        return Reply(211, ["Features:"] + (others + security).sorted() + ["End"])
    }

    private mutating func security(_ command: ReceivedCommand) -> Action {
        guard offer != .none else { return .reply(Reply(502, "TLS is not available on this server.")) }
        let argument = command.text.uppercased()
        switch command.verb {
        case "AUTH":
            guard !isEncrypted else { return .reply(Reply(503, "The session is encrypted already.")) }
            guard ["TLS", "TLS-C", "SSL"].contains(argument) else { return .reply(Reply(504, "AUTH knows TLS.")) }
            return .startTLS(Reply(234, "TLS begins."))
        case "PBSZ":
            guard isEncrypted else { return .reply(Reply(503, "AUTH TLS comes first.")) }
            hasBuffer = true
            return .reply(Reply(200, "PBSZ=0"))
        default:
            guard hasBuffer else { return .reply(Reply(503, "PBSZ 0 comes first.")) }
            guard argument == "P" || argument == "C" else { return .reply(Reply(536, "PROT knows P and C.")) }
            guard argument == "P" || offer != .required else {
                return .reply(Reply(534, "Data goes encrypted only here."))
            }
            isDataPrivate = argument == "P"
            return .reply(Reply(200, "Data connections are \(isDataPrivate ? "encrypted" : "in clear text")."))
        }
    }

    private static let help = Reply(
        214, ["Commands:"] + [verbs.sorted().joined(separator: " ")].map { " " + $0 } + ["End"])

    private static func shown(_ text: String) -> String {
        String(text.unicodeScalars.prefix(20).map { $0.value < 0x20 || $0.value == 0x7F ? "?" : Character($0) })
    }

    private mutating func user(_ command: ReceivedCommand) -> Action {
        guard !command.argument.isEmpty else { return .reply(Reply(501, "USER needs a name.")) }
        guard isEncrypted || offer != .required else {
            return .reply(Reply(530, "This server takes encrypted sessions only; AUTH TLS comes first."))
        }
        login = .named(command.text)
        return .reply(Reply(331, "Password, please."))
    }

    private func password(_ command: ReceivedCommand) -> Action {
        guard case .named(let user) = login else { return .reply(Reply(503, "USER comes first.")) }
        return .authenticate(user: user, password: command.text)
    }

    private mutating func options(_ command: ReceivedCommand) -> Reply {
        let words = command.text.split(separator: " ", maxSplits: 1)
        switch words.first?.uppercased() {
        case "UTF8"?: return Reply(200, "UTF-8 is always on.")
        case "MLST"?:
            let wanted = (words.count > 1 ? words[1] : "").split(separator: ";").map { $0.lowercased() }
            facts = Set(wanted).intersection(ListingFormat.facts)
            let list = ListingFormat.facts.filter(facts.contains).map { $0 + ";" }.joined()
            return Reply(200, "MLST OPTS \(list)")
        default: return Reply(501, "There is no such option.")
        }
    }

    /// Commands about the session; nil for those that name a file.
    private mutating func session(_ command: ReceivedCommand, start: Int64) -> Action? {
        let argument = command.text.uppercased()
        switch command.verb {
        case "PWD", "XPWD": return .reply(Reply(257, "\(PathReply.quoted(folder.text)) is the current folder."))
        case "CDUP", "XCUP": return folder.resolving(Array("..".utf8)).map(Action.changeFolder)
        case "TYPE":
            guard ["I", "L 8", "L8", "A", "A N"].contains(argument) else {
                return .reply(Reply(504, "The types are A and I."))
            }
            isASCII = argument.hasPrefix("A")
            return .reply(Reply(200, "Type is \(isASCII ? "A" : "I")."))
        case "STRU":
            return .reply(argument == "F" ? Reply(200, "Structure is F.") : Reply(504, "The structure is always F."))
        case "MODE": return .reply(argument == "S" ? Reply(200, "Mode is S.") : Reply(504, "The mode is always S."))
        case "ALLO", "ACCT": return .reply(Reply(202, "Not needed here."))
        case "PASV":
            if onlyExtended { return .reply(Reply(503, "After EPSV ALL there is only EPSV.")) }
            return .openPassive(extended: false, family: nil)
        case "PORT", "EPRT": return active(command)
        case "EPSV": return extendedPassive(argument)
        case "REST":
            guard let value = Int64(command.text), value >= 0 else {
                return .reply(Reply(501, "REST needs a number of bytes."))
            }
            guard !isASCII || value == 0 else { return .reply(Reply(504, "REST works in TYPE I only.")) }
            offset = value
            return .reply(Reply(350, "The next transfer begins at \(value)."))
        case "STAT" where command.argument.isEmpty: return .status
        default: return nil
        }
    }

    private mutating func extendedPassive(_ argument: String) -> Action {
        switch argument {
        case "": return .openPassive(extended: true, family: nil)
        case "1", "2": return .openPassive(extended: true, family: Int(argument))
        case "ALL":
            onlyExtended = true
            return .reply(Reply(200, "EPSV only from now on."))
        default: return .reply(Reply(522, "The network protocols are (1,2)."))
        }
    }

    private func active(_ command: ReceivedCommand) -> Action {
        guard !onlyExtended else { return .reply(Reply(503, "After EPSV ALL there is only EPSV.")) }
        let destination =
            command.verb == "PORT" ? ActiveAddress.plain(command.text) : ActiveAddress.extended(command.text)
        guard let destination else { return .reply(Reply(501, "\(command.verb) needs an address and a port.")) }
        return .useActive(destination)
    }

    // MARK: Files

    private func onPath(_ command: ReceivedCommand, start: Int64, renameSource: VirtualPath?) -> Action {
        switch command.verb {
        case "LIST", "NLST": return list(command)
        case "SITE": return site(command)
        case "MFMT":
            let parts = command.argument.split(separator: UInt8(ascii: " "), maxSplits: 1)
            guard parts.count == 2, let time = ModificationTime.parse(String(decoding: parts[0], as: UTF8.self)) else {
                return .reply(Reply(501, "MFMT needs YYYYMMDDHHMMSS and a path."))
            }
            return onFile(command, Array(parts[1])) { .file(.setModified($0, seconds: time.seconds)) }
        case "MLSD", "MLST", "STAT":
            return onFile(command, command.argument, needsArgument: false) { path in
                switch command.verb {
                case "MLSD": .transfer(.list(path, .machine(facts: facts)))
                case "MLST": .file(.describe(path, facts: facts))
                default: .file(.status(path))
                }
            }
        default: return onFile(command, command.argument) { action(command.verb, $0, start, renameSource) }
        }
    }

    func onFile(
        _ command: ReceivedCommand, _ argument: [UInt8], needsArgument: Bool = true, _ action: (VirtualPath) -> Action
    ) -> Action {
        guard !argument.isEmpty || !needsArgument else { return .reply(Reply(501, "\(command.verb) needs a path.")) }
        guard let path = folder.resolving(argument) else { return .reply(Reply(553, "That is no possible name.")) }
        if Self.writing.contains(command.verb), !canWrite {
            return .reply(Reply(550, "Permission denied: this server is read-only for you."))
        }
        if Self.writing.contains(command.verb), path == .root {
            return .reply(Reply(550, "The root folder cannot be changed."))
        }
        return action(path)
    }

    private static let writing: Set<String> = [
        "STOR", "APPE", "DELE", "MKD", "XMKD", "RMD", "XRMD", "RNFR", "RNTO", "MFMT", "SITE",
    ]

    private func action(_ verb: String, _ path: VirtualPath, _ start: Int64, _ renameSource: VirtualPath?) -> Action {
        switch verb {
        case "CWD", "XCWD": return .changeFolder(path)
        case "RETR": return .transfer(.retrieve(path, offset: start, ascii: isASCII))
        case "STOR": return .transfer(.store(path, offset: start, ascii: isASCII))
        case "APPE": return .transfer(.append(path, ascii: isASCII))
        case "DELE": return .file(.delete(path))
        case "MKD", "XMKD": return .file(.makeFolder(path))
        case "RMD", "XRMD": return .file(.removeFolder(path))
        case "RNFR": return .file(.checkRenameSource(path))
        case "RNTO":
            guard let renameSource else { return .reply(Reply(503, "RNFR comes first.")) }
            return .file(.rename(renameSource, to: path))
        case "SIZE":
            // In TYPE A the length on the wire is another one than on the disk.
            return isASCII ? .reply(Reply(550, "SIZE works in TYPE I only.")) : .file(.size(path))
        case "MDTM": return .file(.modified(path))
        default: return .reply(Reply(502, "\(verb) is not known."))
        }
    }

    private func list(_ command: ReceivedCommand) -> Action {
        // Options such as -a and -la are taken and mean nothing: everything is always listed.
        var argument = command.argument[...]
        while argument.first == UInt8(ascii: "-") {
            argument = argument.drop { $0 != UInt8(ascii: " ") }.drop { $0 == UInt8(ascii: " ") }
        }
        return onFile(command, Array(argument), needsArgument: false) {
            .transfer(.list($0, command.verb == "LIST" ? .unix : .names))
        }
    }
}
