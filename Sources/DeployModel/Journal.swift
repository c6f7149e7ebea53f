package import FileTree

/// The record of a running deployment, written to the remote before the switch: what is renamed where. If a run dies
/// in the switch, the next one reads from it which files are already the new ones.
package struct Journal: Hashable, Sendable {
    /// One file that is renamed onto its name.
    package struct Switch: Hashable, Sendable {
        /// The live name.
        package var path: RelativePath
        /// Its name in the staging folder.
        package var staged: String
        /// What is recorded of it once it is live.
        package var file: Manifest.File

        /// A rename from staging onto a live name.
        package init(path: RelativePath, staged: String, file: Manifest.File) {
            self.path = path
            self.staged = staged
            self.file = file
        }
    }

    /// The run that writes it.
    package var run: String
    /// The files, in the order of their renames.
    package var switches: [Switch]

    /// A journal of a run.
    package init(run: String, switches: [Switch]) {
        self.run = run
        self.switches = switches
    }
}
