/// From where and as whom a task is called: what a plan depends on besides the project file.
package struct Invocation: Hashable, Sendable {
    /// The current folder, absolute: paths of the command line are seen from here, and below the project's folder `here`
    /// or `root` is needed.
    package var currentFolder: String
    /// The user's home folder, for `~`; nil where it is not known.
    package var home: String?

    /// An invocation from its parts.
    package init(currentFolder: String, home: String?) {
        self.currentFolder = currentFolder
        self.home = home
    }
}
