"""The way between client and server: one loopback, or two network namespaces with a delay between them."""
import os
import pathlib
import select
import shutil
import signal
import subprocess

HERE = pathlib.Path(__file__).resolve().parent
CLIENT_ADDRESS, SERVER_ADDRESS = "198.18.0.1", "198.18.0.2"  # RFC 2544: for benchmarks
# Whatever is made bears our process id, so that what killed runs have left can be told from what others use.
MARK = f"deploy-bench-{os.getpid()}-"
# What is started for longer ends with us, however we end.
TIED = ["setpriv", "--pdeathsig", "KILL", "--"]


def quietly(*command):
    return subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=60).returncode == 0


def run(*command):
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, timeout=60)


class Link:
    """`client` and `server` are put before a command that is to run there; the server is at `address`.

    Without a delay both are in one namespace. With one it is the kernel's netem between two of them or, if the kernel has
    none, a program that takes the options of delay.c: the one given, or that one. `kind` says which it is.
    """

    def __init__(self, milliseconds, netem=None, build=HERE.parent / ".build/bench"):
        self.milliseconds, self.netem, self.build = milliseconds, netem, build
        self.spaces, self.program = [], None

    def __enter__(self):
        try:
            self.server = self.enter(self.space("server"))
            if not self.milliseconds:
                self.client, self.address, self.kind = self.server, "127.0.0.1", "loopback"
                return self
            self.client, self.address = self.enter(self.space("client")), SERVER_ADDRESS
            if self.netem is None and self.join_by_kernel():
                self.kind = "the kernel's netem"
            else:
                self.join_by_program()
                self.kind = "a delay program"
            return self
        except BaseException:
            self.__exit__()
            raise

    def __exit__(self, *_):
        if self.program:
            self.program.send_signal(signal.SIGKILL)
            self.program.communicate()
        for name in self.spaces:
            run("ip", "netns", "del", name)
        self.spaces, self.program = [], None

    def space(self, side):
        name = MARK + side
        run("ip", "netns", "add", name)
        self.spaces.append(name)
        run("ip", "-n", name, "link", "set", "lo", "up")
        return name

    @staticmethod
    def enter(name):
        return ["nsenter", f"--net=/run/netns/{name}", "--"]

    def join_by_kernel(self):
        server, client = self.spaces
        device = "delay"
        if not quietly("ip", "-n", server, "link", "add", "name", device, "type", "veth",
                       "peer", "name", device, "netns", client):
            return False
        for name, address in (server, SERVER_ADDRESS), (client, CLIENT_ADDRESS):
            if not quietly("tc", "-n", name, "qdisc", "add", "dev", device, "root", "netem",
                           "delay", f"{self.milliseconds / 2}ms", "limit", "1000000"):
                run("ip", "-n", server, "link", "del", device)
                return False
            run("ip", "-n", name, "address", "add", f"{address}/24", "dev", device)
            run("ip", "-n", name, "link", "set", device, "up")
        return True

    def join_by_program(self):
        server, client = self.spaces
        self.program = subprocess.Popen(
            [*TIED, self.netem or self.compiled(), "--client-ns", client, "--server-ns", server,
             "--client-ip", CLIENT_ADDRESS, "--server-ip", SERVER_ADDRESS, "--delay-ms", str(self.milliseconds / 2)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        said = b""
        while b"ready" not in said:
            more = select.select([self.program.stdout], [], [], 20)[0] and os.read(self.program.stdout.fileno(), 1000)
            if not more:
                raise RuntimeError("the delay program does not get ready")
            said += more

    def compiled(self):
        source, program = HERE / "delay.c", self.build / "delay"
        if not program.exists() or program.stat().st_mtime < source.stat().st_mtime:
            self.build.mkdir(parents=True, exist_ok=True)
            run("cc", "-O2", "-o", str(program), str(source))
        return str(program)


def remove_left_over(*folders):
    """Removes what killed runs have left: their namespaces, and what lies in these folders."""
    for folder in "/run/netns", *folders:
        for path in pathlib.Path(folder).glob("deploy-bench-*-*"):
            if pathlib.Path("/proc", path.name.split("-")[2]).exists():
                continue
            if folder == "/run/netns":
                quietly("ip", "netns", "del", path.name)
            else:
                shutil.rmtree(path, ignore_errors=True)
