/// Looks for a log-in, source by source, and stops at the first that has one.
package struct LoginSearch: Sendable {
    /// What is wanted: the server, and what the URL already says.
    package struct Query: Hashable, Sendable {
        /// The host as it stands in the URL.
        package var host: String
        /// The user of the URL.
        package var user: String?
        /// The password of the URL.
        package var password: Secret?

        /// A query from the parts of a URL.
        package init(host: String, user: String?, password: Secret?) {
            self.host = host
            self.user = user
            self.password = password
        }
    }

    /// Why a search ended without a log-in.
    package enum Failure: Error, Hashable, Sendable {
        /// There is a user but no password for it in any source; `searched` names them.
        case noPassword(user: String, host: String, searched: [String])
        /// A source that had to be read is broken.
        case unusable(String)
    }

    /// The text and the path of the `.netrc` file, if there is one that may be used.
    package var netrc: NetrcFile?

    /// A search with these sources; the URL always comes first, anonymous last.
    package init(netrc: NetrcFile?) { self.netrc = netrc }

    /// The first log-in found: the URL's own, `.netrc`, anonymous where no user is named.
    ///
    /// - Throws: ``Failure``.
    package func find(_ query: Query) throws(Failure) -> Login {
        if let user = query.user, let password = query.password {
            return Login(user: user, password: password, origin: "the URL")
        }
        if let netrc, let entry = try netrc.entry(host: query.host, user: query.user) {
            return Login(user: entry.login, password: entry.password, origin: "\(netrc.path), line \(entry.line)")
        }
        guard let user = query.user else { return .anonymous }
        if user == "anonymous" { return .anonymous }
        throw .noPassword(user: user, host: query.host, searched: ["the URL", netrc?.path ?? "~/.netrc"])
    }
}
