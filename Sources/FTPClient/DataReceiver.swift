internal import NIOCore

/// The receiving end of a data connection.
struct DataReceiver: Sendable {
    private let channel: NIOAsyncChannel<ByteBuffer, ByteBuffer>
    private let control: ControlConnection

    /// Connects to `port` of the control connection's peer.
    ///
    /// - Throws: ``FTPClientError/noDataConnection(port:reason:)``.
    static func connect(port: Int, control: ControlConnection, timeout: Int) async throws -> DataReceiver {
        try await DataConnection.connect(port: port, control: control, timeout: timeout) { channel in
            DataReceiver(
                channel: try NIOAsyncChannel(wrappingChannelSynchronously: channel), control: control)
        }
    }

    /// Closes at once, so that receiving ends.
    func abort() { channel.channel.close(promise: nil) }

    /// Gives all that comes to `consume`, until the server ends it; the server waits while `consume` works.
    func receive(_ consume: (ByteBuffer) async throws -> Void) async throws {
        try await channel.executeThenClose { inbound, _ in
            for try await buffer in inbound {
                control.noteProgress()
                try await consume(buffer)
            }
        }
    }
}
