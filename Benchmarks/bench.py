#!/usr/bin/env python3
"""Measures deploy against lftp, rclone and pyftpsync: same server, same run, the trees compared.

Call it by scripts/bench, which installs what is missing. What the workloads and figures are is in Benchmarks/README.md.
"""
import argparse
import os
import pathlib
import shutil
import signal
import statistics
import sys
import tempfile

sys.dont_write_bytecode = True

import report
import servers
import sites
import tools
import workloads
from link import MARK, Link, remove_left_over
from measure import Measurement


class Masters:
    """The trees that the programs get copies of, made when they are first asked for."""

    def __init__(self, work, megabytes):
        self.work, self.megabytes = work, megabytes

    def small(self, count):
        folder = self.work / f"small-{count}"
        if not folder.exists():
            sites.make_small(folder, count)
        return folder

    def large(self):
        folder = self.work / "large"
        if not folder.exists():
            sites.make_large(folder, self.megabytes)
        return folder


def parsed():
    parser = argparse.ArgumentParser(prog="scripts/bench", description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("workloads", nargs="*", metavar="WORKLOAD", help=f"of {', '.join(workloads.ALL)}; all of them")
    parser.add_argument("--server", action="append", choices=[*servers.NAMES, "all"], help="may be repeated; pure-ftpd")
    parser.add_argument("--rtt", action="append", type=float, metavar="MS", help="may be repeated; 0, 20 and 100")
    parser.add_argument("--tls", action="store_true", help="over TLS; with --plain both ways")
    parser.add_argument("--plain", action="store_true", help="without TLS: so it is anyway unless --tls is given")
    parser.add_argument("--quick", action="store_true", help="few files, a small large one, 20 ms only")
    parser.add_argument("--tool", action="append", choices=tools.COMPARED, help="besides deploy and the bare client; all")
    parser.add_argument("--runs", type=int, default=1, help="of each workload and program; the median counts (1)")
    parser.add_argument("--files", type=int, help="small files (2000; 200 with --quick)")
    parser.add_argument("--each", type=int, help="files per connection of trips and floor (500; 50 with --quick)")
    parser.add_argument("--megabytes", type=int, help="of the large file (512; 64 with --quick)")
    parser.add_argument("--connections", type=int, default=8, help="that each program may open (8)")
    parser.add_argument("--limit", type=int, help="seconds after which a program is ended (1800; 120 with --quick)")
    parser.add_argument("--deploy", metavar="PROGRAM", type=pathlib.Path, help="not built anew, this one instead")
    parser.add_argument("--netem", metavar="PROGRAM", default=os.environ.get("DEPLOY_BENCH_NETEM"),
                        help="makes the delay, called like Benchmarks/delay.c ($DEPLOY_BENCH_NETEM)")
    parser.add_argument("--work", metavar="FOLDER", help="where trees and servers lie (/dev/shm if it has room, else /tmp)")
    options = parser.parse_intermixed_args()

    for name in options.workloads:
        if name not in workloads.ALL:
            parser.error(f"no such workload: {name}")
    if os.geteuid() != 0:
        parser.error("needs root: for the servers and the network namespaces")
    options.workloads = options.workloads or list(workloads.ALL)
    options.server = servers.NAMES if "all" in (options.server or []) else options.server or ["pure-ftpd"]
    options.rtt = options.rtt or ([20] if options.quick else [0, 20, 100])
    options.tls = [False, True] if options.tls and options.plain else [options.tls]
    options.tool = {"deploy", "bare", *(options.tool or tools.COMPARED)}
    for name, usual, quick in ("files", 2000, 200), ("each", 500, 50), ("megabytes", 512, 64), ("limit", 1800, 120):
        if getattr(options, name) is None:
            setattr(options, name, quick if options.quick else usual)
    options.deploy = (options.deploy or servers.ROOT / ".build-release/release/deploy").resolve()
    if not options.deploy.exists():
        parser.error(f"{options.deploy} is missing")
    return options


def working_place(options):
    """In memory if there is room, so that disks do not take part: the large file three times, and the small ones."""
    if options.work:
        return options.work
    memory = pathlib.Path("/dev/shm")
    return memory if memory.is_dir() and shutil.disk_usage(memory).free > (3 * options.megabytes + 500) << 20 else None


def middle(results):
    """The median one; a run that failed counts for all."""
    failed = [result for result in results if result.problem]
    if failed:
        return failed[0]
    chosen = sorted(results, key=lambda result: result.seconds)[(len(results) - 1) // 2]
    chosen.seconds = statistics.median(result.seconds for result in results)
    chosen.megabytes = max(result.megabytes for result in results)
    return chosen


def measured(workload, desk, runs):
    try:
        return middle([workload.measure(desk) for _ in range(runs)])
    except workloads.Unprepared as error:
        return Measurement(0, 0, 0, "", str(error))


def session(name, tls, milliseconds, options, work, masters):
    """All workloads at one server, over one link."""
    with tempfile.TemporaryDirectory(dir=work) as folder, Link(milliseconds, options.netem) as link:
        with servers.Server(name, link, pathlib.Path(folder, "root"), options.deploy, tls) as server:
            place = f"{name}, {'TLS' if tls else 'plain'}, RTT {milliseconds:g} ms"
            print(f"## {place}\n\nBy {link.kind}; a connection takes {server.connect_time} ms.\n", flush=True)
            desks = {key: workloads.Desk(tool(server, options.connections), server, pathlib.Path(folder), options)
                     for key, tool in tools.ALL.items() if key in options.tool}
            for key in options.workloads:
                workload = workloads.ALL[key](options, masters)
                results = {tool: measured(workload, desks[tool], options.runs) for tool in workload.tools if tool in desks}
                print(report.table(workload.title(), results), flush=True)


def main():
    options = parsed()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    congestion = pathlib.Path("/proc/sys/net/ipv4/tcp_congestion_control").read_text().strip()
    print(f"{tools.versions(options.deploy)}; {os.cpu_count()} processors, TCP {congestion}\n", flush=True)
    failures = 0
    remove_left_over(options.work or "/dev/shm", tempfile.gettempdir())
    with tempfile.TemporaryDirectory(prefix=MARK, dir=working_place(options)) as folder:
        work = pathlib.Path(folder)
        masters = Masters(work, options.megabytes)
        for name in options.server:
            for tls in options.tls:
                for milliseconds in options.rtt:
                    try:
                        session(name, tls, milliseconds, options, work, masters)
                    except RuntimeError as error:
                        failures += 1
                        print(f"## {name}, {'TLS' if tls else 'plain'}, RTT {milliseconds:g} ms: {error}\n", flush=True)
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
