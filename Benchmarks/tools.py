"""The programs that are compared: how each is called, with the settings that make it fastest."""
import json
import os
import pathlib
import subprocess
import sys

from link import HERE
from servers import PASSWORD, USER


class Tool:
    """`local` is a folder here, `remote` the name of one on the server."""

    def __init__(self, server, connections):
        self.server, self.connections, self.host = server, connections, server.link.address

    def upload(self, local, remote):
        raise NotImplementedError

    def download(self, remote, local):
        raise NotImplementedError

    def sync(self, local, remote):
        raise NotImplementedError

    def seconds(self, result):
        """How long it took: as seen from outside."""
        return result.seconds

    def environment(self, home):
        return {"HOME": str(home), "PATH": os.environ["PATH"], "LANG": "C.UTF-8"}

    def url(self, remote):
        return f"{'ftps' if self.server.tls else 'ftp'}://{USER}:{PASSWORD}@{self.host}/{remote}"


class Deploy(Tool):
    name = "deploy"

    def options(self):
        return ["--connections", self.connections, "-q",
                *(["--tls-ca-file", self.server.authority] if self.server.tls else [])]

    def upload(self, local, remote, keep=0):
        # Nobody else keeps what is replaced.
        return [self.server.deploy, "upload", local, self.url(remote), "--keep", keep, *self.options()]

    def rollback(self, remote, run=None):
        return [self.server.deploy, "rollback", *([run] if run else []), "--remote", self.url(remote), *self.options()]

    def download(self, remote, local):
        return [self.server.deploy, "download", local, self.url(remote), *self.options()]

    def sync(self, local, remote):
        return [self.server.deploy, "sync", local, self.url(remote), *self.options()]


class Lftp(Tool):
    name = "lftp"

    def script(self, mirror):
        tls = (f"set ftp:ssl-force yes; set ssl:ca-file {self.server.authority}; set ssl:verify-certificate yes; "
               if self.server.tls else "set ftp:ssl-allow no; ")
        # Not waiting for replies is its largest gain; the overloaded MDTM is how vsftpd keeps times.
        return ["lftp", "-c", "set cmd:fail-exit yes; set net:max-retries 3; set net:timeout 60; set ftp:sync-mode off; "
                f"set ftp:use-mdtm-overloaded yes; {tls}"
                f"open -u {USER},{PASSWORD} ftp://{self.host}; "
                f"mirror --no-perms --parallel={self.connections} {mirror}"]

    def upload(self, local, remote):
        return self.script(f"-R {local} /{remote}")

    def download(self, remote, local):
        return self.script(f"/{remote} {local}")


class Rclone(Tool):
    name = "rclone"

    def copy(self, source, target):
        obscured = subprocess.run(["rclone", "obscure", PASSWORD], check=True, capture_output=True, text=True,
                                  timeout=20).stdout.strip()
        return ["rclone", "copy", source, target, "--transfers", self.connections, "--checkers", self.connections,
                "--ftp-host", self.host, "--ftp-user", USER, "--ftp-pass", obscured, "--retries", 1,
                *(["--ftp-explicit-tls"] if self.server.tls else []),
                *(["--ftp-writing-mdtm"] if self.server.name == "vsftpd" else [])]

    def upload(self, local, remote):
        return self.copy(local, f":ftp:{remote}")

    def download(self, remote, local):
        return self.copy(f":ftp:{remote}", local)

    def environment(self, home):
        authority = {"SSL_CERT_FILE": str(self.server.authority)} if self.server.tls else {}
        return super().environment(home) | authority


class Pyftpsync(Tool):
    name = "pyftpsync"
    program = HERE.parent / ".build/bench/venv/bin/pyftpsync"
    options = ["--no-prompt", "--no-keyring", "--no-netrc", "-q"]

    def upload(self, local, remote):
        return [self.program, "upload", local, self.url(remote), "--resolve", "local", *self.options]

    def download(self, remote, local):
        return [self.program, "download", local, self.url(remote), "--resolve", "remote", *self.options]

    def sync(self, local, remote):
        return [self.program, "sync", local, self.url(remote), "--resolve", "skip", *self.options]


class Bare(Tool):
    """No program for use: the commands alone, on one connection, as fast as the protocol goes."""
    name = "bare"

    def upload(self, local, remote):
        return [sys.executable, HERE / "bare.py", *(["--tls", self.server.authority] if self.server.tls else []),
                *(["--ahead"] if self.server.takes_epsv_ahead else []), local, self.host, remote]

    def seconds(self, result):
        """As it says itself: the start of Python is no part of the floor."""
        return self.report(result)["seconds"]

    @staticmethod
    def report(result):
        return json.loads(result.output.splitlines()[-1])


ALL = {tool.name: tool for tool in (Deploy, Lftp, Rclone, Pyftpsync, Bare)}
COMPARED = ["deploy", "lftp", "rclone", "pyftpsync"]


def versions(deploy):
    """What is compared, for the head of the report."""
    def said(*command):
        return subprocess.run(command, capture_output=True, text=True, timeout=20).stdout.splitlines()[0].strip()
    return ", ".join([
        "deploy " + said(str(deploy), "--version").removeprefix("deploy "),
        said("lftp", "--version").split("|")[1].strip().replace("Version", "lftp"),
        said("rclone", "version").replace(" v", " "),
        "pyftpsync " + said(str(Pyftpsync.program), "--version")])
