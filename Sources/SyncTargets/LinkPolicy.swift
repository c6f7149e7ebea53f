/// What a folder of this machine makes of symbolic links when it is listed.
package enum LinkPolicy: Sendable, Hashable {
    /// They count as what they lead to; those that leave the folder or lead in a circle are skipped.
    case follow
    /// They are skipped.
    case skip
    /// The listing fails.
    case refuse
    /// They are told as links: what is deleted or written through one would be gone elsewhere.
    case tell
}
