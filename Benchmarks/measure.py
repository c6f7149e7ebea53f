"""Runs one program and says how long it took and how much memory it had."""
import dataclasses
import os
import pathlib
import signal
import subprocess
import tempfile
import time

from link import TIED


@dataclasses.dataclass
class Measurement:
    started: float       # the wall clock's time
    seconds: float
    megabytes: float     # the largest resident set of any of its processes
    output: str
    problem: str | None = None
    timed_out: bool = False
    figures: dict = dataclasses.field(default_factory=dict)


def measure(command, environment, limit, prefix=()):
    """Runs `command`; `prefix` is what takes it to its place and is not part of it. After `limit` seconds it is ended."""
    with tempfile.TemporaryFile("w+", errors="replace") as output, tempfile.TemporaryDirectory() as folder:
        # A child's peak is not below that of the process that started it, so ours must not be the one.
        peak = pathlib.Path(folder, "peak")
        timed = [*prefix, *TIED, "time", "--quiet", "-f", "%M", "-o", str(peak), *TIED, *map(str, command)]
        started, clock = time.time(), time.perf_counter()
        process = subprocess.Popen(timed, env=environment, stdin=subprocess.DEVNULL, stdout=output, stderr=output,
                                   start_new_session=True)
        timed_out = False
        try:
            process.wait(limit)
        except subprocess.TimeoutExpired:
            timed_out = True
        finally:
            seconds = time.perf_counter() - clock
            end(process)
        output.seek(0)
        text = output.read()
        problem = None
        if timed_out:
            problem = f"> {limit} s"
        elif process.returncode:
            problem = "failed"
        megabytes = int(peak.read_text().split()[-1]) / 1024 if not timed_out else 0
        return Measurement(started, seconds, megabytes, text, problem, timed_out)


def end(process):
    """Ends the process and what it started."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass
    process.wait()
