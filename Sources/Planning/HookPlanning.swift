internal import DeployModel
internal import Diagnostics
internal import FileTree

extension PlanDraft {
    /// What is done before and after, and which pages are looked at.
    mutating func site() -> SitePlan {
        var site = SitePlan()
        site.url = siteURL()
        for moment in HookMoment.allCases {
            let hooks = entries(moment.rawValue).compactMap { hook($0) }
            if !hooks.isEmpty { site.hooks[moment] = hooks }
        }
        let purges = list("purge").compactMap { item in
            path(item.value, at: item.origin, "purge").map { Hook(.purge($0), timeout: 0) }
        }
        if !purges.isEmpty { site.hooks[.after] = purges + (site.hooks[.after] ?? []) }
        site.health = entries("health").compactMap { check($0, below: site.url) }
        site.modes = list("chmod").compactMap { ModeRule($0.value) }
        return site
    }

    /// The steps that make what is deployed.
    mutating func build() -> [Hook] { entries("build").compactMap { hook($0, timeout: 1_800) } }

    /// Who is told how a run ended.
    mutating func notify() -> [Webhook] {
        entries("notify").compactMap { entry in
            guard let url = webURL(entry.text("url") ?? "", at: place(entry, "url"), "notify") else { return nil }
            return Webhook(url: url, occasion: entry.text("when").flatMap(Webhook.Occasion.init) ?? .changes)
        }
    }

    private mutating func siteURL() -> String? {
        guard isUsable("url"), let url = webURL(text("url"), at: origin("url"), "url") else { return nil }
        return url.hasSuffix("/") ? url : url + "/"
    }

    private mutating func webURL(_ text: String, at origin: Origin, _ key: String) -> String? {
        if text.wholeMatch(of: #/https?://[^/\s?#@]+([/?]\S*)?/#) != nil { return text }
        // What is behind the host may be a secret.
        report(
            .badURL, "'\(key)' must be an http:// or https:// URL without a user, not '\(Hook.shown(text))'",
            at: origin,
            help: "such as https://www.example.com/")
        return nil
    }

    private mutating func path(_ text: String, at origin: Origin, _ key: String) -> RelativePath? {
        var trimmed = text[...]
        while trimmed.last == "/" { trimmed = trimmed.dropLast() }
        while trimmed.first == "/" { trimmed = trimmed.dropFirst() }
        if let path = RelativePath(String(trimmed)), !path.isRoot, path.text.prefix(while: { $0 != "/" }) != ".deploy" {
            return path
        }
        report(
            .badPath, "'\(key)' must be a path below the remote folder, not '\(text)'", at: origin,
            help: "it is seen from 'remote', without '..'; the folder .deploy is not for hooks")
        return nil
    }

    private mutating func hook(_ entry: OptionEntry, timeout usual: Int = 300) -> Hook? {
        let timeout = entry.number("timeout") ?? usual
        return action(entry).map { Hook($0, timeout: timeout) }
    }

    private mutating func action(_ entry: OptionEntry) -> Hook.Action? {
        if let line = entry.text("run") { return .shell(line) }
        if let words = entry.list("run") { return words.isEmpty ? nil : .program(words) }
        if let url = entry.text("request") {
            guard let url = webURL(url, at: place(entry, "request"), "request") else { return nil }
            return .request(
                url: url, method: entry.text("method") ?? "GET", body: entry.text("body"),
                status: entry.number("status") ?? 200)
        }
        for key in ["mkdir", "rename", "delete", "purge", "chmod"] {
            guard let text = entry.text(key) else { continue }
            guard let path = path(text, at: place(entry, key), key) else { return nil }
            return remoteAction(key, path, entry)
        }
        return nil
    }

    private mutating func remoteAction(_ key: String, _ path: RelativePath, _ entry: OptionEntry) -> Hook.Action? {
        switch key {
        case "mkdir": return .makeFolder(path)
        case "delete": return .delete(path)
        case "purge": return .purge(path)
        case "rename":
            guard let text = entry.text("to") else { return missing("to", besides: key, entry) }
            return self.path(text, at: place(entry, "to"), "to").map { .rename(path, to: $0) }
        default:
            guard let text = entry.text("mode") else { return missing("mode", besides: key, entry) }
            guard let mode = UInt16(text, radix: 8), (3...4).contains(text.count) else {
                report(
                    .badPattern, "'mode' must be three or four octal digits, not '\(text)'", at: place(entry, "mode"))
                return nil
            }
            return .setMode(path, mode)
        }
    }

    private mutating func missing(_ field: String, besides key: String, _ entry: OptionEntry) -> Hook.Action? {
        report(.missingKey, "a hook with '\(key)' needs '\(field)' as well", at: entry.origin)
        return nil
    }

    private func place(_ entry: OptionEntry, _ key: String) -> Origin { entry.fields[key]?.origin ?? entry.origin }

    private mutating func check(_ entry: OptionEntry, below site: String?) -> HealthCheck? {
        let text = entry.text("url") ?? ""
        let isPath = !text.contains("://")
        if isPath, site == nil {
            report(
                .missingKey, "the check of '\(text)' needs the option 'url', below which it is",
                at: place(entry, "url"), help: "or write the whole URL")
            return nil
        }
        let whole = isPath ? (site ?? "") + text.drop { $0 == "/" } : text
        guard let url = webURL(whole, at: place(entry, "url"), "health") else { return nil }
        return HealthCheck(
            url: url, status: entry.number("status") ?? 200, contains: entry.text("contains"),
            within: entry.number("within") ?? 10)
    }
}
