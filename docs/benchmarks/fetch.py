#!/usr/bin/env python3
"""Measures PumaGuard Models beside other programs that fetch files, all against one nginx.

    docs/benchmarks/fetch.py                     the workloads with targets, 5 rounds
    docs/benchmarks/fetch.py --quick             the same with 2 rounds and smaller files
    docs/benchmarks/fetch.py --rounds 9 small    one workload
    docs/benchmarks/fetch.py --all               the further workloads too

Needs the built program, /usr/bin/time, strace, and what install-peers.sh installs; a peer that is
absent is left out. Nothing leaves the machine: it runs in network namespaces of its own, which
needs root, or `unshare -rn` before the command. Needs 25 GB of disk in TMPDIR (4 GB with --quick)
on a real file system: on a tmpfs nothing is written.

Each program does the same: from an empty directory to files whose SHA-256 is right, fragments
assembled into their model. Every program has its own defaults; "aria2c 64" has 8 files at once with
8 connections each. In the further workloads all have the same number of connections, but curl
without -Z has one. The programs run in turn, round after round, and each round begins with another
program.

What is counted:

    wall            from the shell that starts the program to its end, JVM start included
    total           wall, and the time that `sync` takes right after: other programs leave their
                    data in the page cache, PumaGuard Models does not. Another `sync` precedes the
                    run. It writes what other programs of the machine have written, too
    CPU             of all processes of the command, user and system
    memory          peak resident memory of the largest process
    path calls      system calls that resolve a path, failed ones too, of all processes:
                    {path_calls}
    forced writes   {forced_writes}
    written         bytes of pages made dirty or written, of the bytes that were published
    disk            the most that the directory took, looked at every 10 ms, of the same
    sent            bodies that nginx handed to the network, of the same

Path calls, forced writes and disk are those of round 0, under strace, which is not timed. "For each
further model" is their difference between all models and one model, over the number of the others.

A ratio is PumaGuard Models ÷ peer: below 1, PumaGuard Models took less. It is the median of the
rounds' ratios, with the lowest and the highest one. A target is met if the median is; one for
memory, if each round is.

"busy" is the share of the processors that other work uses just before the workload.

With "8 MiB/s a connection" and in the killed workloads nginx limits each request (limit_rate): it
sends at most 2 MiB at once and then pauses. The killed workloads kill all processes of a program
(SIGKILL) when 60 % of the bytes have passed, and run the same command again; "sent" counts both
runs, all else the second. The links with delay, loss and limited rate are those of link.py.
"""

import argparse
import os
import shutil
import signal
import sys
import tempfile
import textwrap
from pathlib import Path

from fetching import calls, machine, report
from fetching.origin import Origin
from fetching.programs import ROOT, Programs
from fetching.report import Measured
from fetching.runner import Failed, Runner
from fetching.site import Site
from fetching.workloads import FURTHER, MAIN, OURS, WORKLOADS, Workload

PROGRAM = ROOT / "app-cli/target/dist/bin/pumaguard-models"
NEEDED = ("nginx", "curl", "openssl", "strace", "ip", "setpriv", "/usr/bin/time")
ROUNDS, QUICK_ROUNDS = 5, 2


def measure(
    name: str, workload: Workload, work: Path, rounds: int, given: argparse.Namespace
) -> Measured:
    """All rounds of one workload."""
    measured = Measured(
        name, workload, machine.today(), machine.busy(), workload != WORKLOADS[name]
    )
    print(f"\n{name}: {workload.about}, {rounds} rounds, busy {measured.busy:.2f}", flush=True)
    shutil.rmtree(work / "site", ignore_errors=True)
    site = Site(work / "site", workload, rounds)
    programs = Programs(given.program, workload, site)
    wanted = [
        tool for tool in workload.tools if tool == OURS or not given.tools or tool in given.tools
    ]
    commands = {tool: text for tool in wanted if (text := programs.command(tool))}
    measured.rounds = {tool: {} for tool in commands}
    origin = Origin(work, workload)
    runner = Runner(work, workload, origin)
    try:
        runner.prepare(programs.prepare())
        for turn in range(rounds + 1):
            for tool in rotated(list(commands), turn):
                run = runner.measure if turn else runner.observe
                try:
                    figures = measured.rounds[tool][turn] = run(commands[tool], turn)
                except Failed as failed:
                    print(
                        f"  {tool} failed in round {turn}: {failed}\n    {commands[tool]}",
                        flush=True,
                    )
                    continue
                text = "  ".join(f"{key} {report.short(value)}" for key, value in figures.items())
                print(f"  {turn} {tool:11} {text}", file=sys.stderr, flush=True)
        if workload.counts_per_model and 0 in measured.rounds[OURS]:
            one, all_models = runner.observe(programs.fetch_one(), 0), measured.rounds[OURS][0]
            others = len(workload.models) - 1
            for metric in ("path_calls", "forced_writes"):
                measured.per_model[metric] = (all_models[metric] - one[metric]) / others
    finally:
        origin.stop()
        shutil.rmtree(runner.out, ignore_errors=True)
        shutil.rmtree(site.directory, ignore_errors=True)
    return measured


