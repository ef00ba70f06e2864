"""The command lines: what a user would type for a workload."""

import os
import shlex
import shutil
from dataclasses import dataclass
from pathlib import Path

from .site import Site
from .workloads import MIB, OURS, Kind, Workload

ROOT = Path(__file__).resolve().parents[3]
COURSIER = ROOT / "target/peers/coursier"
HELLO = 'class Hello { public static void main(String[] a) { System.out.println("hello"); } }'


@dataclass(frozen=True)
class Programs:
    """Makes bash commands that run in the directory of the results. $ROUND counts the rounds."""

    program: Path
    workload: Workload
    site: Site

    def prepare(self) -> str:
        """What precedes all rounds, uncounted."""
        lists, ours = self.lists, self.ours
        match self.workload.kind:
            case Kind.WARM:
                copy = f"if command -v rclone >/dev/null; then {self.rclone_again}; fi"
                return f"{ours} -r {lists} --cache-dir store cache && {copy}"
            case Kind.ONE_MORE:
                fill = f"xargs -n 2000 {ours} -r {lists} --cache-dir"
                return f"{fill} few cache <{lists}/few && {fill} all cache <{lists}/all"
            case Kind.START:
                return f"echo {shlex.quote(HELLO)} >Hello.java && javac Hello.java"
        return ""

    def command(self, tool: str) -> str | None:
        """Text for bash; None if the program is absent or has no way to do it."""
        match self.workload.kind:
            case Kind.WARM:
                return self.warm(tool)
            case Kind.ONE_MORE:
                cache = "all" if tool == OURS else "few"
                return f"{self.ours} -r {self.lists} --cache-dir {cache} cache more-$ROUND.bin"
            case Kind.START:
                registry = f"-r {self.lists}" if tool == "one model" else ""
                java = "java -cp . Hello"
                return java if tool == "bare JVM" else f"{self.ours} {registry} list"
        return self.fetch(tool)

    def fetch_one(self) -> str:
        """PumaGuard Models fetches the first model alone."""
        return f"{self.fetch(OURS)} {self.workload.models[0].name}"

    def warm(self, tool: str) -> str | None:
        lists = self.lists
        match tool:
            case "PumaGuard" | "list":
                command = "cache" if tool == OURS else "list"
                return f"{self.ours} -r {lists} --cache-dir store {command}"
            case "openssl":
                return (
                    f"cd store && openssl dgst -sha256 -r $(<{lists}/models) | cmp - {lists}/sums"
                )
            case "rclone" if shutil.which("rclone"):
                return self.rclone_again
        return None

    def fetch(self, tool: str) -> str | None:
        workload, lists, n = self.workload, self.lists, self.workload.connections
        urls = f"$(<{lists}/urls)"
        verify = f". {lists}/assemble && {self.digest} | cmp - {lists}/sums"
        single = len(workload.parts) == 1
        resume = "-c" if workload.killed else ""
        match tool:
            case "PumaGuard":
                connections = f"-j {n}" if n else ""
                return (
                    f"{self.ours} -r {self.site.url} --allow-insecure-registry "
                    f"--cache-dir store {connections} cache"
                )
            case "curl" if any(model.fragmented for model in workload.models):
                return f"{self.curl_into_models()} && {self.digest} | cmp - {lists}/sums"
            case "curl":
                then = "-C -" if resume else ""
                return f"curl -sf {then} --remote-name-all {urls} && {verify}"
            case "curl -Z" if not single:
                # With -Z, curl 7.88 calls it a failure that nothing is left to fetch of a file.
                then = "-C - ;" if resume else "&&"
                most = f"--parallel-max {n}" if n else ""
                return f"curl -sfZ {most} --remote-name-all {urls} {then} {verify}"
            case "wget2" if shutil.which("wget2"):
                most = f"--max-threads={n}" if n else ""
                if n and single and not resume:  # each chunk is held in memory
                    most += f" --chunk-size={min(16 * MIB, workload.size // n + 1)}"
                return f"wget2 -q {resume} {most} -i {lists}/urls && {verify}"
            case "aria2c" | "aria2c 64" if shutil.which("aria2c"):
                most = ""
                if tool == "aria2c 64":
                    most = "-j 8 -x 8 -s 8 -k 1M"
                elif n:
                    most = f"-j 1 -x {n} -s {n} -k 1M" if single else f"-j {n} -x 1 -s 1"
                assemble = f"&& {verify}" if workload.models[0].fragmented else ""
                return f"aria2c -q --no-conf {resume} {most} -i {lists}/aria2c {assemble}"
            case "rclone" if shutil.which("rclone"):
                most = f"--transfers {n} --checkers {n}" if n else ""
                if n and single:
                    most += f" --multi-thread-streams {n} --multi-thread-cutoff 1M"
                return (
                    f"rclone copy -q --config '' --no-traverse --files-from {lists}/names {most} "
                    f"--http-url {self.site.url} :http: . && {verify}"
                )
            case "coursier" if COURSIER.exists():
                return self.coursier(urls)
        return None

    def curl_into_models(self) -> str:
        """One curl for each model, which writes the fragments one after another."""
        each = []
        for model in self.workload.models:
            urls = " ".join(self.site.url + part.name for part in model.parts)
            each.append(f"curl -sf {urls} >{model.name}")
        return " && ".join(each)

    def coursier(self, urls: str) -> str:
        sums, hexes = f"{self.lists}/sums", "cut -d ' ' -f 1"
        check = f"openssl dgst -sha256 -r $paths | {hexes} | cmp - <({hexes} {sums})"
        if self.workload.fragments:
            check = (
                f"cat $paths >big.h5 && rm $paths && openssl dgst -sha256 -r big.h5 | cmp - {sums}"
            )
        jars = shlex.quote(str(COURSIER)) + "'/*'"
        n = f"-n {self.workload.connections}" if self.workload.connections else ""
        return (
            f"paths=$(java -cp {jars} coursier.cli.Coursier get -q --cache cache "
            f"--checksum none {n} {urls}) && {check}"
        )

    @property
    def rclone_again(self) -> str:
        """Copies what differs in size or time."""
        return (
            f"rclone copy -q --config '' --no-traverse --files-from {self.lists}/names "
            f"--http-url {self.site.url} :http: copy"
        )

    @property
    def ours(self) -> str:
        return f"{shlex.quote(os.fspath(self.program))} -q --progress none"

    @property
    def lists(self) -> str:
        return shlex.quote(str(self.site.directory))

    @property
    def digest(self) -> str:
        return f"openssl dgst -sha256 -r $(<{self.lists}/models)"
