#!/usr/bin/env python3
"""Measures what PumaGuard Models does with models that it has: docs/benchmarks/store.py [--rounds N] [WORKLOAD…]

Workloads: verify, many, repair, crowd, bundle. Needs the built program, nginx, and 6 GB in TMPDIR on a real file system. Each
process is timed from its start to its end, JVM start included; medians of the rounds.
"""
import argparse
import hashlib
import os
import random
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = ROOT / "app-cli/target/dist/bin/pumaguard-models"
KIB, MIB = 1 << 10, 1 << 20
DIGEST = """
public class Digest {
  public static void main(String[] none) throws Exception {
    var digest = java.security.MessageDigest.getInstance("SHA-256");
    byte[] chunk = new byte[128 * 1024];
    new java.util.Random(1).nextBytes(chunk);
    for (int round = 0; round < 4; round++) {
      long start = System.nanoTime();
      for (int i = 0; i < 8192; i++) digest.update(chunk);
      System.out.println((8192L * chunk.length) / ((System.nanoTime() - start) / 1e9));
    }
  }
}
"""


class Site:
    """Published files behind nginx, and a cache directory."""

    def __init__(self, folder):
        self.folder = folder
        self.files = folder / "files"
        self.files.mkdir()
        self.cache = folder / "cache"
        self.lines = ["schema: 2", "models:"]
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        (folder / "nginx.conf").write_text(
            f"daemon off; pid {folder}/pid; error_log {folder}/error.log;"
            "events { worker_connections 1024; } http { sendfile on; log_format bytes '$body_bytes_sent';"
            f"client_body_temp_path {folder}/t1; proxy_temp_path {folder}/t2; fastcgi_temp_path {folder}/t3;"
            f"uwsgi_temp_path {folder}/t4; scgi_temp_path {folder}/t5;"
            f"access_log {folder}/access.log bytes; server {{ listen 127.0.0.1:{self.port}; root {self.files}; }} }}"
        )
        folder.chmod(0o755)
        self.nginx = subprocess.Popen(["nginx", "-p", folder, "-c", folder / "nginx.conf"])
        for _ in range(100):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    break
            time.sleep(0.05)

    def write(self, name, size):
        digest = hashlib.sha256()
        source = random.Random(name)
        with open(self.files / name, "wb") as out:
            left = size
            while left:
                chunk = source.randbytes(min(left, 4 * MIB))
                out.write(chunk)
                digest.update(chunk)
                left -= len(chunk)
        return digest

    def single(self, name, size):
        digest = self.write(name, size)
        self.lines += [f"  {name}:", f"    size: {size}", f"    sha256: {digest.hexdigest()}"]

    def fragmented(self, name, count, size):
        whole = hashlib.sha256()
        pieces = []
        for i in range(count):
            piece = f"{name}_{i:02d}"
            digest = self.write(piece, size)
            whole.update((self.files / piece).read_bytes())
            pieces.append(f"      {piece}: {{sha256: {digest.hexdigest()}, size: {size}}}")
        self.lines += [f"  {name}:", f"    size: {count * size}", f"    sha256: {whole.hexdigest()}", "    fragments:", *pieces]

    def publish(self):
        (self.files / "model-registry.yaml").write_text("\n".join(self.lines) + "\n")

    def command(self, *arguments, local=False, cache=None, before=()):
        where = f"file://{self.files}/" if local else f"http://127.0.0.1:{self.port}/"
        return [*before, PROGRAM, "-q", "--progress", "none", "-r", self.files / "model-registry.yaml", "-s", where,
                "--cache-dir", cache or self.cache, *arguments]

    def run(self, *arguments, **where):
        start = time.monotonic()
        done = subprocess.run(self.command(*arguments, **where), stdout=subprocess.PIPE, text=True)
        took = time.monotonic() - start
        if done.returncode != 0:
            sys.exit(f"{arguments} ended with {done.returncode}")
        return took

    def sent(self):
        time.sleep(0.3)  # nginx writes its log after the answer
        return sum(int(line) for line in (self.folder / "access.log").read_text().split())

    def close(self):
        self.nginx.terminate()
        self.nginx.wait()


