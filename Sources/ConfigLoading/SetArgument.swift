package import DeployModel
internal import Diagnostics
internal import YAML

/// A `--set key=value` of the command line: typed and checked as if it stood in the file.
package enum SetArgument {
    /// Why an argument is refused.
    package struct Problem: Error, Hashable, Sendable {
        /// What is wrong.
        package var message: String
        /// What to do.
        package var help: String?
    }

    /// The arguments as a layer; of two that set the same, the later wins.
    package static func layer(_ arguments: [String]) throws(Problem) -> SettingsLayer {
        var layer = SettingsLayer()
        for argument in arguments { layer = try parse(argument).over(layer) }
        return layer
    }

    private static func parse(_ argument: String) throws(Problem) -> SettingsLayer {
        guard let equals = argument.firstIndex(of: "=") else {
            throw Problem(message: "an argument of --set has no '='", help: "write --set key=value")
        }
        let key = String(argument[..<equals])
        let isAddition = key.hasSuffix("+")
        let option = isAddition ? String(key.dropLast()) : key
        guard let spec = OptionTable[option], spec.isInFile, !isAddition || spec.isList else {
            let isNoList = isAddition && OptionTable[option] != nil
            let nearest = NearestName.of(option, among: OptionTable.inFile.map(\.key))
            throw Problem(
                message: "--set \(key)=…: '\(key)' is no option of a task",
                help: isNoList
                    ? "only lists can be added to: write '\(option)='"
                    : nearest.map { "did you mean '\($0)'?" }
                        ?? "the options are: \(OptionTable.inFile.map(\.key).joined(separator: ", "))")
        }
        guard !spec.isSecret else {
            throw Problem(
                message: "--set \(key)=…: everybody on this machine can read the arguments of a program",
                help: "keep the password in ~/.netrc, or write '\(key): ${NAME}' in the file")
        }
        return try layer(spec, String(argument[argument.index(after: equals)...]), isAddition)
    }

    private static func layer(_ spec: OptionSpec, _ text: String, _ isAddition: Bool) throws(Problem) -> SettingsLayer {
        let file = "--set \(spec.key)"
        var layer = SettingsLayer()
        let read: Node?
        do {
            var sources = SourceTexts()
            read = try DocumentReader.read(Array(text.utf8), file: file, sources: &sources)
        } catch {
            throw problem(error.diagnostics, file)
        }
        guard let node = read, node.scalar != .null else {
            if !isAddition { layer.settings[spec.key] = .removed }
            return layer
        }
        var collector = DiagnosticCollector()
        // Variables are the shell's business here, so none is filled in.
        let reader = OptionReader(environment: nil) { _ in .commandLine(file) }
        guard let value = reader.value(node, for: spec, collector: &collector), !collector.hasErrors else {
            throw problem(collector.diagnostics, file)
        }
        if isAddition, case .list(let items) = value.value {
            layer.additions[spec.key] = items
        } else {
            layer.settings[spec.key] = .value(value)
        }
        return layer
    }

    private static func problem(_ diagnostics: [Diagnostic], _ file: String) -> Problem {
        let first = diagnostics.first { $0.severity == .error }
        return Problem(message: "\(file)=…: \(first?.message ?? "it cannot be read")", help: first?.help)
    }
}
