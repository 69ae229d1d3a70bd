"""How far a report is, told while its items go by."""

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

EVERY = 500  # items after which it is told again

Progress = Callable[[int, int], None]  # how many items of how many have been read
Each = TypeVar("Each")


def unheard(_done: int, _total: int) -> None:
    """For who waits without asking."""


def told(items: Iterable[Each], total: int, progress: Progress) -> Iterator[Each]:
    """The same items; every now and then it is said how many of all have gone by."""
    for done, item in enumerate(items):
        if done % EVERY == 0:
            progress(done, total)
        yield item
