"""Small counts about people are not told outside the unit, nor what they could be worked out from. Pure."""

from collections.abc import Container, Mapping
from typing import TypeVar

Key = TypeVar("Key")

LEAST = 3  # the smallest count about people that may be told
HIDDEN = "＊"


def small(count: int) -> bool:
    """Whether a count is so small that it would tell of somebody."""
    return 0 < count < LEAST


def hidden(counts: Mapping[Key, int], about: Container[Key] | None = None) -> frozenset[Key]:
    """The keys whose counts are kept back where the sum is told: the small ones (of those in `about`, where not all
    are about people), and the smallest other one where the sum would give a small one away."""
    found = {key for key, count in counts.items() if small(count) and (about is None or key in about)}
    if found and sum(counts[key] for key in found) < LEAST:
        rest = [key for key, count in counts.items() if key not in found and count]
        found |= {min(rest, key=lambda key: counts[key])} if rest else set()
    return frozenset(found)