def median(times):
    return statistics.median(times)


def say(what, figure, wanted):
    print(f"| {what} | {figure} | {wanted} |", flush=True)


def provider():
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "Digest.java").write_text(DIGEST)
        subprocess.run(["javac", "-d", folder, Path(folder, "Digest.java")], check=True)
        out = subprocess.run(["java", "-cp", folder, "Digest"], check=True, capture_output=True, text=True).stdout
    return max(float(line) for line in out.split())


def verify(site, rounds):
    for name in ("one.bin", "two.bin"):
        site.single(name, 1024 * MIB)
    site.single("tiny.bin", 1 * KIB)
    site.fragmented("parts.bin", 16, 64 * MIB)
    site.publish()
    site.run("cache")
    ones, twos, parts, starts, speeds, alones = [], [], [], [], [], []
    for _ in range(rounds):
        speeds.append(provider())
        starts.append(site.run("verify", "tiny.bin"))  # all but the bytes
        ones.append(site.run("verify", "one.bin"))
        alones.append(site.run("verify", "one.bin", before=("taskset", "-c", "0")) - site.run("verify", "tiny.bin", before=("taskset", "-c", "0")))
        twos.append(site.run("verify", "one.bin", "two.bin"))
        parts.append(site.run("verify", "parts.bin"))
    start = median(starts)
    speed = median([1024 * MIB / (t - start) for t in ones])
    say("`verify` of 1 GiB ÷ the digest provider's speed on one core",
        f"{speed / 1e9:.2f} GB/s ÷ {median(speeds) / 1e9:.2f} GB/s: {speed / median(speeds):.2f}", "≥ 0.9")
    say("`verify` of two files of 1 GiB at once, ÷ the speed of one",
        f"{median([2 * (o - start) / (t - start) for o, t in zip(ones, twos)]):.2f} (with start-up {median([2 * o / t for o, t in zip(ones, twos)]):.2f})", "≥ 1.8")
    say("the same, ÷ the speed of one on one processor",
        f"{median([2 * a / (t - start) for a, t in zip(alones, twos)]):.2f}", "≥ 1.8")
    say("`verify` of 16 × 64 MiB in fragments, ÷ the speed of one file of 1 GiB",
        f"{median([(o - start) / (p - start) for o, p in zip(ones, parts)]):.2f}", "")


def many(site, rounds):
    def registry(folder, count):
        lines = ["schema: 2", "models:"]
        for i in range(count):
            body = f"model {i}\n".encode() * 64
            (folder / f"m{i:05d}.bin").write_bytes(body)
            lines += [f"  m{i:05d}.bin:", f"    size: {len(body)}", f"    sha256: {hashlib.sha256(body).hexdigest()}"]
        (folder / "model-registry.yaml").write_text("\n".join(lines) + "\n")

    program = lambda folder, cache, *arguments: [PROGRAM, "-q", "--progress", "none", "-r", folder, "--cache-dir", cache, *arguments]

    def timed(command):
        start = time.monotonic()
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        return time.monotonic() - start

    table, commands = {}, (("list",), ("size",), ("prune", "--dry-run"))
    for count in (10, 10000):
        folder, cache = site.folder / f"many-{count}", site.folder / f"cache-{count}"
        folder.mkdir()
        registry(folder, count)
        names = [f"m{i:05d}.bin" for i in range(count)]
        first = sum(timed(program(folder, cache, "cache", *names[i:i + 2000])) for i in range(0, count, 2000))
        for command in commands:
            table[count, command] = median([timed(program(folder, cache, *command)) for _ in range(rounds)])
        print(f"  {count} models were cached in {first:.1f} s", flush=True)
    for command in commands:
        more = table[10000, command] - table[10, command]
        say(f"`{' '.join(command)}` with 10,000 models, over the same with 10", f"{table[10000, command]:.2f} s − {table[10, command]:.2f} s = {more:.2f} s", "≤ 1.5 s")


