"""The servers: the peers of the tests, and deploy's own."""
import pathlib
import signal
import subprocess
import sys
import tempfile

from link import HERE, MARK, TIED

# Whether EPSV is answered, and harms nothing, if it is sent together with the STOR before it.
TAKES_EPSV_AHEAD = {"pure-ftpd": True, "proftpd": True, "vsftpd": True, "pyftpdlib": False, "own": True}
NAMES = list(TAKES_EPSV_AHEAD)
USER, PASSWORD = "tester", "secret"
ROOT = HERE.parent


class Server:
    """Serves the new folder `root` to USER at port 21 of the link's server side, while the `with` lasts."""

    def __init__(self, name, link, root, deploy, tls=False):
        self.name, self.link, self.root, self.deploy = name, link, root, deploy
        self.tls, self.takes_epsv_ahead = tls, TAKES_EPSV_AHEAD[name]
        self.folder = None

    def __enter__(self):
        self.root.mkdir()
        # Not beside the root: that may be below /dev, which Pure-FTPd gets covered.
        self.folder = tempfile.TemporaryDirectory(prefix=MARK)
        self.work = pathlib.Path(self.folder.name)
        if self.tls:
            self.make_certificate()
        with open(self.work / "output.log", "wb") as output:
            self.process = subprocess.Popen([*TIED, *self.link.server, *self.command()], stdin=subprocess.DEVNULL,
                                            stdout=output, stderr=output)
        try:
            # The time that a connection takes, in milliseconds: what the round trip really is.
            self.connect_time = float(subprocess.run(
                [*self.link.client, sys.executable, str(HERE / "bare.py"), "--wait", self.link.address],
                check=True, capture_output=True, timeout=60).stdout)
            return self
        except subprocess.CalledProcessError:
            said = (self.work / "output.log").read_text(errors="replace").strip().rpartition("\n")[2]
            self.__exit__()
            raise RuntimeError(f"the server does not start: {said}") from None
        except BaseException:
            self.__exit__()
            raise

    def __exit__(self, *_):
        # peers/start ends its server and all sessions when it gets this.
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.folder.cleanup()

    def command(self):
        certificate = str(self.work / "certificate.pem")
        if self.name == "own":
            tls = ["--tls-cert", certificate, "--require-tls-reuse"] if self.tls else []
            return [str(self.deploy), "serve", str(self.root), "--host", self.link.address, "--port", "21",
                    "--user", USER, "--password", PASSWORD, "-q", *tls]
        tls = ["--tls", certificate] if self.tls else []
        return [str(ROOT / "scripts/peers/start"), self.name, str(ROOT / ".build/peers"), str(self.root), "21",
                str(self.work), "--host", self.link.address, *tls]

    def make_certificate(self):
        """The servers want it with its key; the clients trust the certificate alone."""
        key, both = self.work / "key.pem", self.work / "certificate.pem"
        subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=bench",
                        "-addext", f"subjectAltName=IP:{self.link.address}", "-keyout", str(key),
                        "-out", str(self.authority)], check=True, stderr=subprocess.DEVNULL, timeout=60)
        both.touch(mode=0o600)
        both.write_bytes(self.authority.read_bytes() + key.read_bytes())

    @property
    def authority(self):
        return self.work / "authority.pem"