def rotated(tools: list[str], turn: int) -> list[str]:
    first = turn % len(tools)
    return tools[first:] + tools[:first]


def arguments() -> argparse.Namespace:
    wrapped = textwrap.fill(
        " ".join(calls.PATH_CALLS), 100, initial_indent=" " * 20, subsequent_indent=" " * 20
    ).strip()
    description = (__doc__ or "").format(
        path_calls=wrapped, forced_writes=" ".join(calls.FORCED_WRITES)
    )
    lines = [f"    {name:15} {workload.about}" for name, workload in MAIN.items()]
    lines += ["", "further workloads:"]
    lines += [f"    {name:15} {workload.about}" for name, workload in FURTHER.items()]
    parser = argparse.ArgumentParser(
        description=description, epilog="\n".join(["workloads:", *lines]),
        formatter_class=argparse.RawDescriptionHelpFormatter)  # fmt: skip
    parser.add_argument("workloads", nargs="*", metavar="WORKLOAD", help="only these")
    parser.add_argument("--all", action="store_true", help="the further workloads too")
    parser.add_argument(
        "--quick", action="store_true", help="under 5 minutes on a quiet machine of two processors"
    )
    parser.add_argument(
        "--rounds",
        type=int,
        help=f"default: {ROUNDS}, with --quick {QUICK_ROUNDS}; workloads of short runs have more",
    )
    parser.add_argument(
        "--program",
        type=Path,
        default=PROGRAM,
        metavar="PATH",
        help="the pumaguard-models to measure (default: %(default)s)",
    )
    parser.add_argument(
        "--tools", type=lambda text: text.split(","), help="only these peers, separated by commas"
    )
    parser.add_argument(
        "--csv", type=Path, help="also write the figures here; rows of other workloads are kept"
    )
    parser.add_argument(
        "--congestion", help="TCP congestion control, such as cubic (default: the kernel's)"
    )
    given = parser.parse_args()
    unknown = [name for name in given.workloads if name not in WORKLOADS]
    if unknown:
        parser.error(f"unknown workload: {', '.join(unknown)}; known: {', '.join(WORKLOADS)}")
    given.program = given.program.absolute()
    if not os.access(given.program, os.X_OK):
        parser.error(
            f"{given.program} is not a program; build it with `mvn -ntp -DskipTests package`"
        )
    missing = [tool for tool in NEEDED if not shutil.which(tool, path=os.environ["PATH"])]
    if missing:
        parser.error(f"not installed: {', '.join(missing)}; run docs/benchmarks/install-peers.sh")
    given.rounds = given.rounds or (QUICK_ROUNDS if given.quick else ROUNDS)
    return given


def run(given: argparse.Namespace, work: Path) -> list[Measured]:
    all_measured = []
    for name in given.workloads or (WORKLOADS if given.all else MAIN):
        workload = WORKLOADS[name]
        if given.quick:
            if not workload.quick:
                print(f"\n{name}: left out by --quick")
                continue
            workload = workload.scaled(workload.quick)
        rounds = min(given.rounds * workload.repeat, workload.max_rounds)
        try:
            all_measured.append(measure(name, workload, work, rounds, given))
        except Failed as failed:
            print(f"  {name} could not be prepared: {failed}", flush=True)
            continue
        print("\n".join(report.verdicts(all_measured[-1])), flush=True)
        if given.csv:
            report.save(given.csv, all_measured)
    return all_measured


def main() -> None:
    os.environ["PATH"] += ":/usr/sbin:/sbin"
    given = arguments()
    for stop in (signal.SIGINT, signal.SIGTERM):
        signal.signal(stop, lambda number, _: sys.exit(128 + number))
    machine.isolate(given.congestion)
    print(machine.describe())
    work = Path(tempfile.mkdtemp(prefix="fetch-"))
    try:
        (work / "home").mkdir()
        os.environ.update(HOME=str(work / "home"), LC_ALL="C.UTF-8")
        for name in [name for name in os.environ if name.startswith(("PUMAGUARD_", "XDG_"))]:
            del os.environ[name]
        all_measured = run(given, work)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    print(f"\n{report.targets_table(all_measured)}\n\n{report.figures_table(all_measured)}")


if __name__ == "__main__":
    main()
