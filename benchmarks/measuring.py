"""What benchmarks share: rows, interleaved rounds, medians, and how the rows are told."""

import argparse
import json
import statistics
import sys
import time
from collections.abc import Callable, Mapping
from typing import Any

Row = dict[str, Any]  # name, ours, peer, unit, ratio, goal, better; and what a benchmark adds


def row(name: str, ours: float, peer: float, unit: str, goal: float, better: str = "higher", **more: Any) -> Row:
    """Both sides of one quantity; `better` is the good side of the goal: higher or lower."""
    first = {"name": name, "ours": ours, "peer": peer, "unit": unit, "ratio": ours / peer}
    return {**first, "goal": goal, "better": better, **more}


def medians(rounds: int, sides: Mapping[str, Callable[[], float]]) -> dict[str, float]:
    """The median of each side's figures, the sides taking turns so that a slow moment meets all of them."""
    found: dict[str, list[float]] = {name: [] for name in sides}
    for _ in range(rounds):
        for name, measure in sides.items():
            found[name].append(measure())
    return {name: statistics.median(figures) for name, figures in found.items()}


def timed(work: Callable[[], object]) -> float:
    """Seconds."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def reached(row: Row) -> bool:
    """Whether the ratio is on the good side of the goal."""
    return bool(row["ratio"] >= row["goal"] if row["better"] == "higher" else row["ratio"] <= row["goal"])


def tell(rows: list[Row]) -> None:
    """The rows as lines for people."""
    for each in rows:
        figures = f"{each['ours']:,.1f} and {each['peer']:,.1f} {each['unit']}, ratio {each['ratio']:,.2f}"
        goal = f"goal {each['goal']} ({each['better']} is better){'' if reached(each) else ': missed'}"
        print(f"{each['name']}: {figures}, {goal}")


def left_out(name: str, reason: str) -> None:
    """Says on the side that a row is not measured here, and why."""
    print(f"left out: {name}: {reason}", file=sys.stderr)


def run(about: str | None, measured: Callable[[bool], list[Row]]) -> None:
    """A benchmark's command line: --json for machines, --quick for fewer and shorter rounds."""
    parser = argparse.ArgumentParser(description=about)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--quick", action="store_true")
    given = parser.parse_args()
    rows = measured(given.quick)
    if given.json:
        print(json.dumps(rows, ensure_ascii=False, indent=1))
    else:
        tell(rows)
