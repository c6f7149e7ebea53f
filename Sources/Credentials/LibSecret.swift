internal import CLibSecret
internal import Glibc

/// The functions of libsecret and GLib that are used, found at run time: the program starts where they are missing. Made on
/// the thread that uses it.
@safe struct LibSecret {
    typealias Pointer = UnsafeMutableRawPointer

    let serviceGet: DeploySecretServiceGet
    let serviceSearch: DeploySecretServiceSearch
    let serviceUnlock: DeploySecretServiceUnlock
    let itemGetLocked: DeploySecretItemGetLocked
    let itemLoadSecret: DeploySecretItemLoadSecret
    let itemGetSecret: DeploySecretItemGetSecret
    let itemDelete: DeploySecretItemDelete
    let valueGet: DeploySecretValueGet
    let valueUnref: DeploySecretValueUnref
    let passwordStore: DeploySecretPasswordStore
    let hashTableNew: DeployGHashTableNew
    let hashTableInsert: DeployGHashTableInsert
    let hashTableUnref: DeployGTake
    let stringHash: DeployGHash
    let stringEqual: DeployGEqual
    let cancellableNew: DeployGMake
    let cancellableCancel: DeployGTake
    let unref: DeployGTake
    let errorFree: DeployGErrorFree
    let listFree: DeployGListFree
    let listPrepend: DeployGListPrepend

    /// nil where the library, or a function in it, is missing.
    init?() {
        guard let library = unsafe dlopen("libsecret-1.so.0", RTLD_NOW) else { return nil }
        // The library's own dependencies, GLib among them, are searched as well.
        func find<Function>(_ name: String, _ type: Function.Type) -> Function? {
            guard let symbol = unsafe dlsym(library, name) else { return nil }
            return unsafe unsafeBitCast(symbol, to: type)
        }
        guard let serviceGet = unsafe find("secret_service_get_sync", DeploySecretServiceGet.self),
            let serviceSearch = unsafe find("secret_service_search_sync", DeploySecretServiceSearch.self),
            let serviceUnlock = unsafe find("secret_service_unlock_sync", DeploySecretServiceUnlock.self),
            let itemGetLocked = unsafe find("secret_item_get_locked", DeploySecretItemGetLocked.self),
            let itemLoadSecret = unsafe find("secret_item_load_secret_sync", DeploySecretItemLoadSecret.self),
            let itemGetSecret = unsafe find("secret_item_get_secret", DeploySecretItemGetSecret.self),
            let itemDelete = unsafe find("secret_item_delete_sync", DeploySecretItemDelete.self),
            let valueGet = unsafe find("secret_value_get", DeploySecretValueGet.self),
            let valueUnref = unsafe find("secret_value_unref", DeploySecretValueUnref.self),
            let passwordStore = unsafe find("secret_password_storev_sync", DeploySecretPasswordStore.self),
            let hashTableNew = unsafe find("g_hash_table_new", DeployGHashTableNew.self),
            let hashTableInsert = unsafe find("g_hash_table_insert", DeployGHashTableInsert.self),
            let hashTableUnref = unsafe find("g_hash_table_unref", DeployGTake.self),
            let stringHash = unsafe find("g_str_hash", DeployGHash.self),
            let stringEqual = unsafe find("g_str_equal", DeployGEqual.self),
            let cancellableNew = unsafe find("g_cancellable_new", DeployGMake.self),
            let cancellableCancel = unsafe find("g_cancellable_cancel", DeployGTake.self),
            let unref = unsafe find("g_object_unref", DeployGTake.self),
            let errorFree = unsafe find("g_error_free", DeployGErrorFree.self),
            let listFree = unsafe find("g_list_free", DeployGListFree.self),
            let listPrepend = unsafe find("g_list_prepend", DeployGListPrepend.self)
        else { return nil }
        unsafe self.serviceGet = serviceGet
        unsafe self.serviceSearch = serviceSearch
        unsafe self.serviceUnlock = serviceUnlock
        unsafe self.itemGetLocked = itemGetLocked
        unsafe self.itemLoadSecret = itemLoadSecret
        unsafe self.itemGetSecret = itemGetSecret
        unsafe self.itemDelete = itemDelete
        unsafe self.valueGet = valueGet
        unsafe self.valueUnref = valueUnref
        unsafe self.passwordStore = passwordStore
        unsafe self.hashTableNew = hashTableNew
        unsafe self.hashTableInsert = hashTableInsert
        unsafe self.hashTableUnref = hashTableUnref
        unsafe self.stringHash = stringHash
        unsafe self.stringEqual = stringEqual
        unsafe self.cancellableNew = cancellableNew
        unsafe self.cancellableCancel = cancellableCancel
        unsafe self.unref = unref
        unsafe self.errorFree = errorFree
        unsafe self.listFree = listFree
        unsafe self.listPrepend = listPrepend
    }
}
