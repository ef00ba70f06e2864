#!/usr/bin/env python3
"""Measures the server beside nginx: docs/benchmarks/server.py [--rounds N] [WORKLOAD…]

Workloads: large, small, memory, start, ensure, chain. Needs the built programs, and nginx, wrk, curl and hey (all by apt),
and 4 GB in TMPDIR on a real file system. The servers take turns; medians of the rounds, with the lowest and the highest.
"""
import argparse
import hashlib
import os
import re
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SERVER = ROOT / "app-server/target/dist/bin/pumaguard-models-server"
CLIENT = ROOT / "app-cli/target/dist/bin/pumaguard-models"
KIB, MIB, GIB = 1 << 10, 1 << 20, 1 << 30
HELLO = 'public class Hello { public static void main(String[] a) { System.out.println("hello"); } }'


def free_port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def answers(url, within=60):
    """Waits for a first answer, in a tight loop."""
    end = time.monotonic() + within
    while time.monotonic() < end:
        try:
            urllib.request.urlopen(url, timeout=5).read()
            return
        except OSError:
            time.sleep(0.002)
    sys.exit(f"{url} does not answer")


class Site:
    """Published files, and servers of them."""

    def __init__(self, folder):
        self.folder = folder
        folder.chmod(0o755)
        self.files = folder / "files"
        self.files.mkdir()
        self.processes = []
        lines = ["schema: 2", "models:"]
        for name, size in (("big.bin", GIB), ("small.bin", 4 * KIB), ("part.bin", 64 * MIB)):
            block = os.urandom(MIB)
            digest = hashlib.sha256()
            with open(self.files / name, "wb") as out:
                left = size
                while left:
                    piece = block[: min(left, MIB)]
                    out.write(piece)
                    digest.update(piece)
                    left -= len(piece)
            lines.append(f"  {name}: {{sha256: {digest.hexdigest()}, size: {size}}}")
        (self.files / "model-registry.yaml").write_text("\n".join(lines) + "\n")

    def nginx(self):
        port, home = free_port(), self.folder / "nginx"
        home.mkdir(exist_ok=True)
        temporary = "".join(
            f"{kind}_temp_path {home}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        )
        (home / "nginx.conf").write_text(
            f"daemon off; worker_processes 2; pid {home}/pid; error_log {home}/error.log;"
            f"events {{ worker_connections 1024; }} http {{ sendfile on; access_log off; {temporary}"
            f"server {{ listen 127.0.0.1:{port}; root {self.files}; }} }}"
        )
        self.spawn(["nginx", "-p", home, "-c", home / "nginx.conf"])
        answers(f"http://127.0.0.1:{port}/small.bin")
        return f"http://127.0.0.1:{port}/"

    def server(self, *arguments, cache="cache", registry=None, options="", port=None, ready=True):
        port = port or free_port()
        environment = {k: v for k, v in os.environ.items() if not k.startswith("PUMAGUARD")}
        environment |= {"HOME": str(self.folder), "PUMAGUARD_MODELS_SERVER_OPTS": options}
        command = [SERVER, "--port", port, "--cache-dir", self.folder / cache, "-r", registry or self.files, "-q", *arguments]
        process = self.spawn([str(part) for part in command], environment)
        url = f"http://127.0.0.1:{port}/"
        answers(url + ("health/ready" if ready else "health/live"))
        return process, url

    def spawn(self, command, environment=None):
        process = subprocess.Popen([str(part) for part in command], env=environment, stderr=subprocess.DEVNULL)
        self.processes.append(process)
        return process

    def close(self):
        for process in self.processes:
            if process.poll() is None:
                process.terminate()
        for process in self.processes:
            process.wait()


def spread(values, form="{:.2f}"):
    return f"{form.format(statistics.median(values))} ({form.format(min(values))} to {form.format(max(values))})"


def say(what, figure, wanted):
    print(f"| {what} | {figure} | {wanted} |", flush=True)


def download(url):
    start = time.monotonic()
    subprocess.run(["curl", "-sf", "-o", "/dev/null", url], check=True)
    return time.monotonic() - start


def large(site, rounds):
    theirs, (_, ours) = site.nginx(), site.server()
    download(theirs + "big.bin"), download(ours + "models/big.bin")
    peers, own = [], []
    for _ in range(rounds):
        peers.append(download(theirs + "big.bin"))
        own.append(download(ours + "models/big.bin"))
    say("1 GiB by curl, nginx", spread(peers) + " s", "")
    say("1 GiB by curl, the server", spread(own) + " s", "")
    say("the server ÷ nginx", f"{statistics.median(own) / statistics.median(peers):.2f}", "≤ 1.15")


def requests(url):
    output = subprocess.run(["wrk", "-t2", "-c64", "-d8s", url], check=True, capture_output=True, text=True).stdout
    if "Non-2xx" in output:
        sys.exit(output)
    return float(re.search(r"Requests/sec:\s+([\d.]+)", output).group(1))


def small(site, rounds):
    theirs, (_, ours) = site.nginx(), site.server()
    requests(ours + "models/small.bin")
    peers, own = [], []
    for _ in range(rounds):
        peers.append(requests(theirs + "small.bin"))
        own.append(requests(ours + "models/small.bin"))
    say("4 KiB by wrk, 64 connections, nginx", spread(peers, "{:.0f}") + " requests/s", "")
    say("the same, the server", spread(own, "{:.0f}") + " requests/s", "")
    say("the server ÷ nginx", f"{statistics.median(own) / statistics.median(peers):.2f}", "≥ 0.5")


def resident(process, field="VmRSS"):
    text = Path(f"/proc/{process.pid}/status").read_text()
    return int(re.search(field + r":\s+(\d+)", text).group(1)) / 1024


def memory(site, rounds):
    process, ours = site.server(options="-Xmx64m")
    time.sleep(10)
    say("resident memory, idle, -Xmx64m", f"{resident(process):.0f} MiB", "≤ 160 MB")
    times = []
    for _ in range(min(rounds, 2)):
        start = time.monotonic()
        clients = [subprocess.Popen(["curl", "-sf", "-o", "/dev/null", ours + "models/big.bin"]) for _ in range(64)]
        if any(client.wait() for client in clients):
            sys.exit("a download failed")
        times.append(time.monotonic() - start)
    say("highest, 64 downloads of 1 GiB at once", f"{resident(process, 'VmHWM'):.0f} MiB", "≤ 256 MB")
    say("time for these 64 GiB", spread(times) + " s", "")


def start(site, rounds):
    (site.folder / "Hello.java").write_text(HELLO)
    subprocess.run(["javac", "-d", site.folder, site.folder / "Hello.java"], check=True)
    bare, own = [], []
    for _ in range(rounds):
        begun = time.monotonic()
        subprocess.run(["java", "-cp", site.folder, "Hello"], check=True, capture_output=True)
        bare.append(time.monotonic() - begun)
        begun = time.monotonic()
        process, _ = site.server("--models", "none", ready=False)
        own.append(time.monotonic() - begun)
        process.terminate()
        process.wait()
    say("a bare JVM", spread(bare, "{:.3f}") + " s", "")
    say("the server, from its start to its first answer", spread(own, "{:.3f}") + " s", "")
    say("the server ÷ a bare JVM", f"{statistics.median(own) / statistics.median(bare):.1f}", "≤ 10")


def ensure(site, rounds):
    _, ours = site.server()
    url = ours + "api/v1/models/big.bin/ensure"
    load = ["hey", "-m", "POST", "-c", "20", "-q", "50", "-z"]
    subprocess.run([*load, "10s", url], check=True, capture_output=True)
    slowest, rates = [], []
    for _ in range(rounds):
        output = subprocess.run([*load, "10s", url], check=True, capture_output=True, text=True).stdout
        if "[202]" not in output or "Error distribution" in output:
            sys.exit(output)
        slowest.append(float(re.search(r"99% in ([\d.]+) secs", output).group(1)) * 1000)
        rates.append(float(re.search(r"Requests/sec:\s+([\d.]+)", output).group(1)))
    say("a warm `ensure` by HTTP, p99", spread(slowest, "{:.1f}") + f" ms at {statistics.median(rates):.0f} requests/s", "≤ 5 ms at 1,000/s")


def sent(url, route):
    text = urllib.request.urlopen(url + "metrics").read().decode()
    found = re.search(r'pumaguard_http_sent_bytes_total\{route="' + re.escape(route) + r'"\} ([\d.E]+)', text)
    return float(found.group(1)) if found else 0


def chain(site, rounds):
    for turn in range(rounds):
        _, first = site.server(cache=f"a{turn}")
        _, second = site.server(
            "--models", "none", "--pull-through", cache=f"b{turn}", registry=first + "model-registry.yaml"
        )
        clients = []
        for number in range(4):
            command = [CLIENT, "-q", "-r", second, "--cache-dir", site.folder / f"c{turn}-{number}", "cache"]
            clients.append(subprocess.Popen([str(part) for part in command], stdout=subprocess.DEVNULL))
        if any(client.wait() for client in clients):
            sys.exit("a client failed")
        total = GIB + 64 * MIB + 4 * KIB
        say(
            "A → B → 4 clients at once: sent by A ÷ models",
            f"{sent(first, '/models/{name}') / total:.4f}",
            "1.00",
        )


def main():
    workloads = {"large": large, "small": small, "memory": memory, "start": start, "ensure": ensure, "chain": chain}
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("workload", nargs="*", choices=[[], *workloads], default=[])
    given = parser.parse_args()
    for name in given.workload or workloads:
        folder = Path(tempfile.mkdtemp(prefix="server-"))
        site = Site(folder)
        try:
            workloads[name](site, 1 if name == "chain" else given.rounds)
        finally:
            site.close()
            shutil.rmtree(folder)


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    main()
