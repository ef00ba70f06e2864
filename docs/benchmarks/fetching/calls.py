"""System calls of a command, counted in a log of strace."""

import re
from dataclasses import dataclass
from pathlib import Path

# fmt: off
PATH_CALLS = [
    "stat", "lstat", "newfstatat", "statx", "access", "faccessat", "faccessat2",
    "readlink", "readlinkat", "open", "openat", "openat2", "creat", "unlink", "unlinkat", "rmdir",
    "rename", "renameat", "renameat2", "link", "linkat", "symlink", "symlinkat", "mkdir", "mkdirat",
    "chmod", "fchmodat", "chown", "lchown", "fchownat", "utime", "utimes", "futimesat", "utimensat",
    "truncate", "statfs",
]
# fmt: on
FORCED_WRITES = ["fsync", "fdatasync", "sync_file_range", "msync", "sync", "syncfs"]

CALL = re.compile(r"^\d+\s+(\w+)\((.*)")
# fstat and futimens are calls with a path that is empty or absent: they resolve none.
WITHOUT_PATH = re.compile(r'^\w+, (""|NULL)')


@dataclass(frozen=True)
class Calls:
    """The numbers of calls that resolve a path, and that force data to disk."""

    paths: int
    forced: int


def tracing(log: Path) -> list[str]:
    """The start of a command line that traces what follows, with all its processes and threads."""
    calls = "trace=" + ",".join(f"?{name}" for name in (*PATH_CALLS, *FORCED_WRITES))
    options = ["-f", "--seccomp-bpf", "-qq", "-e", "signal=none", "-e", calls, "-s", "0"]
    return ["strace", *options, "-o", str(log)]


def count(log: Path) -> Calls:
    """Counts each call once: a call that another thread interrupts has two lines."""
    paths = forced = 0
    with open(log, encoding="utf-8", errors="replace") as lines:
        for line in lines:
            if match := CALL.match(line):
                name, arguments = match.groups()
                if name in FORCED_WRITES:
                    forced += 1
                elif not WITHOUT_PATH.match(arguments):
                    paths += 1
    return Calls(paths, forced)
