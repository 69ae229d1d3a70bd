"""docs/points.md: for each of the notice's 28 points one item, who gets it, and why, in the product's own words.

points.csv is the notice's: title, lead unit, assisting units; its last column is the topic that is tried here.
"""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from bot.commands.route import sentences
from bot.languages import DEFAULT, Languages
from bot.packs import Pack, read_pack
from bot.routing.explanation import explain
from bot.routing.model import Case
from bot.routing.rules import RuleSet, route
from tests.drawing import DRAWN, page, table

ROOT = Path(__file__).parents[2]
TABLE = Path(__file__).parent / "points.csv"
PLACE, CITY = "环县/曲子镇/西沟村", "庆阳市"
# The notice's names that are no office: 各县区党委政府, 市直相关部门.
NO_OFFICE = frozenset({"各县区党委政府", "市直相关部门"})


@dataclass(frozen=True)
class Point:
    """One of the 28."""

    number: int
    title: str
    lead: str
    assist: tuple[str, ...]
    topic: str


def read() -> list[Point]:
    """The notice's table."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        return [
            Point(int(row["point"]), row["title"], row["lead_unit"], tuple(row["assisting_units"].split("、")),
                  row["topic"])
            for row in csv.DictReader(file)
        ]  # fmt: skip


@cache
def pack() -> tuple[Pack, RuleSet]:
    """Qingyang's pack and its rules."""
    found = read_pack(ROOT / "deploy" / "qingyang")
    return found, found.rule_set()


def points() -> str:
    """docs/points.md."""
    return page(
        "# 工作要点的28条，各派给谁",
        DRAWN,
        f"一条试一件：在{PLACE}反映一个属于这一条的问题，看系统派给谁、为什么。"
        "和运行 `cunqing route --pack deploy/qingyang --form issue_report --area 环县/曲子镇/西沟村`"
        "（加上 `--topic 事项`）打印的一样；"
        "“通知里写的”是市级的牵头、配合单位，测试逐条核对过：放在市里报的同一件，牵头的和配合的都在通知写的单位里面。",
        *(part for point in read() for part in _of(point)),
    )


def _of(point: Point) -> Iterable[str]:
    found, rules = pack()
    topic = next(topic for topic in found.topics if topic.code == point.topic)
    case = Case("issue_report", rules.directory.area(PLACE).code, topic.code, "")
    said = _languages().said(sentences(route(rules, case), explain(rules, case).others), DEFAULT)
    yield f"## {point.number}. {point.title}"
    yield table(
        ["", ""],
        [
            ["通知里写的", f"牵头：{point.lead}；配合：{'、'.join(point.assist)}"],
            ["试的事项", f"{topic.name} `{topic.code}`"],
            ["系统说", said.replace("\n", "<br>")],
        ],
    )


@cache
def _languages() -> Languages:
    return Languages.load(ROOT / "locales")


def at_city(topic: str) -> tuple[str, Mapping[str, str]]:
    """Who leads for an item of the city itself, and who assists: names by code."""
    _found, rules = pack()
    case = Case("issue_report", rules.directory.area(CITY).code, topic, "")
    sent = route(rules, case)
    return sent.lead.code, {unit.code: unit.name for unit in sent.assist}
