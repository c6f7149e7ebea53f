internal import DeployModel
internal import FileTree
internal import SyncEngine
internal import SyncTargets

/// Taking over a site that something else has put there.
extension Executor {
    /// What was taken over.
    package struct Adoption: Sendable, Hashable {
        /// All files that are the project's from now on.
        package var files = 0
        /// Those of them that are known to be what they are here.
        package var equal = 0
        /// Those that are another thing here.
        package var different = 0
        /// Those that are not here at all.
        package var missingHere = 0
    }

    /// Records what lies on the remote as what this project has put there, so that the next deployment replaces what
    /// differs and may delete what is gone here. Sends and changes nothing else. Files of the same length are fetched to
    /// see whether they are the same; of the others the content stays unknown.
    ///
    /// - Throws: ``TargetError``, also where the project has a record there already.
    package func adopt() async throws -> Adoption {
        let sides = try await SideReader(executor: self).read(adopting: true)
        guard sides.state.manifest == nil, sides.state.journal == nil else {
            throw TargetError(
                .exists, "\(remote.name) has a record of the project '\(plan.project)' already",
                help: "'deploy status' shows what a run would do")
        }
        let theirs = sides.there.files.filter { !sides.state.foreign.contains($0.path) }
        let doubtful = theirs.filter { sides.here[$0.path]?.kind == .file && sides.here[$0.path]?.size == $0.size }
        let same = try await ContentCheck(local: sides.local, remote: sides.remote)
            .compare(doubtful.map(\.path), hashes: sides.hashes)
        var (manifest, adoption) = (try await manifest(), Adoption())
        for entry in theirs {
            let isSame = same[entry.path] == true
            manifest.files[sides.original(entry.path)] = Manifest.File(
                size: entry.size ?? 0, sha256: isSame ? sides.hashes[entry.path] : nil, serverTime: entry.modified)
            adoption.files += 1
            if isSame {
                adoption.equal += 1
            } else if sides.here[entry.path] == nil {
                adoption.missingHere += 1
            } else {
                adoption.different += 1
            }
        }
        manifest.folders = Set(
            sides.there.entries.values.lazy.filter { $0.kind == .folder && !sides.state.foreign.contains($0.path) }
                .map { sides.original($0.path) })
        try await write(manifest, sides)
        return adoption
    }

    private func manifest() async throws -> Manifest {
        let run = environment.randomID()
        let origin = await environment.origin()
        // What lies there is no commit.
        let author = Manifest.Origin(commit: nil, author: origin.author)
        var manifest = Manifest(
            header: Manifest.Header(
                project: plan.project, run: run, parentRun: nil, written: environment.now(), origin: author))
        manifest.header.state = Journal.nothing
        return manifest
    }

    private func write(_ manifest: Manifest, _ sides: Sides) async throws {
        let lock = lock(environment.randomID(), manifest.header.origin)
        let known = try await locked(lock, sides.state) {
            try await Adopting.record(manifest, on: sides.remote, sides.state, maySwitch: { try await lock?.verify() })
        }
        if let known { environment.remember(known) }
    }
}
