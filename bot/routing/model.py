"""The words of routing: places, lines of work, those who carry them out, and the rules that bind them. Values only."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import msgspec

from bot.routing.names import label

LEVELS = ("province", "city", "county", "township", "village")  # from the top of the tree down
DEPTH = {level: depth for depth, level in enumerate(LEVELS)}
URGENCIES = ("urgent", "ordinary", "works")
NOTIFICATIONS = ("at_once", "daily", "weekly")
USUAL_URGENCY = "ordinary"  # what an item without an urgency is counted as


class Area(msgspec.Struct, frozen=True):
    """A node of the administrative tree (行政区划); `parent` is a code, empty at the top."""

    code: str
    name: str
    level: str
    parent: str = ""

    @property
    def label(self) -> str:
        """The name as people say it: 西沟村 for 西沟村委会."""
        return label(self.name)


class Function(msgspec.Struct, frozen=True):
    """A line of work (职能), the same at each level."""

    code: str
    name: str
    note: str = ""


class Unit(msgspec.Struct, frozen=True):
    """An organisation with an inbox (责任单位): it serves `area` and carries out `functions`, by their codes."""

    code: str
    name: str
    area: str
    functions: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    level: str = ""  # its area's level


class Topic(msgspec.Struct, frozen=True):
    """What an item is about; `point` is the point of the city's notice it comes from, 0 where it comes from none."""

    code: str
    group: str
    name: str
    point: int = 0
    keywords: tuple[str, ...] = ()


class Target(msgspec.Struct, frozen=True):
    """Whom a rule names: a unit by its code, or a function at a level."""

    function: str = ""
    level: str = ""
    unit: str = ""


class Rule(msgspec.Struct, frozen=True, kw_only=True):
    """One row of the rules. An empty column matches everything; `area` matches the places below it too.

    Days and notification are kept by urgency, the key "" standing for every other one: {"urgent": 5, "": 15}. No days
    at all means for the record: nobody has to act.
    """

    id: str
    lead: Target
    form: str = ""
    topic: str = ""
    area: str = ""
    urgency: str = ""
    condition: str = ""
    assist: tuple[Target, ...] = ()
    accept_days: Mapping[str, int] = {}
    resolve_days: Mapping[str, int] = {}
    check_days: Mapping[str, int] = {}  # to visit the household and check (入户核实); none: no such stage
    notify: Mapping[str, str] = {}
    note: str = ""
    sheet: str = ""  # where the row stands, for errors
    row: int = 0


class Case(msgspec.Struct, frozen=True):
    """What is to be routed: codes, and the answers by question name that conditions read."""

    form: str
    area: str
    topic: str = ""
    urgency: str = ""
    answers: Mapping[str, Any] = {}
    now: datetime = datetime(1970, 1, 1, tzinfo=UTC)  # for conditions that ask for today


def by_name(answers: Mapping[str, Any]) -> dict[str, Any]:
    """Answers by path as conditions read them: by the question's name, those inside repeats left out."""
    return {path.rpartition("/")[2]: value for path, value in answers.items() if "[" not in path}
