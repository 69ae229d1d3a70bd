"""A map of areas as SVG, drawn from their outlines: equirectangular, true at the middle latitude. Pure."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.boundaries import Feature

WIDTH = 600.0  # units of a drawn map


@dataclass(frozen=True, slots=True)
class Shape:
    """An area (its code) as it is drawn: the SVG path, and where its name stands."""

    area: str
    path: str
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Drawn:
    """A map, `width` by `height` units."""

    shapes: tuple[Shape, ...]
    width: float
    height: float


def drawn(outlines: Mapping[str, Feature], areas: Sequence[str]) -> Drawn | None:
    """Those of these areas (codes) that have an outline; None where none has."""
    chosen = {area: outlines[area].rings for area in areas if area in outlines}
    points = [point for rings in chosen.values() for ring in rings for point in ring]
    if not points:
        return None
    west, east = min(x for x, _y in points), max(x for x, _y in points)
    south, north = min(y for _x, y in points), max(y for _x, y in points)
    narrow = math.cos(math.radians((south + north) / 2))
    scale = WIDTH / max((east - west) * narrow, (north - south) / 2, 1e-9)  # no map is taller than twice its width

    def at(longitude: float, latitude: float) -> tuple[float, float]:
        return round((longitude - west) * narrow * scale, 1), round((north - latitude) * scale, 1)

    shapes = tuple(_shape(area, [[at(*point) for point in ring] for ring in rings]) for area, rings in chosen.items())
    width, height = at(east, south)
    return Drawn(shapes, max(width, 1.0), max(height, 1.0))


def _shape(area: str, rings: Sequence[Sequence[tuple[float, float]]]) -> Shape:
    """A path of the rings, without points that fall upon the one before; the name stands in the largest ring."""
    pieces = []
    for ring in rings:
        kept = [point for n, point in enumerate(ring) if not n or point != ring[n - 1]]
        pieces.append("M" + "L".join(f"{x:g} {y:g}" for x, y in kept) + "Z")
    x, y = _middle(max(rings, key=lambda ring: abs(_doubled(ring))))
    return Shape(area, "".join(pieces), x, y)


def _doubled(ring: Sequence[tuple[float, float]]) -> float:
    """Twice a ring's area, signed (the shoelace formula)."""
    return sum(ax * by - bx * ay for (ax, ay), (bx, by) in zip(ring, [*ring[1:], ring[0]], strict=True))


def _middle(ring: Sequence[tuple[float, float]]) -> tuple[float, float]:
    """A ring's centre of gravity; of one without an area, its first point."""
    doubled = _doubled(ring)
    if not doubled:
        return ring[0]
    pairs = list(zip(ring, [*ring[1:], ring[0]], strict=True))
    x = sum((a[0] + b[0]) * (a[0] * b[1] - b[0] * a[1]) for a, b in pairs) / (3 * doubled)
    y = sum((a[1] + b[1]) * (a[0] * b[1] - b[0] * a[1]) for a, b in pairs) / (3 * doubled)
    return round(x, 1), round(y, 1)
