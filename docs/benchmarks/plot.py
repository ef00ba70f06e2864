#!/usr/bin/env python3
"""Draws the figures that fetch.py wrote with --csv.

docs/benchmarks/plot.py results.csv >docs/benchmarks/fetch.svg
"""

import csv
import math
import sys
from collections.abc import Callable, Sequence
from html import escape
from pathlib import Path

from fetching.workloads import OURS, WORKLOADS, Kind, Workload

Ratio = Callable[[float], float]
Bar = tuple[str, float, list[str], str]  # name, value, labels, colour
Panel = tuple[str, str, list[Bar], Ratio, Sequence[float]]

COLUMNS, WIDTH, NAME, BAR, LINE, MARGIN = 3, 390, 84, 190, 19, 24
FASTER, SLOWER, NEUTRAL = "#d9822b", "#3b6fb6", "#7a869a"


class Drawing:
    """The elements of an SVG image."""

    def __init__(self) -> None:
        self.parts: list[str] = []

    def text(
        self,
        x: float,
        y: float,
        words: str,
        size: int = 12,
        anchor: str = "start",
        colour: str = "#1f2933",
        weight: str = "normal",
    ) -> None:
        place = f'x="{x:.0f}" y="{y:.0f}" text-anchor="{anchor}"'
        style = f'font-size="{size}" fill="{colour}" font-weight="{weight}"'
        self.parts.append(f"<text {place} {style}>{escape(words)}</text>")

    def bar(self, x: float, y: float, width: float, colour: str) -> None:
        place = f'x="{x:.1f}" y="{y:.1f}" width="{max(width, 1):.1f}" height="{LINE - 7}"'
        self.parts.append(f'<rect {place} fill="{colour}"/>')

    def tick(self, x: float, top: float, bottom: float, strong: bool) -> None:
        colour = "#1f2933" if strong else "#dde2e8"
        self.parts.append(f'<path d="M{x:.1f} {top:.1f}V{bottom:.1f}" stroke="{colour}"/>')

    def svg(self, width: int, height: int) -> str:
        size = f'viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
        fonts = 'font-family="DejaVu Sans, Helvetica, Arial, sans-serif"'
        background = '<rect width="100%" height="100%" fill="#ffffff"/>'
        head = f'<svg xmlns="http://www.w3.org/2000/svg" {size} {fonts}>'
        return "\n".join([head, background, *self.parts, "</svg>"])


def panel(drawing: Drawing, left: float, top: float, content: Panel) -> None:
    """Bars begin at the first tick; `place` turns a value into a share of the width."""
    title, subtitle, bars, place, ticks = content
    drawing.text(left, top + 12, title, 13, weight="bold")
    drawing.text(left, top + 28, subtitle, 11, colour="#52606d")
    begin, top = left + NAME, top + 38
    origin = place(ticks[0])
    bottom = top + LINE * len(bars)
    for tick in ticks:
        drawing.tick(begin + BAR * place(tick), top - 2, bottom, False)
        drawing.text(begin + BAR * place(tick), bottom + 12, f"{tick:g}", 10, "middle", "#52606d")
    for index, (name, value, labels, colour) in enumerate(bars):
        y = top + LINE * index
        drawing.text(
            begin - 6, y + 13, name, 12, "end", weight="bold" if name == OURS else "normal"
        )
        first, last = sorted((origin, place(value)))
        drawing.bar(begin + BAR * first, y + 3, BAR * (last - first), colour)
        for column, words in enumerate(labels):
            drawing.text(begin + BAR + 52 + 54 * column, y + 13, words, 11, "end")
    drawing.tick(begin + BAR * origin, top - 2, bottom, True)


def height(bars: list[Bar]) -> int:
    return 38 + LINE * len(bars) + 34


def share_of(low: float, high: float) -> Ratio:
    return lambda value: (value - low) / (high - low)


def timed(row: dict[str, str], workload: Workload) -> str:
    """The metric that a workload compares; rows of earlier versions of fetch.py have no "total"."""
    return "total" if workload.kind is Kind.FETCH and row["total"] else "wall"


