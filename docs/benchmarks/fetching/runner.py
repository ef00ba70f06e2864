"""Runs commands on a workload and measures them."""

import contextlib
import os
import resource
import shutil
import signal
import subprocess
import time
from pathlib import Path

from . import calls
from .origin import Origin
from .workloads import Kind, Workload

Figures = dict[str, float]
KILLED_AT = 0.6  # of the bytes


class Failed(Exception):
    """A command that did not end with status 0."""


class Runner:
    """Runs one command at a time in the directory `out`."""

    def __init__(self, work: Path, workload: Workload, origin: Origin):
        self.work, self.workload, self.origin = work, workload, origin
        self.out = work / "out"

    def prepare(self, text: str) -> None:
        """Empties the directory and runs a command that is not measured."""
        shutil.rmtree(self.out, ignore_errors=True)
        self.out.mkdir()
        if text:
            self.wait(self.start(text, 0))

    def measure(self, text: str, turn: int) -> Figures:
        """Times, memory and bytes of one run, without strace."""
        self.fresh()
        if self.workload.killed:
            self.kill_at(text, KILLED_AT * self.workload.bytes)
        usage = self.wait(self.start(text, turn))
        begin = time.monotonic()
        os.sync()
        sync = time.monotonic() - begin
        first, last = map(float, (self.work / "wall").read_text().split())
        figures = {
            "wall": last - first,
            "total": last - first + sync,
            "cpu": usage.ru_utime + usage.ru_stime,
            "memory": int((self.work / "peak").read_text()) / 1024,
        }
        if self.workload.kind is Kind.FETCH:
            figures["written"] = self.share(usage.ru_oublock * 512)
            figures["sent"] = self.share(self.origin.sent())
        return figures

    def observe(self, text: str, turn: int) -> Figures:
        """System calls and peak use of disk of one run, which is not timed."""
        self.fresh()
        log = self.work / "strace"
        process = self.start(text, turn, [] if self.workload.killed else calls.tracing(log))
        fetching, disk = self.workload.kind is Kind.FETCH, 0
        try:
            while process.poll() is None:
                if fetching:
                    disk = max(disk, allocated(self.out))
                time.sleep(0.01)
            self.check(process)
        finally:
            end(process)
        figures: Figures = {}
        if fetching:
            figures["disk"] = self.share(max(disk, allocated(self.out)))
        if not self.workload.killed:
            counted = calls.count(log)
            figures |= {"path_calls": counted.paths, "forced_writes": counted.forced}
        return figures

    def fresh(self) -> None:
        """What was written before is on disk, so that it does not count in the next run."""
        if self.workload.kind is Kind.FETCH:
            shutil.rmtree(self.out, ignore_errors=True)
            self.out.mkdir()
        os.sync()
        self.origin.reset()

    def kill_at(self, text: str, limit: float) -> None:
        """Starts the command and kills all its processes when so many bytes have arrived."""
        begin = loopback_bytes()
        process = self.start(text, 0)
        try:
            while loopback_bytes() - begin < limit:
                if process.poll() is not None:
                    raise Failed("ended before it could be killed: " + self.errors())
                time.sleep(0.002)
        finally:
            end(process)

    def start(
        self, text: str, turn: int, before: list[str] | None = None
    ) -> subprocess.Popen[bytes]:
        """Bash takes the wall time. GNU time finds the peak memory, as a child of Python's begins
        with that of Python."""
        script = (f"set -o pipefail\nbegin=$EPOCHREALTIME\n{text}\nstatus=$?\n"
                  f"echo $begin $EPOCHREALTIME >{self.work}/wall\nexit $status")  # fmt: skip
        measuring = ["/usr/bin/time", "-q", "-f", "%M", "-o", str(self.work / "peak")]
        with open(self.work / "err", "wb") as err:
            return subprocess.Popen(
                [*(before or []), *measuring, "bash", "-c", script], cwd=self.out,
                env=os.environ | {"ROUND": str(turn)}, stdin=subprocess.DEVNULL, stdout=err,
                stderr=err, start_new_session=True)  # fmt: skip

    def wait(self, process: subprocess.Popen[bytes]) -> resource.struct_rusage:
        """Waits for the end; the result has the processor time of all processes of the command."""
        try:
            _, status, usage = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
            self.check(process)
            return usage
        finally:
            end(process)

    def check(self, process: subprocess.Popen[bytes]) -> None:
        if process.returncode != 0:
            raise Failed(f"status {process.returncode}, {self.errors()}")

    def errors(self) -> str:
        return (self.work / "err").read_text(errors="replace")[-500:]

    def share(self, count: int) -> float:
        return count / self.workload.bytes


def end(process: subprocess.Popen[bytes]) -> None:
    """Kills a command with all that it started, if it has not ended by itself."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def loopback_bytes() -> int:
    for line in Path("/proc/self/net/dev").read_text().splitlines():
        if line.strip().startswith("lo:"):
            return int(line.split()[1])
    raise RuntimeError("no loopback interface")


def allocated(directory: Path) -> int:
    """Bytes on disk of a directory; a file with several names counts once."""
    sizes: dict[int, int] = {}
    for parent, _, files in os.walk(directory):
        for name in files:
            try:
                file = os.lstat(os.path.join(parent, name))
            except FileNotFoundError:
                continue  # gone since it was listed
            sizes[file.st_ino] = file.st_blocks * 512
    return sum(sizes.values())
