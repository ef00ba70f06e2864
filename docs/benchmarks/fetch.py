#!/usr/bin/env python3
"""Measures PumaGuard Models beside other programs that fetch files, all against one nginx on this machine.

    docs/benchmarks/fetch.py [RUNS] [WORKLOAD…]      counted runs of each, 5 if not said; all workloads if none is named

Needs the built program and what install-peers.sh installs; a peer that is absent is left out. Runs in network namespaces of its
own, so nothing leaves the machine and no port can clash; that needs root, or `unshare -rn` before the command. Needs 5 GB of disk
in TMPDIR, on a real file system: on a tmpfs nothing counts as written.

Each program does the same: from nothing on disk to files whose SHA-256 is right, in one piece where they are fragments of a
model. They run in turn, round after round, after an uncounted round 0. What is counted:

    wall     from the shell that starts the program to its end, JVM start included
    CPU      of all its processes, user and system
    memory   peak resident memory of its largest process
    written  bytes of pages made dirty or written (GNU time's %O), of the bytes that were asked for
    disk     the most that the directory took at any time (looked at every 10 ms in round 0), of the same
    sent     bodies that nginx handed to the network, of the same

"×" is the median of the rounds' ratios to PumaGuard Models: above 1, the peer took more.

The killed workloads kill all processes of a program at once (SIGKILL) when 60 % of the bytes have passed, and run the same command
again. What is sent counts both runs, all else the second. nginx's limit_rate, which they and "limited" use, lets what a request may
take in its first second pass at once, so many short requests are faster than few long ones. The other links are those of link.py.
Every program has as many connections as PumaGuard Models is allowed, but curl without -Z, which has one.
"""
import argparse
import csv
import ctypes
import hashlib
import os
import platform
import shlex
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, replace
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = ROOT / "app-cli/target/dist/bin/pumaguard-models"
COURSIER = ROOT / "target/peers/coursier"
REAL_REGISTRY = ROOT.parent / "shared/registries/pumaguard.yaml"
LINK = Path(__file__).with_name("link.py")
OURS = "PumaGuard"
KIB, MIB = 1 << 10, 1 << 20
PORT = 8080
CLONE_NEWNET = 0x40000000


@dataclass(frozen=True)
class Workload:
    """Files to fetch, and the way to them."""

    about: str
    count: int
    size: int  # of each file
    connections: int = 4
    fragments: bool = False  # the files are fragments of one model
    limit: int = 0  # bytes a second of each request
    link: tuple = ()  # seconds one way, share of packets lost, bytes a second: see link.py
    killed: bool = False  # killed when 60 % were sent, then run again
    tools: tuple = ("PumaGuard", "curl", "curl -Z", "wget2", "aria2c", "rclone", "coursier")

    @property
    def bytes(self):
        return self.count * self.size


