"""The machine: what figures depend on, how busy it is, and a network that ends in it."""

import ctypes
import os
import platform
import subprocess
import sys
import time
from pathlib import Path

from .programs import COURSIER
from .workloads import GIB

CLONE_NEWNET = 0x40000000
VERSIONS = (
    ("java", "-version"), ("nginx", "-v"), ("curl", "--version"), ("wget2", "--version"),
    ("aria2c", "--version"), ("rclone", "--version"), ("openssl", "version"), ("strace", "-V"),
)  # fmt: skip


def describe() -> str:
    """Date, hardware, kernel, and the programs with their versions."""
    cpu_lines = Path("/proc/cpuinfo").read_text().splitlines()
    cpu = next((line.split(": ")[1] for line in cpu_lines if line.startswith("model name")), "?")
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / GIB
    congestion = Path("/proc/sys/net/ipv4/tcp_congestion_control").read_text().strip()
    jars = [jar.stem.rpartition("-")[2] for jar in COURSIER.glob("coursier-cli*.jar")]
    versions = [first_line(*command) for command in VERSIONS]
    versions.append(f"coursier {jars[0] if jars else 'absent'}")
    machine = f"{os.cpu_count()} × {cpu.strip()}, {memory:.0f} GiB"
    return (f"{today()}, {machine}, Linux {platform.release()}, TCP {congestion}\n  "
            + "\n  ".join(versions))  # fmt: skip


def today() -> str:
    return time.strftime("%Y-%m-%d")


def first_line(*command: str) -> str:
    try:
        answer = subprocess.run(command, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        return f"{command[0]} absent"
    return (answer.stdout or answer.stderr).partition("\n")[0]


def busy(seconds: float = 1.0) -> float:
    """The share of all processors that is in use now; call it while nothing is measured."""
    before, begin = idle_ticks(), time.monotonic()
    time.sleep(seconds)
    ticks = (time.monotonic() - begin) * os.sysconf("SC_CLK_TCK") * (os.cpu_count() or 1)
    return max(0.0, 1 - (idle_ticks() - before) / ticks)


def idle_ticks() -> int:
    fields = Path("/proc/stat").read_text().splitlines()[0].split()
    return int(fields[4]) + int(fields[5])  # idle, and waiting for a disk


def isolate(congestion: str | None) -> None:
    """Enters a network namespace of its own, of which only the loopback interface is up."""
    if ctypes.CDLL(None, use_errno=True).unshare(CLONE_NEWNET) != 0:
        sys.exit("no network namespace: run as root, or put `unshare -rn` before the command")
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
    settings = Path("/proc/sys/net/ipv4")
    # Otherwise a run would start with what the kernel learnt in the one before.
    (settings / "tcp_no_metrics_save").write_text("1")
    if congestion:
        (settings / "tcp_congestion_control").write_text(congestion)
