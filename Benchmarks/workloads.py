"""What is measured: each workload prepares a program's folders, says the command, and what must be true afterwards."""
import os
import shutil

import sites
import tools
from measure import measure


ROUND_TRIPS = "round trips per file and connection"


class Desk:
    """One program at one server: its folder there, its folder here, and its home."""

    def __init__(self, tool, server, work, options):
        self.tool, self.server, self.options = tool, server, options
        self.work = work / tool.name
        self.local, self.home = self.work / "local", self.work / "home"
        self.remote = server.root / tool.name      # as it lies on the server's disk
        self.deployed = False                      # the small site is at both sides, as the program has left it
        self.unable = None                         # why the program could not get it there

    def empty(self):
        """Nothing here, nothing there, and nothing known from before."""
        shutil.rmtree(self.work, ignore_errors=True)
        shutil.rmtree(self.remote, ignore_errors=True)
        self.work.mkdir()
        self.home.mkdir()
        self.remote.mkdir()
        self.give_to_server()
        self.deployed = False

    def give_to_server(self):
        owner = self.server.root.stat()
        for where, folders, files in os.walk(self.remote):
            for name in [".", *folders, *files]:
                os.chown(os.path.join(where, name), owner.st_uid, owner.st_gid)

    def upload(self):
        return self.tool.upload(self.local, self.remote.name)

    def download(self):
        return self.tool.download(self.remote.name, self.local)

    def sync(self):
        return self.tool.sync(self.local, self.remote.name)

    def run(self, command):
        """Runs it; the trees are compared, and a wrong one is a problem too."""
        result = measure(command, self.tool.environment(self.home), self.options.limit, self.server.link.client)
        if not result.problem and (wrong := sites.difference(self.local, self.remote)):
            result.problem, result.output = "wrong tree", f"{wrong}\n{result.output}"
        if not result.problem:
            result.seconds = self.tool.seconds(result)
        return result


class Workload:
    tools = tools.COMPARED

    def __init__(self, options, masters):
        self.options, self.masters = options, masters

    def files(self):
        return self.options.files

    def prepare(self, desk):
        raise NotImplementedError

    def command(self, desk):
        return desk.upload()

    def finish(self, desk):
        """What is to be tidied up."""

    def figures(self, desk, result):
        """What there is to say besides seconds and megabytes, by name."""
        return {}

    def measure(self, desk):
        self.prepare(desk)
        result = desk.run(self.command(desk))
        if not result.problem:
            result.figures = self.figures(desk, result)
        self.finish(desk)
        return result


class First(Workload):
    key = "w1"

    def title(self):
        return f"W1: {self.files()} small files for the first time, {self.options.connections} connections"

    def prepare(self, desk):
        desk.empty()
        sites.copy(self.masters.small(self.files()), desk.local)

    def measure(self, desk):
        result = super().measure(desk)
        desk.deployed, desk.unable = not result.problem, result.problem
        return result


class Later(Workload):
    """What follows upon a first run, which is not measured here."""

    def prepare(self, desk):
        if not desk.deployed and not desk.unable:
            First(self.options, self.masters).measure(desk)
        if desk.unable:
            raise Unprepared(f"first run: {desk.unable}")
        self.change(desk)

    def change(self, desk):
        pass

    def measure(self, desk):
        result = super().measure(desk)
        desk.deployed = not result.problem
        return result


class Unprepared(Exception):
    """The program could not do what this workload follows upon."""


class Nothing(Later):
    key = "w2"

    def title(self):
        return f"W2: nothing to do, {self.files()} files"


class Changed(Later):
    key, runs = "w3", 0

    def title(self):
        return f"W3: 1 % of {self.files()} files changed"

    def change(self, desk):
        # Another 1 % each time.
        self.runs += 1
        sites.change(desk.local, 0.01, self.runs)


class Clone(Later):
    key = "w5"

    def title(self):
        return f"W5: a fresh clone, {self.files()} files with the same content and new times"

    def change(self, desk):
        before = desk.work / "before"
        desk.local.rename(before)
        sites.clone(before, desk.local)
        shutil.rmtree(before)
        shutil.rmtree(desk.home)
        desk.home.mkdir()


class Download(Workload):
    key = "w6"

    def title(self):
        return f"W6: download of {self.files()} files, {self.options.connections} connections"

    def prepare(self, desk):
        desk.empty()
        sites.copy(self.masters.small(self.files()), desk.remote)
        desk.give_to_server()
        desk.local.mkdir()

    def command(self, desk):
        return desk.download()


class DownloadAgain(Download):
    """After a download, unmeasured, that the program itself made."""
    key = "w7"

    def title(self):
        return f"W7: download again, 1 % of {self.files()} files changed on the server"

    def prepare(self, desk):
        super().prepare(desk)
        prepared(desk, desk.download())
        sites.change(desk.remote, 0.01, 1)
        desk.give_to_server()