LOSSY, SHAPED = (0.02, 0.01, 0), (0.025, 0.01, 100e6 / 8)
WORKLOADS = {
    "start": Workload("nothing is fetched: a listing beside a bare JVM", 0, 0, tools=("PumaGuard", "real registry", "bare JVM")),
    "one-file": Workload("1 × 1 GiB over loopback", 1, 1024 * MIB),
    "fragments": Workload("19 × 48 MiB, assembled, over loopback", 19, 48 * MIB, fragments=True),
    "small": Workload("200 × 256 KiB over loopback", 200, 256 * KIB),
    "limited": Workload(
        "19 × 16 MiB, assembled, limit_rate 8m", 19, 16 * MIB, 8, fragments=True, limit=8 * MIB,
        tools=("PumaGuard", "curl -Z", "wget2", "aria2c", "aria2c 64", "rclone", "coursier")),
    "latency": Workload(
        "200 × 256 KiB, 40 ms round trip", 200, 256 * KIB, 8, link=(0.02, 0, 0),
        tools=("PumaGuard", "curl -Z", "wget2", "aria2c", "rclone", "coursier", "bare JVM")),
    "loss": Workload("200 × 256 KiB, 40 ms round trip, 1 % loss", 200, 256 * KIB, 8, link=LOSSY,
                     tools=("PumaGuard", "curl -Z", "wget2", "aria2c", "rclone", "coursier")),
    "shaped-one-4": Workload("1 × 64 MiB, 50 ms, 1 % loss, 100 Mbit/s", 1, 64 * MIB, 4, link=SHAPED),
    "shaped-one-8": Workload("1 × 64 MiB, 50 ms, 1 % loss, 100 Mbit/s", 1, 64 * MIB, 8, link=SHAPED),
    "shaped-parts-4": Workload("19 × 4 MiB, assembled, 50 ms, 1 % loss, 100 Mbit/s", 19, 4 * MIB, 4, fragments=True, link=SHAPED),
    "shaped-parts-8": Workload("19 × 4 MiB, assembled, 50 ms, 1 % loss, 100 Mbit/s", 19, 4 * MIB, 8, fragments=True, link=SHAPED),
    "killed-parts": Workload(
        "19 × 16 MiB, assembled, killed at 60 % and run again", 19, 16 * MIB, fragments=True, killed=True, limit=6 * MIB,
        tools=("PumaGuard", "curl -Z", "wget2", "aria2c", "rclone", "coursier")),
    "killed-one": Workload("1 × 304 MiB, killed at 60 % and run again", 1, 304 * MIB, killed=True, limit=30 * MIB),
}


class Site:
    """The files of a workload in a directory that nginx serves, and lists of them for each program."""

    def __init__(self, directory, workload, host):
        directory.mkdir()
        self.directory = directory
        self.url = f"http://{host}:{PORT}/"
        names = [f"big.h5_{chr(97 + i // 26)}{chr(97 + i % 26)}" for i in range(workload.count)]
        whole, digests = hashlib.sha256(), {}
        for name in names:
            digest = hashlib.sha256()
            with open(directory / name, "wb") as file:
                for begin in range(0, workload.size, MIB):
                    chunk = os.urandom(min(MIB, workload.size - begin))
                    file.write(chunk)
                    digest.update(chunk)
                    whole.update(chunk)
            digests[name] = digest.hexdigest()
        if workload.fragments:
            pieces = "".join(f"    {name}: {{sha256: {digest}}}\n" for name, digest in digests.items())
            self.write("model-registry.yaml", f"big.h5:\n  fragments:\n{pieces}  sha256: {whole.hexdigest()}\n")
            self.write("sums", f"{whole.hexdigest()} *big.h5\n")
        else:
            models = digests or {"big.h5": whole.hexdigest()}
            self.write("model-registry.yaml", "".join(f"{name}: {{sha256: {digest}}}\n" for name, digest in models.items()))
            self.write("sums", "".join(f"{digest} *{name}\n" for name, digest in digests.items()))
        self.write("names", "".join(f"{name}\n" for name in names))
        self.write("urls", "".join(f"{self.url}{name}\n" for name in names))
        self.write("aria2c", "".join(f"{self.url}{name}\n  checksum=sha-256={digest}\n" for name, digest in digests.items()))

    def write(self, name, text):
        (self.directory / name).write_text(text)


