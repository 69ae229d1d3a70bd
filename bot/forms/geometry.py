"""Lengths and areas on the earth's surface; points as XForms write them: "latitude longitude altitude accuracy"."""

import itertools
import math
from collections.abc import Iterable

RADIUS = 6_378_100.0  # metres, as JavaRosa reckons


def points(said: str) -> list[tuple[float, float]]:
    """Latitudes and longitudes in degrees, of points apart by semicolons; what is no point is left out."""
    found = []
    for part in said.split(";"):
        words = part.split()
        try:
            found.append((float(words[0]), float(words[1])))
        except (ValueError, IndexError):
            continue
    return found


def between(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Metres along a great circle (haversine)."""
    north, south = math.radians(one[0]), math.radians(other[0])
    east = math.radians(other[1] - one[1])
    chord = math.sin((south - north) / 2) ** 2 + math.cos(north) * math.cos(south) * math.sin(east / 2) ** 2
    return 2 * RADIUS * math.asin(min(1.0, math.sqrt(chord)))


def distance(*said: str | list[str]) -> float:
    """Metres along all these points, one after the other."""
    path = [point for part in said for each in _parts(part) for point in points(each)]
    return float(sum(between(one, other) for one, other in itertools.pairwise(path)))


def _parts(part: str | list[str]) -> Iterable[str]:
    return [str(each) for each in part] if isinstance(part, list) else [str(part)]


def area(said: str) -> float:
    """Square metres within a closed line of points."""
    corners = points(said)
    if len(corners) < 3:
        return 0.0
    total = 0.0
    for one, other in zip(corners, corners[1:] + corners[:1], strict=True):
        east = math.radians(other[1] - one[1])
        total += east * (2 + math.sin(math.radians(one[0])) + math.sin(math.radians(other[0])))
    return abs(total) * RADIUS**2 / 2