class Sync(Workload):
    key, tools = "w8", ["deploy", "pyftpsync"]

    def title(self):
        return f"W8: sync of {self.files()} files, 1 % changed here, another 1 % on the server"

    def prepare(self, desk):
        desk.empty()
        sites.copy(self.masters.small(self.files()), desk.local)
        prepared(desk, desk.sync())
        sites.change(desk.local, 0.01, 1, slice(0, None, 2))
        sites.change(desk.remote, 0.01, 1, slice(1, None, 2))
        desk.give_to_server()

    def command(self, desk):
        return desk.sync()


def prepared(desk, command):
    """Runs what a measurement follows upon."""
    if problem := desk.run(command).problem:
        raise Unprepared(f"first run: {problem}")


class Kept(Workload):
    """A quarter of the files changed, and what they replace kept for a way back."""
    key, tools = "kept", ["deploy"]

    def title(self):
        return f"Kept: 25 % of {self.files()} files changed, with --keep 1"

    def prepare(self, desk):
        desk.empty()
        sites.copy(self.masters.small(self.files()), desk.local)
        prepared(desk, desk.tool.upload(desk.local, desk.remote.name, keep=1))
        self.before = desk.work / "before"
        sites.copy(desk.local, self.before)
        sites.change(desk.local, 0.25, 1)

    def command(self, desk):
        return desk.tool.upload(desk.local, desk.remote.name, keep=1)

    def figures(self, desk, result):
        # A rename sets the time of the file's status; copies and uploads lie in the tool's own folder.
        times = [os.stat(os.path.join(where, name)).st_ctime for where, folders, names in os.walk(desk.remote)
                 if ".deploy" not in where for name in names]
        switched = [time for time in times if time >= result.started]
        return {"switch": max(switched) - min(switched)} if switched else {}


class Back(Kept):
    """The way back from there."""
    key = "back"

    def title(self):
        return f"Back: rollback of 25 % of {self.files()} files"

    def prepare(self, desk):
        super().prepare(desk)
        prepared(desk, super().command(desk))
        shutil.rmtree(desk.local)
        self.before.rename(desk.local)

    def command(self, desk):
        return desk.tool.rollback(desk.remote.name)


class Large(Workload):
    key, tools = "big", [*tools.COMPARED, "bare"]

    def title(self):
        return f"One file of {self.options.megabytes} MB"

    def prepare(self, desk):
        desk.empty()
        sites.link(self.masters.large(), desk.local)

    def figures(self, desk, result):
        cipher = desk.tool.report(result)["cipher"] if desk.tool.name == "bare" else None
        return {"MB/s": self.options.megabytes / result.seconds, **({"cipher": cipher} if cipher else {})}

    def finish(self, desk):
        desk.empty()


class LargeDownload(Workload):
    key = "down"

    def title(self):
        return f"Download of one file of {self.options.megabytes} MB"

    def prepare(self, desk):
        desk.empty()
        desk.local.mkdir()
        sites.copy(self.masters.large(), desk.remote)
        desk.give_to_server()

    def command(self, desk):
        return desk.download()

    def figures(self, desk, result):
        return {"MB/s": self.options.megabytes / result.seconds}

    def finish(self, desk):
        desk.empty()


class Trips(Workload):
    key, tools = "trips", ["deploy"]

    def files(self):
        return self.options.each * self.options.connections

    def title(self):
        return f"Round trips: {self.options.each} small files for each of {self.options.connections} connections"

    def prepare(self, desk):
        desk.empty()
        sites.copy(self.masters.small(self.files()), desk.local)

    def figures(self, desk, result):
        trip = desk.server.link.milliseconds / 1000
        return {ROUND_TRIPS: result.seconds / trip / self.options.each} if trip else {}


class Floor(Trips):
    """How near the transfers alone come to what the protocol allows."""
    key, tools = "floor", ["deploy", "bare"]

    def files(self):
        return self.options.each

    def title(self):
        return f"The transfers alone: {self.files()} small files on one connection"

    def prepare(self, desk):
        super().prepare(desk)
        desk.tool.connections = 1

    def finish(self, desk):
        desk.tool.connections = self.options.connections

    def figures(self, desk, result):
        taken = sites.seconds_of_writing(desk.remote, result.started)
        if taken is None:
            return {}
        trip = desk.server.link.milliseconds / 1000
        found = {"transfers": taken}
        if trip:
            found[ROUND_TRIPS] = taken / trip / (self.files() - 1)
        if desk.tool.name == "bare" and desk.server.tls:
            found["sessions resumed"] = desk.tool.report(result)["resumed"]
        return found


ALL = {workload.key: workload for workload in (First, Nothing, Changed, Clone, Download, DownloadAgain, Sync, Kept, Back, Large,
                                                LargeDownload, Trips, Floor)}
