"""The area tree: which places stand above each place, and which stand nowhere."""

from collections.abc import Mapping

from bot.routing.model import DEPTH, Area


def chains(areas: Mapping[str, Area]) -> tuple[dict[str, tuple[str, ...]], dict[str, str]]:
    """Each place's chain from itself to the top; and the codes that have none, with why.

    Why is "orphan" (its parent is not in the table), "cycle", "order" (its parent is not of a higher level), or "above"
    (something is wrong with a place above it).
    """
    found: dict[str, tuple[str, ...]] = {}
    broken: dict[str, str] = {}
    for code, area in areas.items():
        above = found.get(area.parent)
        if above and _lower(area, areas[area.parent]) and code not in found:
            found[code] = (code, *above)  # the usual order of a table: parents first
        else:
            _climb(code, areas, found, broken)
    return found, broken


def _climb(code: str, areas: Mapping[str, Area], found: dict[str, tuple[str, ...]], broken: dict[str, str]) -> None:
    """Walks up from one place until something is known, then writes down what stands below it."""
    path: list[str] = []
    seen: set[str] = set()
    while code in areas and code not in found and code not in broken and code not in seen:
        path.append(code)
        seen.add(code)
        code = areas[code].parent
    why = "orphan" if code and code not in areas else "above" if code in broken else ""
    if code in seen:
        start = path.index(code)
        broken.update(dict.fromkeys(path[start:], "cycle"))
        path, why = path[:start], "above"
    _write(path, found.get(code, ()), why, areas, found, broken)


def _write(
    path: list[str],
    above: tuple[str, ...],
    why: str,
    areas: Mapping[str, Area],
    found: dict[str, tuple[str, ...]],
    broken: dict[str, str],
) -> None:
    """The places of a path, from its upper end; below the first broken one, all are."""
    for code in reversed(path):
        if not why and above and not _lower(areas[code], areas[above[0]]):
            why = "order"
        if why:
            broken[code] = why
            why = "above"
        else:
            above = found[code] = (code, *above)


def _lower(area: Area, above: Area) -> bool:
    return DEPTH[area.level] > DEPTH[above.level]
