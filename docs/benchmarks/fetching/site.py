"""The published files of a workload, and lists of them for each program."""

import hashlib
import random
from pathlib import Path

from .workloads import MIB, Kind, Part, Workload

PORT = 8080  # in a network namespace of its own
CACHED_BEFORE = 10  # models in the small cache of "one more"


class Site:
    """A directory that nginx serves. Beside the files, it has `names`, `urls`, `sums` and more."""

    def __init__(self, directory: Path, workload: Workload, rounds: int):
        directory.mkdir()
        self.directory = directory
        self.url = f"http://{'10.0.0.2' if workload.link else '127.0.0.1'}:{PORT}/"
        if workload.kind is Kind.ONE_MORE:
            self.publish_many(workload, rounds)
        else:
            self.publish(workload)

    def publish(self, workload: Workload) -> None:
        digests: dict[str, str] = {}
        registry, sums, assembly = [], [], ["true"]
        for model in workload.models:
            whole = hashlib.sha256()
            for part in model.parts:
                digests[part.name] = self.write_part(part, workload.zeros, whole)
            registry.append(f"{model.name}:\n")
            if model.fragmented:
                registry.append("  fragments:\n")
                for part in model.parts:
                    registry.append(f"    {part.name}: {{sha256: {digests[part.name]}}}\n")
                parts = " ".join(part.name for part in model.parts)
                assembly.append(f"cat {parts} >{model.name} && rm {parts}")
            registry.append(f"  sha256: {whole.hexdigest()}\n")
            sums.append(f"{whole.hexdigest()} *{model.name}\n")
        self.write("model-registry.yaml", registry)
        self.write("sums", sums)
        self.write("models", [f"{model.name}\n" for model in workload.models])
        self.write("assemble", [" &&\n".join(assembly), "\n"])
        self.write("names", [f"{part.name}\n" for part in workload.parts])
        self.write("urls", [f"{self.url}{part.name}\n" for part in workload.parts])
        aria2c = [f"{self.url}{name}\n  checksum=sha-256={sha}\n" for name, sha in digests.items()]
        self.write("aria2c", aria2c)

    def write_part(self, part: Part, zeros: bool, whole: "hashlib._Hash") -> str:
        """Writes a published file, adds it to the digest of its model, and returns its own."""
        digest = hashlib.sha256()
        content = random.Random(part.content)
        with open(self.directory / part.name, "wb") as file:
            for begin in range(0, part.size, MIB):
                length = min(MIB, part.size - begin)
                chunk = bytes(length) if zeros else content.randbytes(length)
                if not zeros:
                    file.write(chunk)
                digest.update(chunk)
                whole.update(chunk)
            file.truncate(part.size)
        return digest.hexdigest()

    def publish_many(self, workload: Workload, rounds: int) -> None:
        """The models to cache beforehand, and one more for each round: `more-ROUND.bin`."""
        names = [f"m{number:05d}.bin" for number in range(workload.count)]
        registry = ["schema: 2\nmodels:\n"]
        for name in names + [f"more-{turn}.bin" for turn in range(rounds + 1)]:
            body = (name.encode() * workload.size)[: workload.size]
            (self.directory / name).write_bytes(body)
            digest = hashlib.sha256(body).hexdigest()
            registry.append(f"  {name}: {{sha256: {digest}, size: {len(body)}}}\n")
        self.write("model-registry.yaml", registry)
        self.write("few", [f"{name}\n" for name in names[:CACHED_BEFORE]])
        self.write("all", [f"{name}\n" for name in names])

    def write(self, name: str, lines: list[str]) -> None:
        (self.directory / name).write_text("".join(lines))
