"""Small counts about people are not told outside the unit, nor what they could be worked out from. Pure."""

from collections.abc import Collection, Container, Mapping
from typing import TypeVar

Key = TypeVar("Key")

LEAST = 3  # the smallest count about people that may be told
HIDDEN = "＊"


def small(count: int) -> bool:
    """Whether a count is so small that it would tell of somebody."""
    return 0 < count < LEAST


def hidden(counts: Mapping[Key, int], about: Container[Key] | None = None) -> frozenset[Key]:
    """The keys whose counts are kept back where the sum is told: the small ones (of those in `about`, where not all
    are about people), and the smallest other ones while the sum would give the small ones away."""
    found = {key for key, count in counts.items() if small(count) and (about is None or key in about)}
    rest = sorted((key for key, count in counts.items() if key not in found and count), key=lambda key: counts[key])
    while found and rest and _told([counts[key] for key in found]):
        found.add(rest.pop(0))
    return frozenset(found)


def _told(counts: Collection[int]) -> bool:
    """Whether their sum tells what each is, to who knows that each is at least 1 and that small ones are kept back:
    one alone, nothing but ones, nothing but the largest small counts."""
    least, most = len(counts), (LEAST - 1) * len(counts)
    return len(counts) == 1 or sum(counts) == least or (sum(counts) == most and max(counts) < LEAST)
