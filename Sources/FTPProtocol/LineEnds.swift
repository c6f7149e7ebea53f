/// Line ends of TYPE A: CR LF on the network, LF in files here. State is kept between pieces.
package struct LineEnds: Sendable {
    private var lastWasCR = false

    /// A transfer of which nothing came yet.
    package init() {}

    /// A piece of a file for the network: LF becomes CR LF, a CR LF stays one.
    package mutating func toNetwork(_ bytes: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count + bytes.count / 16)
        for byte in bytes {
            if byte == 0x0A, !lastWasCR { result.append(0x0D) }
            result.append(byte)
            lastWasCR = byte == 0x0D
        }
        return result
    }

    /// A piece from the network for a file: CR LF becomes LF, a lone CR stays.
    package mutating func fromNetwork(_ bytes: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count)
        for byte in bytes {
            if lastWasCR, byte != 0x0A { result.append(0x0D) }
            lastWasCR = byte == 0x0D
            if !lastWasCR { result.append(byte) }
        }
        return result
    }

    /// What is left at the end of a transfer from the network.
    package mutating func finish() -> [UInt8] {
        defer { lastWasCR = false }
        return lastWasCR ? [0x0D] : []
    }
}
