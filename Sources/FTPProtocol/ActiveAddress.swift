/// How a server is told where to connect to.
package enum ActiveAddress {
    /// EPRT (RFC 2428, section 2), and PORT (RFC 959) where the address is IPv4.
    ///
    /// - Parameter host: an IPv4 or IPv6 address; a zone (`%eth0`) is left out.
    package static func commands(host: String, port: Int) throws(Command.UnsafeArgument) -> (
        extended: Command, plain: Command?
    ) {
        let address = host.split(separator: "%").first.map(String.init) ?? host
        let isIPv6 = address.contains(":")
        let extended = try Command("EPRT", "|\(isIPv6 ? 2 : 1)|\(address)|\(port)|")
        guard !isIPv6 else { return (extended, nil) }
        let numbers = address.split(separator: ".").joined(separator: ",")
        return (extended, try Command("PORT", "\(numbers),\(port / 256),\(port % 256)"))
    }

    /// Where a client wants to be connected to.
    package struct Destination: Hashable, Sendable {
        /// The address as the client wrote it.
        package var host: String
        /// The port.
        package var port: Int
    }

    /// Reads the argument of EPRT; nil where it is none.
    package static func extended(_ argument: String) -> Destination? {
        guard let delimiter = argument.first, argument.last == delimiter else { return nil }
        let fields = argument.split(separator: delimiter, omittingEmptySubsequences: false)
        guard fields.count == 5, fields[1] == "1" || fields[1] == "2", !fields[2].isEmpty, let port = Int(fields[3]),
            (1...65_535).contains(port), (fields[1] == "2") == fields[2].contains(":")
        else { return nil }
        return Destination(host: String(fields[2]), port: port)
    }

    /// Reads the argument of PORT; nil where it is none.
    package static func plain(_ argument: String) -> Destination? {
        let numbers = argument.split(separator: ",", omittingEmptySubsequences: false).map { Int($0) ?? -1 }
        guard numbers.count == 6, numbers.allSatisfy({ (0...255).contains($0) }) else { return nil }
        let port = numbers[4] * 256 + numbers[5]
        guard port > 0 else { return nil }
        return Destination(host: numbers.prefix(4).map(String.init).joined(separator: "."), port: port)
    }
}