def flip(file):
    file.chmod(0o644)
    with open(file, "r+b") as content:
        content.seek(file.stat().st_size // 2 + 7)
        byte = content.read(1)[0]
        content.seek(-1, os.SEEK_CUR)
        content.write(bytes([byte ^ 1]))


def repair(site, rounds):
    site.single("one.bin", 1024 * MIB)
    site.fragmented("parts.bin", 22, 48 * MIB)
    site.publish()
    site.run("cache")
    for name, wanted in (("one.bin", "≤ 8 MiB"), ("parts.bin", "≤ one fragment, 48 MiB")):
        for command in (("verify", "--repair", name), ("cache", name)):
            flip(site.cache / name)
            before = site.sent()
            took = site.run(*command)
            say(f"one flipped bit in 1 GiB (`{name}`), `{' '.join(command[:-1])}`: sent by the server", f"{(site.sent() - before) / MIB:.2f} MiB in {took:.1f} s", wanted)
            site.run("verify", name)


def crowd(site, rounds):
    site.fragmented("crowd.bin", 19, 48 * MIB)
    site.publish()
    ratios = []
    for _ in range(rounds):
        shutil.rmtree(site.cache, ignore_errors=True)
        before = site.sent()
        processes = [subprocess.Popen(site.command("cache"), stdout=subprocess.DEVNULL) for _ in range(16)]
        if any(process.wait() for process in processes):
            sys.exit("one of the processes failed")
        ratios.append((site.sent() - before) / (19 * 48 * MIB))
    say("16 processes on one model of 912 MiB: sent ÷ model", f"{median(ratios):.3f} (most {max(ratios):.3f})", "1.00")


def shell(line):
    start = time.monotonic()
    subprocess.run(["bash", "-ec", line], check=True, stdout=subprocess.PIPE)
    return time.monotonic() - start


def bundle(site, rounds):
    site.single("one.bin", 1024 * MIB)
    site.publish()
    site.run("cache")
    file, other, out = (site.folder / name for name in ("models.tar", "other", "out"))
    packs, imports, tars, untars = [], [], [], []
    for _ in range(rounds):
        for old in (file, other, out):
            shutil.rmtree(old) if old.is_dir() else old.unlink(missing_ok=True)
        packs.append(site.run("bundle", "create", file, "one.bin"))
        imports.append(site.run("bundle", "import", file, cache=other))
        file.unlink()
        shutil.rmtree(other)
        tars.append(shell(f"cd {site.files}; openssl dgst -sha256 one.bin; tar -cf {file} one.bin; sync {file}"))
        out.mkdir()
        untars.append(shell(f"cd {out}; tar -xf {file}; openssl dgst -sha256 one.bin; sync one.bin"))
    for what, ours, theirs, peer in (("create", packs, tars, "openssl and tar"), ("import", imports, untars, "tar and openssl")):
        ratio = median([o / t for o, t in zip(ours, theirs)])
        say(f"`bundle {what}` of 1 GiB, checked and forced to disk, ÷ {peer}", f"{median(ours):.1f} s ÷ {median(theirs):.1f} s: {ratio:.2f}", "")


WORKLOADS = {"verify": verify, "many": many, "repair": repair, "crowd": crowd, "bundle": bundle}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("workloads", nargs="*", default=list(WORKLOADS))
    options = parser.parse_args()
    for name in options.workloads:
        folder = Path(tempfile.mkdtemp(prefix="store-"))
        site = Site(folder)
        try:
            WORKLOADS[name](site, options.rounds)
        finally:
            site.close()
            shutil.rmtree(folder)


if __name__ == "__main__":
    main()
