package import FileTree

/// The record of a running switch, written to the remote before it begins: what is put in place, where it waits, and where
/// what it replaces is kept. If a run dies in the switch, the next one reads from it how far that came. Behind a whole
/// switch it is the undo record of the run: read backwards (``reversed(run:number:)``) it leads to the state before.
package struct Journal: Hashable, Sendable {
    /// A place where content lies before or behind a switch.
    package enum Place: Hashable, Sendable {
        /// A name in the staging folder.
        case staging(String)
        /// A name in the project's backup folder.
        case backup(String)
        /// Another live name: a file that is moved.
        case live(RelativePath)
    }

    /// What is done about one path.
    package struct Step: Hashable, Sendable {
        /// What changes.
        package enum Effect: Hashable, Sendable {
            /// What is live before and afterwards; nil for nothing.
            case file(before: Manifest.File?, after: Manifest.File?)
            /// A folder is made.
            case makeFolder
            /// A folder is deleted.
            case removeFolder
        }

        /// What an interrupted run has left live at a name that the next one changes again.
        package struct Interim: Hashable, Sendable {
            /// The file; nil where nothing is live.
            package var file: Manifest.File?

            /// What is live for the time being.
            package init(_ file: Manifest.File?) { self.file = file }
        }

        /// The live name, as it is written there.
        package var path: RelativePath
        /// What changes.
        package var effect: Effect
        /// Where the new content waits; nil where nothing is live afterwards.
        package var incoming: Place?
        /// Where the old content is kept; nil where nobody keeps it.
        package var outgoing: Place?
        /// What is live until the step is done, where that is not what was live before; nil where it is.
        package var interim: Interim?

        /// A step from its parts.
        package init(
            path: RelativePath, effect: Effect, incoming: Place? = nil, outgoing: Place? = nil, interim: Interim? = nil
        ) {
            self.interim = interim
            self.path = path
            self.effect = effect
            self.incoming = incoming
            self.outgoing = outgoing
        }

        /// What is live before; nil for nothing, and for a folder.
        package var before: Manifest.File? { if case .file(let before, _) = effect { before } else { nil } }
        /// What is live afterwards; nil for nothing, and for a folder.
        package var after: Manifest.File? { if case .file(_, let after) = effect { after } else { nil } }
        /// Whether it is about a file.
        package var isOfFile: Bool { if case .file = effect { true } else { false } }
    }

    /// The state of a remote on which this project has deployed nothing.
    package static let nothing = "none"

    /// The run that writes it.
    package var run: String
    /// The state that it leaves: that of the run which made it (``Manifest/Header/state``).
    package var from: String
    /// The state that it leads to.
    package var to: String
    /// The runs whose undo records it uses up: none for a deployment.
    package var consumes: [String]
    /// What is done.
    package var steps: [Step]

    /// A journal of a run.
    package init(run: String, from: String, to: String, consumes: [String] = [], steps: [Step]) {
        self.run = run
        self.from = from
        self.to = to
        self.consumes = consumes
        self.steps = steps
    }

    /// Whether it leads back to a state that another run has made.
    package var isWayBack: Bool { to != run }

    /// Whether it takes back what an interrupted deployment has done.
    package var takesBackInterrupted: Bool { isWayBack && from == to }

    /// Whether the state before can be brought back: everything that was replaced or deleted is kept.
    package var canBeUndone: Bool { steps.allSatisfy { $0.before == nil || $0.outgoing != nil } }

    /// The way back, as a switch of its own: what was kept comes back, and what it replaces is kept under names of `run`.
    ///
    /// - Parameter number: the number of the last file that the run keeps already; in the end that of its own last one.
    package func reversed(run: String, number: inout Int) -> Journal {
        // Under which other live name each file is kept, by that name: it goes back from there.
        let origins = Dictionary(
            steps.compactMap { step -> (RelativePath, RelativePath)? in
                if case .live(let path)? = step.outgoing { (path, step.path) } else { nil }
            }
        ) { first, _ in first }
        // A folder that was made and deleted again, or the reverse, is what it was.
        let folders = Dictionary(grouping: steps.filter { !$0.isOfFile }, by: \.path)
        let steps: [Step] = steps.reversed().compactMap { step in
            if !step.isOfFile, folders[step.path]?.count != 1 { return nil }
            switch step.effect {
            case .makeFolder: return Step(path: step.path, effect: .removeFolder)
            case .removeFolder: return Step(path: step.path, effect: .makeFolder)
            case .file(before: nil, after: nil): return nil
            case .file(let before, let after):
                var back = Step(
                    path: step.path, effect: .file(before: after, after: before),
                    incoming: before == nil ? nil : step.outgoing)
                if let origin = origins[step.path] {
                    back.outgoing = .live(origin)
                } else if after != nil {
                    number += 1
                    back.outgoing = .backup(Self.backupName(run: run, number: number))
                }
                return back
            }
        }
        return Journal(run: run, from: to, to: from, consumes: [self.run], steps: steps)
    }

    /// The name under which a run keeps what it replaces.
    package static func backupName(run: String, number: Int) -> String { "\(run)-\(number)" }
}
