/// What to do about a syntax error: libyaml says what it met, people need to know what they should have written.
enum SyntaxHelp {
    /// Words for a problem and the context in which libyaml found it; nil where they say it all.
    static func text(problem: String, context: String?) -> String? {
        let context = context ?? ""
        if problem.contains("undefined alias") || context.contains("scanning an alias") {
            return "a '*' in front refers to an anchor; put a pattern such as '*.js' in quotes"
        }
        if problem.contains("mapping values are not allowed") { return "put a text that holds ': ' in quotes" }
        if problem.contains("cannot start any token") {
            return "indent with blanks, not tabs; put texts that begin with @, ` or % in quotes"
        }
        if problem.contains("unexpected end of stream") { return "close the quotes" }
        if problem.contains("expected ',' or") {
            return "close the bracket or brace, or separate the items with ','; '${NAME}' inside braces needs quotes"
        }
        if problem.contains("did not find expected key") {
            return "keys that belong together begin in the same column"
        }
        return nil
    }
}
