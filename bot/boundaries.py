"""The outlines of areas from an operator's own GeoJSON (RFC 7946), for a map that needs no server but ours.

A feature is matched by any of its properties, or its id, that is the code of an area, else by its name where one area
alone has it. Codes are those of the statistics (12 digits) or shorter ones, also as Tianditu writes them (156621022).
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from bot.messages import Said, say
from bot.routing.directory import Directory, Unresolved
from bot.routing.names import tidy

NAMES = ("name", "NAME", "Name", "名称", "fullname")
MOST_PROBLEMS = 20

Ring = tuple[tuple[float, float], ...]  # longitude and latitude in degrees


class Unusable(Exception):
    """The file cannot be drawn; `problems` are sentences, all at once."""

    def __init__(self, problems: Sequence[Said]) -> None:
        super().__init__(f"{len(problems)} problems")
        self.problems = tuple(problems)


@dataclass(frozen=True)
class Feature:
    """One outline: what it may be called, and its rings."""

    place: int  # in the file, from 1
    codes: tuple[str, ...]
    name: str
    rings: tuple[Ring, ...]


def read(file: str) -> tuple[Feature, ...]:
    """The outlines in a file; raises Unusable."""
    try:
        content = msgspec.json.decode(Path(file).read_bytes())
    except OSError as error:
        raise Unusable([say("The map {file} cannot be read: {why}", file=file, why=error.strerror or "")]) from None
    except msgspec.DecodeError:
        raise Unusable([say("The map {file} is no JSON.", file=file)]) from None
    listed = content.get("features") if isinstance(content, dict) else None
    if not isinstance(listed, list) or not listed:
        raise Unusable([say("The map {file} has no features: it has to be a GeoJSON FeatureCollection.", file=file)])
    problems: list[Said] = []
    found: list[Feature] = []
    for place, feature in enumerate(listed, start=1):
        try:
            found.append(_feature(place, feature))
        except Unusable as error:
            problems += error.problems
    if problems:
        raise Unusable(problems[:MOST_PROBLEMS])
    return tuple(found)


def _feature(place: int, feature: Any) -> Feature:
    geometry = feature.get("geometry") if isinstance(feature, dict) else None
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    properties = (feature.get("properties") if isinstance(feature, dict) else None) or {}
    name = next((str(properties[key]) for key in NAMES if properties.get(key)), "")
    if geometry is None or kind not in ("Polygon", "MultiPolygon"):
        what = say("Feature {place} “{name}” of the map is no area: it has to be a Polygon or a MultiPolygon.",
                   place=place, name=name)  # fmt: skip
        raise Unusable([what])
    polygons = [geometry["coordinates"]] if kind == "Polygon" else geometry["coordinates"]
    try:
        rings = tuple(tuple(_point(point) for point in ring) for polygon in polygons for ring in polygon)
    except (TypeError, ValueError, IndexError, KeyError):
        what = say("Feature {place} “{name}” of the map has coordinates that are no longitude and latitude in degrees.",
                   place=place, name=name)  # fmt: skip
        raise Unusable([what]) from None
    said = [feature.get("id"), *properties.values()]
    codes = tuple(code for each in said for code in _codes(each))
    return Feature(place, codes, name, rings)


def _point(point: Any) -> tuple[float, float]:
    longitude, latitude = float(point[0]), float(point[1])
    if not (-180 <= longitude <= 180 and -90 <= latitude <= 90):
        raise ValueError
    return longitude, latitude


def _codes(said: Any) -> Iterator[str]:
    """What may be the code of an area: as it stands, and without what other registers put around it."""
    text = str(said) if isinstance(said, str | int) and not isinstance(said, bool) else ""
    if not re.fullmatch(r"\d{2,15}", text, re.ASCII):
        return
    yield text
    if len(text) in (9, 12, 15) and text.startswith("156"):  # China's own number goes before
        yield text[3:]
    for shorter in (9, 6):
        if len(text) in (9, 12) and len(text) > shorter and not text[shorter:].strip("0"):
            yield text[:shorter]


def matched(features: Sequence[Feature], directory: Directory) -> tuple[Mapping[str, Feature], Sequence[Said]]:
    """Outlines by the code of their area; and sentences about those that are none of ours or named twice."""
    found: dict[str, Feature] = {}
    problems: list[Said] = []
    for feature in features:
        try:
            code = _area(feature, directory)
        except Unresolved as error:
            problems.append(say("Feature {place} of the map: {why}", place=feature.place, why=error.message))
            continue
        if code in found:
            problems.append(say("Features {first} and {place} of the map are both {area}; the first one is drawn.",
                                first=found[code].place, place=feature.place, area=directory.path(code)))  # fmt: skip
            continue
        found[code] = feature
    return found, problems


def _area(feature: Feature, directory: Directory) -> str:
    code = next((code for code in feature.codes if code in directory.areas), "")
    return code or directory.area(tidy(feature.name)).code


class Boundaries:
    """The outlines of an operator's file, by area, as the areas are now."""

    def __init__(self, features: Sequence[Feature] = ()) -> None:
        self.features = features
        self._of: tuple[Directory, Mapping[str, Feature]] | None = None

    def outlines(self, directory: Directory) -> Mapping[str, Feature]:
        """Outlines by the code of their area; matched again when the areas have changed."""
        if self._of is None or self._of[0] is not directory:
            self._of = directory, matched(self.features, directory)[0]
        return self._of[1]


def opened(file: str) -> Boundaries:
    """The outlines in a file, or none where no file is named; raises Unusable."""
    return Boundaries(read(file) if file else ())