def command(tool, workload, site):
    """What a user would type, as text for bash, in an empty directory; nothing if the program is absent."""
    n, lists = workload.connections, shlex.quote(str(site.directory))
    names = f"$(<{lists}/names)"
    verify = f"openssl dgst -sha256 -r {names} | cmp - {lists}/sums"
    if workload.fragments:
        verify = f"cat {names} >big.h5 && rm {names} && openssl dgst -sha256 -r big.h5 | cmp - {lists}/sums"
    files = f"-j {n} -x 1 -s 1" if workload.count > 1 else f"-j 1 -x {n} -s {n} -k 1M"
    resume = "-c" if workload.killed else ""
    program = shlex.quote(str(PROGRAM))
    match tool:
        case "PumaGuard" if not workload.count:
            return f"{program} -r {lists} list"
        case "PumaGuard":
            return f"{program} cache -q -r {site.url} --allow-insecure-registry --cache-dir cache -j {n}"
        case "real registry" if REAL_REGISTRY.exists():
            return f"{program} -r {shlex.quote(str(REAL_REGISTRY))} list"
        case "bare JVM":
            return f"java -cp {lists}/../hello Hello"
        case "curl" if workload.fragments:
            return f"curl -sf $(<{lists}/urls) >big.h5 && openssl dgst -sha256 -r big.h5 | cmp - {lists}/sums"
        case "curl":
            return f"curl -sf {'-C -' if resume else ''} --remote-name-all $(<{lists}/urls) && {verify}"
        case "curl -Z" if workload.count > 1:
            # With -Z, curl 7.88 calls it a failure that nothing is left to fetch of a file.
            then = "-C - ; " if resume else "&& "
            return f"curl -sfZ --parallel-max {n} --remote-name-all $(<{lists}/urls) {then}{verify}"
        case "wget2" if shutil.which("wget2"):
            # Each chunk is held in memory.
            chunks = f"--chunk-size={min(16 * MIB, workload.size // n + 1)}" if workload.count == 1 and not resume else ""
            return f"wget2 -q {resume} {chunks} --max-threads={n} -i {lists}/urls && {verify}"
        case "aria2c" | "aria2c 64" if shutil.which("aria2c"):
            files = f"-j {n} -x 8 -s 8 -k 1M" if tool == "aria2c 64" else files
            join = f" && {verify}" if workload.fragments else ""
            return f"aria2c -q --no-conf {resume} {files} -i {lists}/aria2c{join}"
        case "rclone" if shutil.which("rclone"):
            streams = f"--multi-thread-streams {n} --multi-thread-cutoff 1M" if workload.count == 1 else ""
            return (f"rclone copy -q --config '' --no-traverse --files-from {lists}/names --transfers {n} --checkers {n} {streams} "
                    f"--http-url {site.url} :http: . && {verify}")
        case "coursier" if COURSIER.exists():
            check = f"openssl dgst -sha256 -r $paths | cut -d ' ' -f 1 | cmp - <(cut -d ' ' -f 1 {lists}/sums)"
            if workload.fragments:
                check = f"cat $paths >big.h5 && rm $paths && openssl dgst -sha256 -r big.h5 | cmp - {lists}/sums"
            return (f"paths=$(java -cp {shlex.quote(str(COURSIER))}'/*' coursier.cli.Coursier get -q --cache cache --checksum none -n {n} "
                    f"$(<{lists}/urls)) && {check}")
    return None


