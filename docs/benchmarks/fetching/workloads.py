"""The workloads: files to fetch, the way to them, the programs, and the targets."""

from dataclasses import dataclass, field, replace
from enum import Enum

OURS = "PumaGuard"
BEST = "the best peer"
KIB, MIB, GIB = 1 << 10, 1 << 20, 1 << 30
PEERS = ("curl", "curl -Z", "wget2", "aria2c", "rclone")

# Fragments of each model of PumaGuard's registry. Of the two last models, all but the fragments
# at these positions equal those of the model before them.
REAL_SHAPE = (13, 3, 13, 19, 8, 9, 9, 9)
REAL_DERIVED, REAL_CHANGED = 2, (0, 7, 8)
REAL_SINGLES = 3


class Kind(Enum):
    """What a run does."""

    FETCH = "fetches into an empty directory"
    WARM = "has everything already"
    ONE_MORE = "fetches one more model into a filled cache"
    START = "lists models and fetches nothing"


@dataclass(frozen=True)
class Target:
    """The median ratio of PumaGuard Models to a peer is at most `limit`; `aim` is the wish."""

    limit: float
    peer: str = BEST
    aim: float = 0.0
    metric: str = "total"


@dataclass(frozen=True)
class Part:
    """A published file. Parts with the same content number have the same bytes."""

    name: str
    content: int
    size: int


@dataclass(frozen=True)
class Model:
    """A model in fragments, or in one file that has its name."""

    name: str
    parts: tuple[Part, ...]

    @property
    def fragmented(self) -> bool:
        return self.parts[0].name != self.name


@dataclass(frozen=True)
class Workload:
    """What is fetched by which programs. `size` is that of each published file, in bytes."""

    about: str
    count: int
    size: int
    kind: Kind = Kind.FETCH
    connections: int | None = None  # of every program; None: the program's default
    fragments: bool = False  # the files are fragments of one model
    real_shape: bool = False  # models, fragments and sharing as in PumaGuard's registry
    zeros: bool = False  # the files are sparse
    limit: int = 0  # bytes a second of each connection
    link: tuple[float, float, float] | None = None  # the arguments of link.py
    killed: bool = False  # killed when 60 % were sent, then run again
    tools: tuple[str, ...] = (OURS, *PEERS)
    target: Target | None = None
    max_memory: float = 0.0  # MiB, a target
    max_path_calls: float = 0.0  # for each further model, a target
    max_forced_writes: float = 0.0  # for each further model, a target
    quick: float = 1.0  # multiplies size with --quick; 0: left out
    repeat: int = 1  # multiplies the rounds, where runs are short
    max_rounds: int = 99
    models: tuple[Model, ...] = field(init=False)

    def __post_init__(self) -> None:
        models = real_models(self.size) if self.real_shape else plain_models(self)
        object.__setattr__(self, "models", models)

    @property
    def parts(self) -> list[Part]:
        return [part for model in self.models for part in model.parts]

    @property
    def bytes(self) -> int:
        return sum(part.size for part in self.parts)

    @property
    def counts_per_model(self) -> bool:
        return self.max_path_calls > 0

    def scaled(self, factor: float) -> "Workload":
        return self if factor == 1 else replace(self, size=int(self.size * factor))