def slowdown(row: dict[str, str], workload: Workload) -> float:
    """The time of a program ÷ that of PumaGuard Models."""
    return 1 / float(row[timed(row, workload) + "_ratio"])


def panels_of(groups: dict[str, list[dict[str, str]]]) -> list[Panel]:
    ratios = [
        slowdown(row, WORKLOADS[name])
        for name, group in groups.items()
        for row in group
        if not WORKLOADS[name].killed
    ]
    low = math.floor(min(map(math.log2, [*ratios, 0.5])))
    high = math.ceil(max(map(math.log2, [*ratios, 2])))
    powers = [2.0**power for power in range(low, high + 1) if power % 2 == 0 and power]

    def place(ratio: float) -> float:
        return (math.log2(ratio) - low) / (high - low)

    panels: list[Panel] = []
    for name, group in groups.items():
        workload = WORKLOADS[name]
        date = group[0]["date"]
        if workload.killed:
            worst = max(2.0, *(float(row["sent"]) for row in group))
            shares: list[Bar] = [
                (row["tool"], float(row["sent"]), [f"{float(row['sent']):.2f}"], NEUTRAL)
                for row in group
            ]
            panels.append(
                (
                    f"{name}: bytes sent ÷ size, {date}",
                    workload.about,
                    shares,
                    share_of(1, worst),
                    [1, 1.25, 1.5, 1.75, 2],
                )
            )
            continue
        metric = timed(group[0], workload)
        bars: list[Bar] = []
        for row in group:
            ratio = slowdown(row, workload)
            labels = [f"{ratio:.2f}", f"{float(row[metric]):.2f} s"]
            bars.append((row["tool"], ratio, labels, FASTER if ratio < 1 else SLOWER))
        title = "wall + sync" if metric == "total" else "wall"
        panels.append((f"{name}: {title}, {date}", workload.about, bars, place, [1, *powers]))
    return panels


def memory_panel(rows: list[dict[str, str]]) -> Panel:
    tools = dict.fromkeys(row["tool"] for row in rows)
    peaks = {
        tool: max(float(row["memory"]) for row in rows if row["tool"] == tool) for tool in tools
    }
    most = 100 * math.ceil(max(peaks.values()) / 100)
    bars = [(tool, peak, [f"{peak:.0f}"], NEUTRAL) for tool, peak in peaks.items()]
    return (
        "peak memory",
        "MiB resident, the most of these workloads",
        bars,
        share_of(0, most),
        range(0, most + 1, 100),
    )


def main(path: Path) -> None:
    with open(path, newline="", encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["workload"] != "start"]
    groups = {name: [row for row in rows if row["workload"] == name] for name in WORKLOADS}
    groups = {name: group for name, group in groups.items() if len(group) > 1}
    fetched = [row for row in rows if WORKLOADS[row["workload"]].kind is Kind.FETCH]
    panels = [*panels_of(groups), memory_panel(fetched)]

    drawing = Drawing()
    drawing.text(
        MARGIN, 30, "Fetching and verifying, beside PumaGuard Models = 1", 17, weight="bold"
    )
    drawing.text(MARGIN, 50, "Time is a logarithmic ratio:", 12)
    drawing.bar(MARGIN + 184, 40, 12, FASTER)
    drawing.text(MARGIN + 202, 50, "faster than PumaGuard Models", 12)
    drawing.bar(MARGIN + 410, 40, 12, SLOWER)
    drawing.text(MARGIN + 428, 50, "slower. Medians; lower is better everywhere.", 12)
    top = 72
    for begin in range(0, len(panels), COLUMNS):
        line = panels[begin : begin + COLUMNS]
        for column, content in enumerate(line):
            panel(drawing, MARGIN + column * (WIDTH + MARGIN), top, content)
        top += max(height(content[2]) for content in line)
    print(drawing.svg(MARGIN + COLUMNS * (WIDTH + MARGIN), top))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