class Server:
    """nginx for one workload, behind its link if it has one."""

    def __init__(self, work, workload):
        self.log, self.status = work / "sent", work / "status.sock"
        self.processes = []
        inside = []
        if workload.link:
            link = bound([sys.executable, str(LINK), *map(str, workload.link)], stdout=subprocess.PIPE)
            self.processes.append(link)
            if link.stdout.readline() != b"up\n":
                raise RuntimeError("the link did not come up")
            inside = ["nsenter", "-t", str(link.pid), "-n"]
        configuration = work / "nginx.conf"
        temporary = " ".join(f"{kind}_temp_path {work}/nginx-{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
        configuration.write_text(f"""
            daemon off; master_process off; user root; pid {work}/nginx.pid; error_log {work}/nginx.log;
            events {{ worker_connections 1024; }}
            http {{
              sendfile on; tcp_nopush on; keepalive_requests 100000; limit_rate {workload.limit}; {temporary}
              log_format sent $body_bytes_sent;
              server {{ listen {PORT}; root {work}/site; access_log {self.log} sent; }}
              server {{ listen unix:{self.status}; access_log off; location / {{ stub_status; }} }}
            }}""")
        self.status.unlink(missing_ok=True)
        self.processes.append(bound([*inside, "nginx", "-e", f"{work}/nginx.log", "-c", str(configuration)]))
        while not self.status.exists():
            if self.processes[-1].poll() is not None:
                raise RuntimeError((work / "nginx.log").read_text())
            time.sleep(0.01)

    def fresh(self):
        self.quiet()
        os.truncate(self.log, 0)

    def sent(self):
        self.quiet()
        return sum(map(int, self.log.read_text().split()))

    def quiet(self):
        """Waits until no connection is left: a request is logged at its end."""
        while True:
            with socket.socket(socket.AF_UNIX) as asking:
                try:
                    asking.connect(str(self.status))
                    asking.sendall(b"GET / HTTP/1.0\r\n\r\n")
                    if b"Active connections: 1 " in asking.recv(4096):
                        return
                except ConnectionRefusedError:
                    pass
            time.sleep(0.02)

    def stop(self):
        for process in reversed(self.processes):
            process.kill()
            process.wait()


def bound(arguments, **options):
    """A process that ends with this one, however this one ends."""
    return subprocess.Popen(["setpriv", "--pdeathsig", "KILL", *arguments], **options)


class Failed(Exception):
    pass


class Runner:
    """Runs a command on one workload and counts."""

    def __init__(self, work, workload, server):
        self.work, self.workload, self.server = work, workload, server
        self.out = work / "out"

    def run(self, text, watch=False):
        shutil.rmtree(self.out, ignore_errors=True)
        self.out.mkdir()
        os.sync()
        self.server.fresh()
        if self.workload.killed:
            self.kill_at(text, 0.6 * self.workload.bytes)
        return self.finish(text, watch)

    def kill_at(self, text, limit):
        begin = loopback_bytes()
        process = self.start(text)
        try:
            while loopback_bytes() - begin < limit:
                if process.poll() is not None:
                    raise Failed("ended before it could be killed: " + (self.work / "err").read_text())
                time.sleep(0.002)
        finally:
            end(process)

    def finish(self, text, watch):
        process = self.start(text)
        disk = 0
        try:
            while watch and process.poll() is None:
                disk = max(disk, allocated(self.out))
                time.sleep(0.01)
            if process.wait() != 0:
                raise Failed(f"status {process.returncode}, " + (self.work / "err").read_text())
        finally:
            end(process)
        begin, finish = map(float, (self.work / "wall").read_text().split())
        user, system, peak, blocks = (self.work / "time").read_text().split()
        return {
            "wall": finish - begin,
            "cpu": float(user) + float(system),
            "memory": int(peak) / KIB,
            "written": self.part(int(blocks) * 512),
            "disk": self.part(max(disk, allocated(self.out))),
            "sent": self.part(self.server.sent()),
        }

    def part(self, count):
        return count / self.workload.bytes if self.workload.bytes else 0.0

    def start(self, text):
        """GNU time around bash, which takes the wall time itself: GNU time counts in hundredths."""
        script = f"set -o pipefail\nbegin=$EPOCHREALTIME\n{text}\nstatus=$?\necho $begin $EPOCHREALTIME >{self.work}/wall\nexit $status"
        with open(self.work / "err", "wb") as err:
            return subprocess.Popen(
                ["/usr/bin/time", "-q", "-f", "%U %S %M %O", "-o", self.work / "time", "bash", "-c", script],
                cwd=self.out, stdin=subprocess.DEVNULL, stdout=err, stderr=err, start_new_session=True)


def end(process):
    """Kills a command with all that it started; no harm if it ended by itself."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass
    process.wait()


def loopback_bytes():
    for line in Path("/proc/self/net/dev").read_text().splitlines():
        if line.strip().startswith("lo:"):
            return int(line.split()[1])
    raise RuntimeError("no loopback interface")


def allocated(directory):
    """Bytes that a directory takes, a file with several names once."""
    sizes = {}
    for parent, _, files in os.walk(directory):
        for name in files:
            try:
                file = os.lstat(os.path.join(parent, name))
                sizes[file.st_ino] = file.st_blocks * 512
            except FileNotFoundError:
                pass  # gone since it was listed
    return sum(sizes.values())


METRICS = ("wall", "cpu", "memory", "written", "disk", "sent")
COLUMNS = ("workload", "tool", "connections", "runs", "wall", "wall_ratio", "cpu", "cpu_ratio", "memory", "written", "disk", "sent")


def measure(name, workload, work, runs, tools):
    """The rows of one workload, the first one PumaGuard's."""
    note = "" if workload == WORKLOADS[name] else f"; scaled to {workload.size} bytes a file"
    print(f"\n{name}: {workload.about}; {workload.connections} connections, {runs} runs{note}", flush=True)
    shutil.rmtree(work / "site", ignore_errors=True)
    site = Site(work / "site", workload, "10.0.0.2" if workload.link else "127.0.0.1")
    commands = {tool: command(tool, workload, site) for tool in workload.tools if tool == OURS or not tools or tool in tools}
    commands = {tool: text for tool, text in commands.items() if text}
    server = Server(work, workload)
    runner = Runner(work, workload, server)
    rounds = {tool: {} for tool in commands}
    try:
        for turn in range(runs + 1):
            for tool, text in commands.items():
                try:
                    result = rounds[tool][turn] = runner.run(text, watch=turn == 0)
                except Failed as failed:
                    print(f"  {tool} failed in round {turn}, which is left out: {str(failed).strip()[-500:]}\n    {text}", flush=True)
                    continue
                print(f"  {turn:3} {tool:13}", *(f"{key} {result[key]:.3f}" for key in METRICS), file=sys.stderr, flush=True)
    finally:
        server.stop()
        shutil.rmtree(runner.out, ignore_errors=True)
    comparable = [tool for tool in commands if 0 in rounds[tool] and rounds[tool].keys() & rounds[OURS].keys() - {0}]
    return [row(name, workload, tool, rounds[tool], rounds[OURS]) for tool in comparable]


def row(name, workload, tool, rounds, ours):
    """The medians of the counted rounds, which are all but round 0; that one is for the disk alone."""
    counted = [turn for turn in rounds if turn and turn in ours]
    figures = {key: statistics.median(rounds[turn][key] for turn in counted) for key in METRICS}
    figures["disk"] = rounds[0]["disk"]
    for key in ("wall", "cpu"):
        figures[f"{key}_ratio"] = statistics.median(rounds[turn][key] / ours[turn][key] for turn in counted)
    figures = {key: f"{value:.4g}" if value < 100 else f"{value:.0f}" for key, value in figures.items()}
    return {"workload": name, "tool": tool, "connections": workload.connections, "runs": len(counted), **figures}


def show(rows):
    print(f"  {'':13} {'wall s':>8} {'×':>6} {'CPU s':>8} {'×':>6} {'MiB':>6} {'written':>8} {'disk':>6} {'sent':>7}")
    for r in rows:
        wall, wall_ratio, cpu, cpu_ratio, memory, written, disk, sent = (float(r[key]) for key in COLUMNS[4:])
        print(f"  {r['tool']:13} {wall:8.3f} {wall_ratio:6.2f} {cpu:8.2f} {cpu_ratio:6.2f} {memory:6.0f} "
              f"{written:8.3f} {disk:6.2f} {sent:7.4f}", flush=True)


def show_memory(rows):
    """Peak memory of all, a line for each workload."""
    tools = list(dict.fromkeys(r["tool"] for r in rows))
    print(f"\npeak resident memory in MiB\n{'':14}", *(f"{tool:>9}" for tool in tools))
    for workload in dict.fromkeys(r["workload"] for r in rows):
        figures = {r["tool"]: f"{float(r['memory']):.0f}" for r in rows if r["workload"] == workload}
        print(f"{workload:14}", *(f"{figures.get(tool, ''):>9}" for tool in tools))


def save(path, rows):
    """Replaces the rows of the workloads that ran, and keeps the others."""
    ran = {r["workload"] for r in rows}
    kept = []
    if path.exists():
        with open(path, newline="") as file:
            kept = [r for r in csv.DictReader(file) if r["workload"] not in ran]
    order = list(WORKLOADS)
    with open(path, "w", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(sorted(kept + rows, key=lambda r: order.index(r["workload"])))


def machine():
    """What the figures depend on."""
    def first_line(*arguments):
        try:
            answer = subprocess.run(arguments, capture_output=True, text=True)
        except FileNotFoundError:
            return f"{arguments[0]}: absent"
        return (answer.stdout or answer.stderr).partition("\n")[0]

    cpu = next(line.split(": ")[1].strip() for line in open("/proc/cpuinfo") if line.startswith("model name"))
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / (1 << 30)
    congestion = Path("/proc/sys/net/ipv4/tcp_congestion_control").read_text().strip()
    system = f"Linux {platform.release()}, TCP {congestion}"
    print(f"{time.strftime('%Y-%m-%d')}, {os.cpu_count()} × {cpu}, {memory:.0f} GiB, {system}")
    for arguments in (("java", "-version"), ("nginx", "-v"), ("curl", "--version"), ("wget2", "--version"), ("aria2c", "--version"),
                      ("rclone", "--version"), ("openssl", "version")):
        print(" ", first_line(*arguments))
    print("  coursier", next((jar.stem.rpartition("-")[2] for jar in COURSIER.glob("coursier-cli*.jar")), "absent"))


def isolate(congestion):
    """A network of our own, of which only the loopback interface is up."""
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(CLONE_NEWNET) != 0:
        sys.exit("no network namespace of our own: run as root, or put `unshare -rn` before the command")
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
    settings = Path("/proc/sys/net/ipv4")
    (settings / "tcp_no_metrics_save").write_text("1")  # else a run would start with what the one before found out
    if congestion:
        (settings / "tcp_congestion_control").write_text(congestion)


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog="workloads:\n" + "\n".join(f"    {name:15} {workload.about}" for name, workload in WORKLOADS.items()))
    parser.add_argument("what", nargs="*", metavar="RUNS | WORKLOAD")
    parser.add_argument("--scale", type=float, default=1.0, help="multiplies file sizes and limit_rate, for a quick try")
    parser.add_argument("--tools", type=lambda text: text.split(","), help="only these beside PumaGuard Models, separated by commas")
    parser.add_argument("--csv", type=Path, help="also write the figures here; what it has of other workloads is kept")
    parser.add_argument("--congestion", help="TCP congestion control, such as cubic; else the kernel's default")
    arguments = parser.parse_args()
    runs = next((int(word) for word in arguments.what if word.isdigit()), 5)
    names = [word for word in arguments.what if not word.isdigit()] or list(WORKLOADS)
    if unknown := [name for name in names if name not in WORKLOADS]:
        parser.error(f"no workload is called {', '.join(unknown)}; there are {', '.join(WORKLOADS)}")

    for stop in (signal.SIGINT, signal.SIGTERM):
        signal.signal(stop, lambda number, _: sys.exit(128 + number))
    os.environ["PATH"] += ":/usr/sbin:/sbin"
    isolate(arguments.congestion)
    machine()
    work = Path(tempfile.mkdtemp(prefix="fetch-"))
    try:
        (work / "home").mkdir()
        (work / "hello").mkdir()
        os.environ.update(HOME=str(work / "home"), LC_ALL="C.UTF-8")
        source = work / "hello/Hello.java"
        source.write_text('class Hello { public static void main(String[] a) { System.out.println("hello"); } }')
        subprocess.run(["javac", source], check=True)
        rows = []
        for name in names:
            workload = WORKLOADS[name]
            sizes = {key: int(getattr(workload, key) * arguments.scale) for key in ("size", "limit")}
            scaled = replace(workload, **sizes)
            fresh = measure(name, scaled, work, runs, arguments.tools)
            show(fresh)
            rows += fresh
            if arguments.csv:
                save(arguments.csv, rows)
        show_memory(rows)
    finally:
        shutil.rmtree(work, ignore_errors=True)


if __name__ == "__main__":
    main()
