internal import CLibSecret
internal import Glibc

/// One conversation with the Secret Service, on the thread that began it. Everything in it blocks.
@safe struct SecretSession {
    /// An item of the service; whoever gets one gives it back.
    @safe private struct Item {
        let pointer: LibSecret.Pointer
    }

    private let library: LibSecret
    private let service: LibSecret.Pointer
    private let cancellable: LibSecret.Pointer?

    /// Connects to the service of this session.
    ///
    /// - Parameter cancellation: ends what blocks.
    /// - Throws: ``KeyringFailure``.
    static func run<Value>(
        _ cancellation: SecretCancellation, _ body: (SecretSession) throws(KeyringFailure) -> Value
    ) throws(KeyringFailure) -> Value {
        guard let library = LibSecret() else { throw .unavailable("libsecret is not installed") }
        let cancellable = unsafe library.cancellableNew()
        unsafe cancellation.begin(cancellable)
        defer {
            cancellation.end()
            unsafe library.unref(cancellable)
        }
        var error: UnsafeMutablePointer<DeployGError>?
        guard let service = unsafe library.serviceGet(0, cancellable, &error) else {
            throw unsafe failure(library, error)
        }
        defer { unsafe library.unref(service) }
        return try body(unsafe SecretSession(library: library, service: service, cancellable: cancellable))
    }

    /// The items of a name: those that can be read, and whether there are others that are locked.
    ///
    /// - Parameter unlocks: whether locked ones may be unlocked, by asking a person.
    /// - Throws: ``KeyringFailure``.
    func contents(named name: String, unlocks: Bool) throws(KeyringFailure) -> (contents: [Secret], isLocked: Bool) {
        let items = try search(name)
        defer { for item in items { unsafe library.unref(item.pointer) } }
        var (contents, isLocked): ([Secret], Bool) = ([], false)
        for item in items {
            if unsafe library.itemGetLocked(item.pointer) != 0 {
                guard unlocks, try unlock(item) else {
                    isLocked = true
                    continue
                }
            }
            if let content = try content(of: item) { contents.append(content) }
        }
        return (contents, isLocked)
    }

    /// Stores a secret under a name, in the place of the one that is there.
    ///
    /// - Throws: ``KeyringFailure``.
    func store(_ content: Secret, named name: String, label: String) throws(KeyringFailure) {
        var schema = unsafe deploy_schema(deploy_schema_none)
        var error: UnsafeMutablePointer<DeployGError>?
        let isStored = unsafe withAttributes(Self.attributes(name) + [("application", Self.application)]) {
            attributes in
            unsafe library.passwordStore(&schema, attributes, nil, label, content.revealed, cancellable, &error) != 0
        }
        if !isStored { throw unsafe Self.failure(library, error) }
        try deleteOthers(named: name, than: content)
    }

    /// Deletes the items of a name.
    ///
    /// - Returns: how many there were.
    /// - Throws: ``KeyringFailure``.
    func delete(named name: String, unlocks: Bool) throws(KeyringFailure) -> Int {
        let items = try search(name)
        defer { for item in items { unsafe library.unref(item.pointer) } }
        for item in items {
            if unsafe library.itemGetLocked(item.pointer) != 0 {
                guard unlocks, try unlock(item) else { throw .locked }
            }
            var error: UnsafeMutablePointer<DeployGError>?
            if unsafe library.itemDelete(item.pointer, cancellable, &error) == 0 {
                throw unsafe Self.failure(library, error)
            }
        }
        return items.count
    }

    /// Deletes what lies under the same name with another content: others of its attributes keep it from being replaced,
    /// and it would be found first.
    private func deleteOthers(named name: String, than content: Secret) throws(KeyringFailure) {
        let items = try search(name)
        defer { for item in items { unsafe library.unref(item.pointer) } }
        for item in items where unsafe library.itemGetLocked(item.pointer) == 0 {
            guard let other = try self.content(of: item), other != content else { continue }
            var error: UnsafeMutablePointer<DeployGError>?
            if unsafe library.itemDelete(item.pointer, cancellable, &error) == 0 {
                throw unsafe Self.failure(library, error)
            }
        }
    }

    // MARK: Parts

    /// What Python's `keyring` says of itself in each item: with another value its own look-up over libsecret finds none.
    private static let application = "Python keyring library"

    private static func attributes(_ name: String) -> [(String, String)] {
        [("service", KeyringEntry.service), ("username", name)]
    }

    private func search(_ name: String) throws(KeyringFailure) -> [Item] {
        var schema = unsafe deploy_schema(deploy_schema_any_name)
        var error: UnsafeMutablePointer<DeployGError>?
        let list = unsafe withAttributes(Self.attributes(name)) { attributes in
            unsafe library.serviceSearch(service, &schema, attributes, deploy_search_all, cancellable, &error)
        }
        if unsafe error != nil { throw unsafe Self.failure(library, error) }
        defer { unsafe library.listFree(list) }
        var items: [Item] = []
        var next = unsafe list
        while let node = unsafe next {
            if let item = unsafe node.pointee.data { items.append(unsafe Item(pointer: item)) }
            unsafe next = node.pointee.next
        }
        return items
    }

    /// Whether a person has unlocked an item.
    private func unlock(_ item: Item) throws(KeyringFailure) -> Bool {
        var error: UnsafeMutablePointer<DeployGError>?
        let list = unsafe library.listPrepend(nil, item.pointer)
        defer { unsafe library.listFree(list) }
        let count = unsafe library.serviceUnlock(service, list, cancellable, nil, &error)
        guard count >= 0 else { throw unsafe Self.failure(library, error) }
        return count > 0
    }

    private func content(of item: Item) throws(KeyringFailure) -> Secret? {
        var error: UnsafeMutablePointer<DeployGError>?
        guard unsafe library.itemLoadSecret(item.pointer, cancellable, &error) != 0 else {
            throw unsafe Self.failure(library, error)
        }
        guard let value = unsafe library.itemGetSecret(item.pointer) else { return nil }
        defer { unsafe library.valueUnref(value) }
        var length = 0
        guard let bytes = unsafe library.valueGet(value, &length) else { return nil }
        return unsafe Secret(
            bytes: Array(UnsafeRawBufferPointer(start: UnsafeRawPointer(bytes), count: length)))
    }

    /// Runs `body` with a table of these texts.
    private func withAttributes<Value>(_ pairs: [(String, String)], _ body: (LibSecret.Pointer?) -> Value) -> Value {
        let table = unsafe library.hashTableNew(library.stringHash, library.stringEqual)
        let keys = unsafe pairs.map { unsafe strdup($0.0) }
        let values = unsafe pairs.map { unsafe strdup($0.1) }
        for index in pairs.indices { _ = unsafe library.hashTableInsert(table, keys[index], values[index]) }
        defer {
            unsafe library.hashTableUnref(table)
            for index in pairs.indices {
                unsafe free(keys[index])
                unsafe free(values[index])
            }
        }
        return unsafe body(table)
    }

    private static func failure(
        _ library: LibSecret, _ error: UnsafeMutablePointer<DeployGError>?
    ) -> KeyringFailure {
        guard let error = unsafe error else { return .refused("no reason was given") }
        defer { unsafe library.errorFree(error) }
        let message = unsafe error.pointee.message.map { unsafe String(cString: $0) } ?? "no reason was given"
        if message.contains("ServiceUnknown") {
            return .unavailable("no Secret Service runs (gnome-keyring, KWallet, KeePassXC)")
        }
        if message.contains("Could not connect") || message.contains("autolaunch") {
            return .unavailable("D-Bus cannot be reached: \(message)")
        }
        return .refused(message)
    }
}
