"""A location that somebody sent, to be looked at: on the map that the operator names, else on the device's own."""

from collections.abc import Mapping
from typing import Any

LATITUDE, LONGITUDE = "{latitude}", "{longitude}"
# One of China's own: it is told that a phone's degrees are WGS 84, which Chinese maps shift.
AMAP = f"https://uri.amap.com/marker?position={LONGITUDE},{LATITUDE}&coordinate=wgs84&callnative=1"
DEVICE = f"geo:{LATITUDE},{LONGITUDE}?q={LATITUDE},{LONGITUDE}"  # RFC 5870; with q a phone's map sets a pin


def address(place: Mapping[str, Any], link: str = "") -> str:
    """Where it is seen; `link` has {latitude} and {longitude}, which are degrees of WGS 84."""
    known = {LATITUDE: _degrees(place["latitude"]), LONGITUDE: _degrees(place["longitude"])}
    for name, value in known.items():
        link = (link or DEVICE).replace(name, value)
    return link


def numbers(place: Mapping[str, Any]) -> str:
    """As any map's search takes it, to a metre: latitude, longitude."""
    return f"{_degrees(place['latitude'])}, {_degrees(place['longitude'])}"


def metres(place: Mapping[str, Any]) -> int:
    """How far off it may be; 0 where nobody knows."""
    return round(place.get("accuracy") or 0)


def _degrees(value: float) -> str:
    return f"{value:.5f}"
