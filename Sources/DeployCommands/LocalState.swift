internal import Glibc
internal import LocalFiles

/// Where this machine keeps what it remembers between runs.
enum LocalState {
    /// `.deploy` beside the project file; where there is none, or its folder is read-only, `deploy` in the user's folder
    /// for state (XDG Base Directory Specification). Nil where there is no such folder either.
    static func folder(project: String?, _ context: CommandContext) -> StateFolder? {
        if let project, unsafe access(project, W_OK) == 0 {
            return StateFolder(".deploy", below: project, isIgnored: true)
        }
        if let state = context.environment["XDG_STATE_HOME"], state.hasPrefix("/") {
            return StateFolder("deploy", below: state, isIgnored: false)
        }
        return context.home.flatMap { StateFolder(".local/state/deploy", below: $0, isIgnored: false) }
    }
}
