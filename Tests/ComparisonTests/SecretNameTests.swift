import Comparison
import Testing

@Suite("Names of secrets")
struct SecretNameTests {
    @Test(
        "what a name says",
        arguments: [
            (".env", "settings with passwords"), (".env.production", "settings with passwords"),
            (".ENV.local", "settings with passwords"), (".envrc", "settings with passwords"),
            (".netrc", "a file of passwords"), (".pgpass", "a file of passwords"),
            ("shop.p12", "a private key"), ("Tresor.kdbx", "a private key"), ("backup.sql.gz", "a dump of a database"),
            ("site.dump", "a dump of a database"),
        ])
    func certain(name: String, kind: String) {
        #expect(SecretName.suspicion(of: name) == .certain(kind))
    }

    @Test("what only the content tells", arguments: ["server.pem", "server.key", "id_rsa", "id_ed25519", "shop.sql"])
    func possible(name: String) {
        #expect(
            SecretName.suspicion(of: name)
                == .possible(name.hasSuffix(".sql") ? "a dump of a database" : "a private key"))
    }

    @Test(
        "ordinary names",
        arguments: [
            ".env.example", ".env.sample", ".env.dist", "env.js", "id_rsa.pub", "environment", "index.html",
            ".htaccess",
            "key.png", "sql.php", "dump.txt",
        ])
    func ordinary(name: String) {
        #expect(SecretName.suspicion(of: name) == nil)
    }

    @Test(
        "what a content says",
        arguments: [
            ("-----BEGIN OPENSSH PRIVATE KEY-----\nb3Bl", true), ("-----BEGIN RSA PRIVATE KEY-----", true),
            ("-----BEGIN CERTIFICATE-----\nMII", false), ("-----BEGIN PUBLIC KEY-----", false),
            ("-- MySQL dump 10.13  Distrib 8.0", true), ("--\n-- PostgreSQL database dump\n--", true),
            ("PRAGMA foreign_keys=OFF;\nBEGIN TRANSACTION;", true),
            ("CREATE TABLE IF NOT EXISTS `#__banners` (", false), ("PK\u{3}\u{4}", false), ("", false),
        ])
    func content(text: String, isSecret: Bool) {
        #expect(SecretName.isSecret(Array(text.utf8)) == isSecret)
    }
}
