internal import Glibc

/// A failed system call: which one, on what, and why.
package struct SystemError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The call's name, such as `open`.
    package var call: String
    /// What it was about, as a person reads it.
    package var path: String
    /// The error number (errno.h).
    package var number: Int32

    /// An error of the system call `call` on `path`, with errno as it stands unless `number` is given.
    package init(_ call: String, _ path: String, number: Int32? = nil) {
        self.call = call
        self.path = path
        self.number = number ?? errno
    }

    /// The system's words for the error number, in English.
    package var reason: String {
        switch number {
        case ENOENT: "no such file or folder"
        case EACCES, EPERM: "permission denied"
        case ENOTDIR: "not a folder"
        case EISDIR: "is a folder"
        case EEXIST: "exists already"
        case ENOTEMPTY: "the folder is not empty"
        case ENOSPC: "no space left on the disk"
        case EDQUOT: "disk quota exceeded"
        case EROFS: "the file system is read-only"
        case EXDEV: "leads out of the folder"
        case ELOOP: "too many symbolic links"
        case ENAMETOOLONG: "the name is too long"
        case EMFILE, ENFILE: "too many open files"
        case EIO: "input/output error"
        case EADDRINUSE: "the address is in use already"
        case EADDRNOTAVAIL: "this machine has no such address"
        default: unsafe String(cString: strerror(number))
        }
    }

    package var description: String { "\(path): \(reason)" }

    /// Whether the thing does not exist.
    package var isNotFound: Bool { number == ENOENT || number == ENOTDIR }
    /// Whether the disk or the quota is used up.
    package var isFull: Bool { number == ENOSPC || number == EDQUOT }
    /// Whether a permission is missing.
    package var isPermission: Bool { number == EACCES || number == EPERM || number == EROFS }
    /// Whether the thing exists already.
    package var isExisting: Bool { number == EEXIST }
    /// Whether the path leads out of the folder that it was opened beneath.
    package var isEscape: Bool { number == EXDEV }
}