def letters(number: int) -> str:
    return chr(97 + number // 26) + chr(97 + number % 26)


def plain_models(workload: Workload) -> tuple[Model, ...]:
    names = [f"big.h5_{letters(number)}" for number in range(workload.count)]
    parts = [Part(name, number, workload.size) for number, name in enumerate(names)]
    if workload.fragments:
        return (Model("big.h5", tuple(parts)),)
    return tuple(Model(part.name, (part,)) for part in parts)


def real_models(size: int) -> tuple[Model, ...]:
    """Two models share six of nine fragments with an earlier one; three models are single files."""
    models: list[Model] = []
    content = 0
    for index, count in enumerate(REAL_SHAPE):
        parts: list[Part] = []
        for position in range(count):
            name = f"model-{index}.h5_{letters(position)}"
            if index >= len(REAL_SHAPE) - REAL_DERIVED and position not in REAL_CHANGED:
                parts.append(replace(models[-1].parts[position], name=name))
            else:
                parts.append(Part(name, content, size))
                content += 1
        models.append(Model(f"model-{index}.h5", tuple(parts)))
    for index in range(REAL_SINGLES):
        name = f"single-{index}.pt"
        models.append(Model(name, (Part(name, content + index, size // 2),)))
    return tuple(models)


ROUND_TRIP, LOSSY, SHAPED = (0.02, 0, 0), (0.02, 0.01, 0), (0.025, 0.01, 100e6 / 8)
PARALLEL = (OURS, "curl -Z", "wget2", "aria2c", "rclone")

# The table of docs/benchmarks.md, every program with its defaults.
MAIN = {
    "small": Workload(
        "200 models × 256 KiB over loopback", 200, 256 * KIB,
        target=Target(3.0, "curl -Z", aim=2.0), max_path_calls=20, max_forced_writes=2),
    "latency": Workload(
        "200 models × 256 KiB, 40 ms round trip", 200, 256 * KIB, link=ROUND_TRIP, tools=PARALLEL,
        target=Target(1.3, "curl -Z", aim=1.0)),
    "limited": Workload(
        "19 × 16 MiB, assembled, 8 MiB/s a connection", 19, 16 * MIB, fragments=True,
        limit=8 * MIB, tools=(OURS, "curl -Z", "wget2", "aria2c", "aria2c 64", "rclone"),
        target=Target(0.8, "aria2c"), quick=0.5),
    "one-file": Workload(
        "1 × 1 GiB over loopback", 1, GIB, tools=(OURS, "curl", "wget2", "aria2c", "rclone"),
        target=Target(0.9), max_memory=110, quick=0.25),
    "fragments": Workload(
        "19 × 48 MiB, assembled, over loopback", 19, 48 * MIB, fragments=True,
        target=Target(0.85), quick=0.25),
    "shared": Workload(
        "the real registry's shape, fragments of 5 MiB", 0, 5 * MIB, real_shape=True,
        target=Target(0.8), quick=0.5),
    "warm": Workload(
        "warm `cache` of 1 GiB, whole process", 1, GIB, Kind.WARM,
        tools=(OURS, "list", "openssl", "rclone"), target=Target(1.05, "list", metric="wall"),
        quick=0.25, repeat=3),
    "one-more": Workload(
        "one more `cache`: 10,000 models of 1 KiB cached against 10", 10_000, KIB, Kind.ONE_MORE,
        tools=(OURS, "10 cached"), target=Target(1.15, "10 cached", metric="wall"), repeat=2),
    "memory": Workload(
        "1 × 8 GiB of zeros, -j 16", 1, 8 * GIB, connections=16, zeros=True, tools=(OURS,),
        max_memory=110, quick=0, max_rounds=1),
}  # fmt: skip

# Run if named, or with --all. All programs have the same number of connections.
ALL_PEERS = (OURS, *PEERS, "coursier")
FURTHER = {
    "start": Workload(
        "`list` of PumaGuard's registry", 1, KIB, Kind.START, tools=(OURS, "one model", "bare JVM"),
        target=Target(4.5, "bare JVM", metric="wall"), repeat=3),
    "loss": Workload(
        "200 models × 256 KiB, 40 ms round trip, 1 % loss", 200, 256 * KIB, connections=8,
        link=LOSSY, tools=(*PARALLEL, "coursier")),
    "shaped-one-4": Workload(
        "1 × 64 MiB, 50 ms, 1 % loss, 100 Mbit/s", 1, 64 * MIB, connections=4, link=SHAPED,
        tools=ALL_PEERS),
    "shaped-one-8": Workload(
        "1 × 64 MiB, 50 ms, 1 % loss, 100 Mbit/s", 1, 64 * MIB, connections=8, link=SHAPED,
        tools=ALL_PEERS),
    "shaped-parts-4": Workload(
        "19 × 4 MiB, assembled, 50 ms, 1 % loss, 100 Mbit/s", 19, 4 * MIB, connections=4,
        fragments=True, link=SHAPED, tools=ALL_PEERS),
    "shaped-parts-8": Workload(
        "19 × 4 MiB, assembled, 50 ms, 1 % loss, 100 Mbit/s", 19, 4 * MIB, connections=8,
        fragments=True, link=SHAPED, tools=ALL_PEERS),
    "killed-parts": Workload(
        "19 × 16 MiB, assembled, killed at 60 % and run again", 19, 16 * MIB, connections=4,
        fragments=True, killed=True, limit=6 * MIB, tools=(*PARALLEL, "coursier")),
    "killed-one": Workload(
        "1 × 304 MiB, killed at 60 % and run again", 1, 304 * MIB, connections=4, killed=True,
        limit=30 * MIB, tools=ALL_PEERS),
}  # fmt: skip

WORKLOADS = MAIN | FURTHER
