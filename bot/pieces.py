"""Long sequences piece by piece, where one statement or one turn takes so many at the most."""

from collections.abc import Iterator, Sequence
from typing import TypeVar

A_TURN = 500  # rows that a turn takes in, so that no other one waits for long

Each = TypeVar("Each")


def pieces(rows: Sequence[Each], most: int) -> Iterator[Sequence[Each]]:
    """Pieces of at most so many, in order."""
    for start in range(0, len(rows), most):
        yield rows[start : start + most]
