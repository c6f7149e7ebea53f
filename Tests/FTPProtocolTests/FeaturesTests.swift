import FTPProtocol
import Testing

@Suite("FEAT")
struct FeaturesTests {
    @Test(
        "features are read with and without blank and code",
        arguments: [
            ["Features:", " MDTM", " REST STREAM", " SIZE", "End"],
            ["Features:", "MDTM", "REST  STREAM ", "SIZE", "End"],
            ["Features:", "211-MDTM", "211-REST STREAM", " 211-SIZE", "End"], ["MDTM", "rest stream", "SIZE"],
            ["Features:", "\tmdtm", " Rest Stream", " ", " size", "End"],
        ])
    func forms(lines: [String]) {
        let features = Features(Reply(211, lines))
        #expect(Set(features.values.keys) == ["MDTM", "REST", "SIZE"])
        #expect(features.hasRestart)
        #expect(
            !features.hasMachineListing && !features.hasTLS && !features.needsPreTransfer)
    }

    @Test(
        "headings are no features",
        arguments: [["no-features"], ["Features:", "End"], ["Extensions supported", "END"], [], [""]])
    func headings(lines: [String]) {
        #expect(Features(Reply(211, lines)) == Features())
    }

    @Test("IIS lists its ways to TLS on one line, others on several")
    func tls() {
        let line = Features(Reply(211, ["F:", " AUTH TLS;TLS-C;SSL;TLS-P;", "E"]))
        let lines = Features(Reply(211, ["F:", " AUTH TLS", " AUTH SSL", "E"]))
        #expect(line.hasTLS && lines.hasTLS)
        #expect(lines.values["AUTH"] == "TLS;SSL")
        #expect(!Features(Reply(211, ["F:", " AUTH SSL", "E"])).hasTLS)
    }

    @Test("PRET and MLSD, among others")
    func others() {
        let features = Features(Reply(211, ["F:", " SITE MKDIR", " SITE rmdir;UTIME", " PRET", " MFMT", " MLSD", "E"]))
        #expect(features.values["SITE"] == "MKDIR;rmdir;UTIME")
        #expect(features.needsPreTransfer && features.hasMachineListing)
        #expect(!Features(Reply(211, ["F:", " PRET", " ESTP", "E"])).needsPreTransfer)
    }
}
