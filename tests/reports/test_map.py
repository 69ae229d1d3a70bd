"""An operator's outlines: matched to areas, refused in sentences, drawn."""

import json
from pathlib import Path
from typing import Any

import pytest

from bot import boundaries, packs
from bot.boundaries import Feature, Unusable
from bot.languages import Languages
from bot.reports import map as maps
from bot.resources import resources
from bot.settings import Wrong, read
from tests.deployment import PACK

LANGUAGES = Languages.load(resources("locales"))
SQUARE = [[107.0, 36.0], [108.0, 36.0], [108.0, 37.0], [107.0, 37.0], [107.0, 36.0]]
DIRECTORY = packs.read_pack(PACK).directory()


def feature(properties: dict[str, Any], coordinates: Any = None, kind: str = "Polygon") -> dict[str, Any]:
    geometry = {"type": kind, "coordinates": coordinates or [SQUARE]}
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def file(folder: Path, *features: Any) -> str:
    path = folder / "map.json"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": list(features)}), "utf-8")
    return str(path)


def said(error: Unusable) -> list[str]:
    return [LANGUAGES.said(each, "zh") for each in error.problems]


@pytest.mark.parametrize(
    "properties",
    [{"adcode": 621022}, {"code": "621022"}, {"gb": "156621022"}, {"区划代码": "621022000000"}, {"name": "环县"}],
)
def test_an_outline_is_known_by_a_code_of_any_register_or_by_its_name(
    tmp_path: Path, properties: dict[str, Any]
) -> None:
    found, problems = boundaries.matched(boundaries.read(file(tmp_path, feature(properties))), DIRECTORY)
    assert list(found) == ["621022"]
    assert problems == []


def test_what_is_none_of_our_areas_is_said_and_keeps_nobody_from_drawing(tmp_path: Path) -> None:
    features = [feature({"name": "环县"}), feature({"name": "兰州市"}), feature({"code": "621022"})]
    found, problems = boundaries.matched(boundaries.read(file(tmp_path, *features)), DIRECTORY)
    assert list(found) == ["621022"]
    assert [LANGUAGES.said(each, "zh") for each in problems] == [
        "地图第2个要素：没有“兰州市”这个地方。",
        "地图第1个和第3个要素都是环县，只画前一个。",
    ]


def test_all_that_cannot_be_drawn_is_said_at_once(tmp_path: Path) -> None:
    metres = [[[3.9e6, 4.4e6], [4.0e6, 4.4e6], [4.0e6, 4.5e6]]]
    features = [feature({"name": "环县"}, [107, 36], "Point"), feature({"name": "宁县"}, metres), {"geometry": None}]
    with pytest.raises(Unusable) as caught:
        boundaries.read(file(tmp_path, *features))
    assert said(caught.value) == [
        "地图第1个要素“环县”不是面：要写成Polygon或MultiPolygon。",
        "地图第2个要素“宁县”的坐标不是经纬度（度）：请转成经度、纬度再用。",
        "地图第3个要素“”不是面：要写成Polygon或MultiPolygon。",
    ]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("{", "不是JSON"),
        ("[]", "要一个GeoJSON的FeatureCollection"),
        ('{"features": []}', "要一个GeoJSON的FeatureCollection"),
        (None, "读不了地图文件"),
    ],
)
def test_a_file_that_is_no_map_keeps_the_server_from_starting(
    tmp_path: Path, content: str | None, sentence: str
) -> None:
    path = tmp_path / "map.json"
    if content is not None:
        path.write_text(content, "utf-8")
    with pytest.raises(Wrong) as caught:
        read(data=tmp_path, map=str(path))
    assert sentence in LANGUAGES.said(caught.value.message, "zh")


def outline(*rings: list[list[float]]) -> Feature:
    return Feature(1, (), "", tuple(tuple((x, y) for x, y in ring) for ring in rings))


def test_a_map_is_true_at_its_middle_latitude_and_north_is_up() -> None:
    north = [[x, y + 1] for x, y in SQUARE]
    drawn = maps.drawn({"a": outline(SQUARE), "b": outline(north)}, ["a", "b", "c"])
    assert drawn is not None
    assert [shape.area for shape in drawn.shapes] == ["a", "b"]
    assert drawn.height / drawn.width == pytest.approx(2 / 0.7986, rel=0.01)  # the cosine of 37 degrees
    assert drawn.shapes[0].y > drawn.shapes[1].y
    assert drawn.shapes[0].x == pytest.approx(drawn.width / 2, abs=0.2)


def test_a_hole_is_drawn_and_the_name_stands_in_the_largest_piece() -> None:
    small = [[107.1, 36.1], [107.2, 36.1], [107.2, 36.2], [107.1, 36.1]]
    drawn = maps.drawn({"a": outline(small, SQUARE)}, ["a"])
    assert drawn is not None
    [shape] = drawn.shapes
    assert shape.path.count("M") == shape.path.count("Z") == 2
    assert shape.x == pytest.approx(drawn.width / 2, abs=0.2)


def test_no_outline_no_map() -> None:
    assert maps.drawn({}, ["a"]) is None
    point = outline([[107, 36]] * 4)
    assert (
        maps.drawn({"a": point}, ["a"]) is not None
    )  # an outline without an area is drawn as nothing, and harms nobody
