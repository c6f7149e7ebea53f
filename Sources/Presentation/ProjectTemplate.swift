/// A new project file, with comments that say what to do next.
package enum ProjectTemplate {
    /// The file's text.
    ///
    /// - Parameters:
    ///   - schema: the path of the schema, seen from the file; editors read it from the first line.
    ///   - remote: a URL without a password, or a path.
    ///   - isProtected: whether a password is needed there.
    package static func render(
        schema: String, task: String, local: String, remote: String, isProtected: Bool
    ) -> String {
        let password =
            isProtected
            ? """
            # The password does not belong here. It is looked for in ~/.netrc (chmod 600):
            #     machine HOST login USER password …

            """ : ""
        return """
            # yaml-language-server: $schema=\(schema)
            #
            # Where this folder goes, and how.
            #     deploy check      whether this file is right
            #     deploy run -n     what would be sent
            #     deploy run        send it
            \(password)
            default_task: \(YAMLText.scalar(task))

            # Options here hold for all tasks; a task's own come first.
            common_config:
              command: upload

              # The folder to send, seen from this file's folder.
              local: \(YAMLText.scalar(local))

              # Files that are gone here go away there, if this project put them there.
              delete: owned

              # What stays at home, besides .git, .hg, .svn and the like: patterns of names, at
              # any depth.
              # exclude+: ["*.psd", "*.bak"]

              # And patterns of paths, as in a .gitignore.
              # ignore: [/drafts/]

            tasks:
              \(YAMLText.scalar(task)):
                remote: \(YAMLText.scalar(remote))

              # Another place, with all of the above but what it says itself.
              # staging:
              #   extends: \(YAMLText.scalar(task))
              #   remote: ftp://user@staging.example.com/www

            """
    }
}
