#!/usr/bin/env python3
"""Draws the figures that fetch.py wrote with --csv.

    docs/benchmarks/plot.py results.csv >docs/benchmarks/fetch.svg
"""
import csv
import math
import sys
from html import escape

from fetch import OURS, WORKLOADS

COLUMNS, WIDTH, NAME, BAR, LINE, MARGIN = 3, 390, 84, 190, 19, 24
FASTER, SLOWER, NEUTRAL = "#d9822b", "#3b6fb6", "#7a869a"


class Drawing:
    def __init__(self):
        self.parts = []

    def text(self, x, y, words, size=12, anchor="start", colour="#1f2933", weight="normal"):
        self.parts.append(f'<text x="{x:.0f}" y="{y:.0f}" font-size="{size}" text-anchor="{anchor}" fill="{colour}" '
                          f'font-weight="{weight}">{escape(words)}</text>')

    def bar(self, x, y, width, colour):
        self.parts.append(f'<rect x="{x:.1f}" y="{y:.1f}" width="{max(width, 1):.1f}" height="{LINE - 7}" fill="{colour}"/>')

    def tick(self, x, top, bottom, strong):
        self.parts.append(f'<path d="M{x:.1f} {top:.1f}V{bottom:.1f}" stroke="{"#1f2933" if strong else "#dde2e8"}"/>')

    def svg(self, width, height):
        return (f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
                f'font-family="DejaVu Sans, Helvetica, Arial, sans-serif">\n<rect width="100%" height="100%" fill="#ffffff"/>\n'
                + "\n".join(self.parts) + "\n</svg>")


def panel(drawing, left, top, title, subtitle, bars, place, ticks):
    """Bars are (name, value, labels, colour), and begin at the first tick; place turns a value into a share of the width."""
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
        drawing.text(begin - 6, y + 13, name, 12, "end", weight="bold" if name == OURS else "normal")
        first, last = sorted((origin, place(value)))
        drawing.bar(begin + BAR * first, y + 3, BAR * (last - first), colour)
        for column, words in enumerate(labels):
            drawing.text(begin + BAR + 52 + 54 * column, y + 13, words, 11, "end")
    drawing.tick(begin + BAR * origin, top - 2, bottom, True)


def height(bars):
    return 38 + LINE * len(bars) + 34


def main(path):
    with open(path, newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["workload"] != "start" and row["tool"] != "bare JVM"]
    groups = {name: [row for row in rows if row["workload"] == name] for name in WORKLOADS}
    ratios = [float(row["wall_ratio"]) for row in rows if not WORKLOADS[row["workload"]].killed]
    low, high = math.floor(min(map(math.log2, ratios + [0.5]))), math.ceil(max(map(math.log2, ratios + [2])))
    powers = [2.0**power for power in range(low, high + 1) if power % 2 == 0 and power]
    panels = []
    for name, group in groups.items():
        if not group:
            continue
        workload = WORKLOADS[name]
        subtitle = f"{workload.about}; {workload.connections} conn."
        if workload.killed:
            worst = max(2.0, *(float(row["sent"]) for row in group))
            bars = [(row["tool"], float(row["sent"]), [f"{float(row['sent']):.2f}"], NEUTRAL) for row in group]
            panels.append((f"{name}: bytes sent ÷ size", subtitle, bars, lambda v, w=worst: (v - 1) / (w - 1), [1, 1.25, 1.5, 1.75, 2]))
        else:
            bars = [(row["tool"], ratio, [f"{ratio:.2f}", f"{float(row['wall']):.2f} s"], FASTER if ratio < 1 else SLOWER)
                    for row in group for ratio in [float(row["wall_ratio"])]]
            panels.append((f"{name}: wall time", subtitle, bars, lambda v: (math.log2(v) - low) / (high - low), [1, *powers]))
    tools = dict.fromkeys(row["tool"] for row in rows)
    peaks = {tool: max(float(row["memory"]) for row in rows if row["tool"] == tool) for tool in tools}
    most = 100 * math.ceil(max(peaks.values()) / 100)
    bars = [(tool, peak, [f"{peak:.0f}"], NEUTRAL) for tool, peak in peaks.items()]
    panels.append(("peak memory", "MiB resident, the most of all workloads", bars, lambda v: v / most, range(0, most + 1, 100)))

    drawing = Drawing()
    drawing.text(MARGIN, 30, "Fetching and verifying, beside PumaGuard Models = 1", 17, weight="bold")
    drawing.text(MARGIN, 50, "Wall time is a logarithmic ratio:", 12)
    drawing.bar(MARGIN + 214, 40, 12, FASTER)
    drawing.text(MARGIN + 232, 50, "faster than PumaGuard Models", 12)
    drawing.bar(MARGIN + 440, 40, 12, SLOWER)
    drawing.text(MARGIN + 458, 50, "slower. Medians; lower is better everywhere.", 12)
    top = 72
    for begin in range(0, len(panels), COLUMNS):
        line = panels[begin:begin + COLUMNS]
        for column, content in enumerate(line):
            panel(drawing, MARGIN + column * (WIDTH + MARGIN), top, *content)
        top += max(height(content[2]) for content in line)
    print(drawing.svg(MARGIN + COLUMNS * (WIDTH + MARGIN), top))


if __name__ == "__main__":
    main(*sys.argv[1:])
