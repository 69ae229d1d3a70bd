"""python -m benchmarks [--json] [--quick]: every benchmark of this folder, one after the other."""

import importlib
import pkgutil
from collections.abc import Callable, Iterator

import benchmarks
from benchmarks import measuring
from benchmarks.measuring import Row


def found() -> Iterator[Callable[[bool], list[Row]]]:
    """What each module of this folder measures."""
    for module in pkgutil.iter_modules(benchmarks.__path__):
        if module.name != "__main__":
            measured = getattr(importlib.import_module(f"benchmarks.{module.name}"), "measured", None)
            if measured is not None:
                yield measured


def every(quick: bool) -> list[Row]:
    """All rows."""
    return [row for measured in found() for row in measured(quick)]


if __name__ == "__main__":
    measuring.run(__doc__, every)
