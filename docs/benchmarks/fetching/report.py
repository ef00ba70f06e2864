"""Medians, paired ratios, verdicts, and their tables."""

import csv
import statistics
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from .runner import Figures
from .workloads import BEST, OURS, WORKLOADS, Workload

METRICS = {  # and their forms in a table
    "wall": "{:.2f}",
    "total": "{:.2f}",
    "cpu": "{:.2f}",
    "memory": "{:.0f}",
    "path_calls": "{:.0f}",
    "forced_writes": "{:.0f}",
    "written": "{:.3f}",
    "disk": "{:.2f}",
    "sent": "{:.3f}",
}
COMPARED = ("wall", "total", "cpu")
RATIOS = [f"{metric}_ratio{end}" for metric in COMPARED for end in ("", "_min", "_max")]
COLUMNS = ["workload", "tool", "connections", "rounds", "date", "busy", *METRICS, *RATIOS]


@dataclass
class Measured:
    """The figures of one workload, by program and round; round 0 has the counts."""

    name: str
    workload: Workload
    date: str
    busy: float  # share of the processors that other work used before
    scaled: bool
    rounds: dict[str, dict[int, Figures]] = field(default_factory=dict)
    per_model: Figures = field(default_factory=dict)

    def complete(self) -> list[str]:
        """The programs that have counts and at least one round with PumaGuard Models."""
        return [tool for tool in self.rounds if 0 in self.rounds[tool] and self.counted(tool)]

    def counted(self, tool: str) -> list[int]:
        both = self.rounds[tool].keys() & self.rounds.get(OURS, {}).keys()
        return sorted(both - {0})

    def median(self, tool: str, metric: str) -> float | None:
        """None if this workload does not measure it."""
        rounds = self.rounds[tool]
        values = [figures[metric] for figures in rounds.values() if metric in figures]
        return statistics.median(values) if values else None

    def highest(self, tool: str, metric: str) -> float:
        """The highest of the rounds; for a bound that holds in each."""
        return max(figures.get(metric, 0.0) for figures in self.rounds[tool].values())

    def ratios(self, tool: str, metric: str) -> tuple[float, float, float]:
        """Median, lowest and highest of PumaGuard Models ÷ program, round by round."""
        ours, theirs = self.rounds[OURS], self.rounds[tool]
        values = [ours[turn][metric] / theirs[turn][metric] for turn in self.counted(tool)]
        return statistics.median(values), min(values), max(values)

    def rival(self) -> str | None:
        """The program of the target, or the peer with the lowest median."""
        target = self.workload.target
        peers = [tool for tool in self.complete() if tool != OURS]
        if not target or not peers:
            return None
        if target.peer != BEST:
            return target.peer if target.peer in peers else None
        return min(peers, key=lambda tool: self.median(tool, target.metric) or 0.0)

    def rows(self) -> list[dict[str, str]]:
        return [self.row(tool) for tool in self.complete()]

    def row(self, tool: str) -> dict[str, str]:
        figures = {metric: self.median(tool, metric) for metric in METRICS}
        ratios = [ratio for metric in COMPARED for ratio in self.ratios(tool, metric)]
        figures |= zip(RATIOS, ratios, strict=True)
        return {
            "workload": self.name,
            "tool": tool,
            "connections": str(self.workload.connections or "default"),
            "rounds": str(len(self.counted(tool))),
            "date": self.date,
            "busy": f"{self.busy:.2f}",
            **{key: "" if value is None else short(value) for key, value in figures.items()},
        }


def short(value: float) -> str:
    """Four digits, but a count is exact."""
    return f"{value:.0f}" if value >= 1000 or value == int(value) else f"{value:.4g}"


def verdicts(measured: Measured) -> Iterable[str]:
    """Lines of the Markdown table of targets."""
    workload = measured.workload
    about = workload.about + (" (smaller)" if measured.scaled else "")
    if OURS not in measured.complete():
        yield f"| {about} | failed | | | | |"
        return
    target, rival = workload.target, measured.rival()
    metric = target.metric if target else "total"
    ours = f"{measured.median(OURS, metric):.2f} s"
    peers = sorted(
        (measured.median(tool, metric) or 0.0, tool) for tool in measured.complete() if tool != OURS
    )
    others = ", ".join(f"{tool} {value:.2f}" for value, tool in peers)
    if target and rival:
        middle, low, high = measured.ratios(rival, metric)
        cpu = measured.ratios(rival, "cpu")[0]
        ratio = f"**{middle:.2f}** ({low:.2f} to {high:.2f}) of {rival}; CPU {cpu:.2f}"
        aim = f"; aim {target.aim:g}" if target.aim else ""
        verdict = met(middle <= target.limit)
        yield f"| {about} | {ours} | {others} | {ratio} | {target.limit:g}{aim} | {verdict} |"
    else:
        yield f"| {about} | {ours} | {others} | | | |"
    limits = [("peak memory, MiB", measured.highest(OURS, "memory"), workload.max_memory)]
    if measured.per_model:
        paths, forced = measured.per_model["path_calls"], measured.per_model["forced_writes"]
        limits += [("path calls for each further model", paths, workload.max_path_calls)]
        limits += [("forced writes for each further model", forced, workload.max_forced_writes)]
    for what, value, limit in limits:
        if limit:
            yield f"| the same: {what} | {value:.1f} | | | {limit:g} | {met(value <= limit)} |"


def met(good: bool) -> str:
    return "met" if good else "**missed**"


def targets_table(all_measured: list[Measured]) -> str:
    head = [
        "| workload | PumaGuard Models | peers | ratio | target | |",
        "|---|---|---|---|---|---|",
    ]
    return "\n".join(head + [line for measured in all_measured for line in verdicts(measured)])


def figures_table(all_measured: list[Measured]) -> str:
    """All figures of all programs."""
    lines = [
        "| workload | program | wall, s | wall + sync, s | CPU, s | memory, MiB | path calls "
        "| forced writes | written | disk | sent |",
        "|---|---|---|---|---|---|---|---|---|---|---|",
    ]
    for measured in all_measured:
        for tool in measured.complete():
            values = [measured.median(tool, metric) for metric in METRICS]
            forms = zip(METRICS.values(), values, strict=True)
            cells = ["" if value is None else form.format(value) for form, value in forms]
            lines.append(f"| {measured.name} | {tool} | {' | '.join(cells)} |")
    return "\n".join(lines)


def save(path: Path, all_measured: list[Measured]) -> None:
    """Replaces the rows of the workloads that ran, and keeps the others."""
    fresh = [row for measured in all_measured for row in measured.rows()]
    ran = {row["workload"] for row in fresh}
    kept: list[dict[str, str]] = []
    if path.exists():
        with open(path, newline="", encoding="utf-8") as file:
            kept = [row for row in csv.DictReader(file) if row["workload"] not in ran]
    order = list(WORKLOADS)
    with open(path, "w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(sorted(kept + fresh, key=lambda row: order.index(row["workload"])))
