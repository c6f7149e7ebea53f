/// nginx over a folder, as a test's own server, with nothing kept back.
package final class WebServer: Sendable {
    /// Where it listens.
    package let port: Int
    private let folder: TemporaryFolder
    private let program: Program

    /// Serves `root`; `settings` are directives of its server block. Waits until it answers.
    package init(_ root: String, settings: String = "") async throws {
        folder = try TemporaryFolder()
        var attempt = 1
        while true {
            let port = try FreePort.find()
            let config = try folder.write("nginx.conf", Self.config(root, port, folder.path, settings))
            let program = try Program(
                "\(Project.root)/.build/peers/root/usr/sbin/nginx",
                ["-e", folder.at("error.log"), "-p", folder.path, "-c", config])
            do {
                try await eventually("nginx answers") {
                    guard program.isRunning else { throw NeverHappened(what: "nginx ended: \(program.errors)") }
                    return FreePort.accepts(port)
                }
                (self.program, self.port) = (program, port)
                return
            } catch  where attempt < 3 && !program.isRunning {
                attempt += 1
            }
        }
    }

    /// The worker is root, so that no permission hides what the configuration shows.
    private static func config(_ root: String, _ port: Int, _ folder: String, _ settings: String) -> String {
        """
        daemon off;
        user root;
        worker_processes 1;
        pid \(folder)/pid;
        events { worker_connections 256; }
        http {
          access_log off;
          default_type text/html;
          client_body_temp_path \(folder)/body;
          proxy_temp_path \(folder)/proxy;
          fastcgi_temp_path \(folder)/fastcgi;
          uwsgi_temp_path \(folder)/uwsgi;
          scgi_temp_path \(folder)/scgi;
          server {
            listen 127.0.0.1:\(port);
            root \(root);
            \(settings)
          }
        }
        """
    }

    deinit { program.signal(15) }

    /// The URL of a path.
    package func url(_ path: String = "") -> String { "http://127.0.0.1:\(port)/\(path)" }
}
