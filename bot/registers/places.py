"""Areas, functions and topics as tables."""

from collections.abc import Sequence
from typing import Any

from bot.messages import say
from bot.registers.cells import WORD, by_code, words
from bot.registers.model import Cells, Change, Here, Reading, Register
from bot.routing.lists import (
    AREA_COLUMNS,
    FUNCTION_COLUMNS,
    TOPIC_COLUMNS,
    astray,
    no_level,
)
from bot.routing.model import Area
from bot.routing.sheet import Row
from bot.routing.tree import chains
from bot.routing.words import LEVEL_NAMES, LEVEL_WORDS
from bot.turn import Turn
from storage import places

# --- areas ----------------------------------------------------------------------------------------------------


def _areas(here: Here) -> dict[str, Cells]:
    return {
        area.code: {"code": area.code, "name": area.name, "level": LEVEL_NAMES[area.level], "parent": area.parent or ""}
        for area in places.areas(here.connection)
    }


def _area(row: Row, cells: Cells, reading: Reading) -> Cells:
    level = LEVEL_WORDS.get(cells["level"])
    if level is None:
        if cells["level"]:
            reading.wrong(row, "level", no_level(cells["level"]))
        return cells
    return {**cells, "level": LEVEL_NAMES[level]}


def _tree(reading: Reading) -> None:
    """What is there and what comes in, together: no orphan, no cycle, no child above its parent."""
    merged = {code: _as_area(cells) for code, cells in reading.now.items()}
    merged |= {key: _as_area(cells) for _row, key, cells in reading.rows if key and cells["level"] in LEVEL_WORDS}
    _chains, broken = chains(merged)
    roots = [(row, key) for row, key, _cells in reading.rows if broken.get(key, "above") != "above"]
    for row, key in roots:
        reading.wrong(row, "parent", astray(merged[key], broken[key]))
    for row, key, _cells in reading.rows:  # a child of a row that is told already needs no sentence of its own
        if broken.get(key) == "above" and not roots:
            reading.wrong(row, "parent", say("Something is wrong with a place above it."))


def _as_area(cells: Cells) -> Area:
    return Area(cells["code"], cells["name"], LEVEL_WORDS[cells["level"]], cells["parent"])


def _write_areas(turn: Turn, changes: Sequence[Change]) -> None:
    rows = {area.code: Area(area.code, area.name, area.level, area.parent or "")
            for area in places.areas(turn.connection)}  # fmt: skip
    paths = dict(turn.live.paths)
    rows |= {change.key: _as_area(change.cells) for change in changes}
    found, _broken = chains(rows)
    touched = {change.key for change in changes}
    changed = []
    for code, chain in found.items():
        path = "/".join(reversed(chain))
        if code in touched or paths.get(code) != path:
            area = rows[code]
            changed.append({"code": code, "name": area.name, "level": area.level, "parent": area.parent or None,
                            "path": path})  # fmt: skip
    changed.sort(key=lambda row: len(str(row["path"])))  # parents first: children name them
    places.put_areas(turn.connection, changed)
    places.moved(turn.connection, {str(row["code"]): str(row["path"]) for row in changed if row["code"] in paths})


AREAS = Register(
    "areas",
    AREA_COLUMNS,
    listed=_areas,
    key=by_code,
    tidied=_area,
    whole=_tree,
    write=_write_areas,
    choices=lambda _here: {"level": list(LEVEL_NAMES.values())},
)


# --- functions ------------------------------------------------------------------------------------------------


def names_apart(reading: Reading) -> None:
    """A function, topic or unit is called by its name: no two may have the same."""
    known = {cells["name"]: key for key, cells in reading.now.items() if not cells.get("closed")}
    given = {key for _row, key, _cells in reading.rows}
    first = {name: key for name, key in known.items() if key not in given}
    for row, key, cells in reading.rows:
        before = first.setdefault(cells["name"], key)
        if before != key and not cells.get("closed"):
            reading.wrong(row, "name", say("The name {name} is that of {code}.", name=cells["name"], code=before))


def _functions(here: Here) -> dict[str, Cells]:
    return {f.code: {"code": f.code, "name": f.name, "note": f.note} for f in places.functions(here.connection)}


def _function(row: Row, cells: Cells, reading: Reading) -> Cells:
    if not WORD.fullmatch(cells["code"]):  # cells of units and rules hold several, parted by blanks and commas
        reading.wrong(row, "code", say("A code is one word of letters, digits, _ and -, as water."))
    return cells


def _write_functions(turn: Turn, changes: Sequence[Change]) -> None:
    places.put_functions(turn.connection, [dict(change.cells) for change in changes])


FUNCTIONS = Register(
    "functions",
    FUNCTION_COLUMNS,
    listed=_functions,
    key=by_code,
    tidied=_function,
    whole=names_apart,
    write=_write_functions,
)


# --- topics ---------------------------------------------------------------------------------------------------


def _topics(here: Here) -> dict[str, Cells]:
    return {
        topic.code: {"code": topic.code, "group": topic.group, "name": topic.name, "point": str(topic.point or ""),
                     "keywords": " ".join(topic.keywords)}
        for topic in places.topics(here.connection)
    }  # fmt: skip


def _topic(row: Row, cells: Cells, reading: Reading) -> Cells:
    if cells["point"] and not cells["point"].isdecimal():
        reading.wrong(row, "point", say("“{typed}” is no number.", typed=cells["point"]))
    return {**cells, "keywords": words(row, "keywords", cells["keywords"])}


def _write_topics(turn: Turn, changes: Sequence[Change]) -> None:
    positions = {topic.code: topic.position for topic in places.topics(turn.connection)}
    last = max(positions.values(), default=-1)
    rows: list[dict[str, Any]] = []
    for change in changes:
        last += change.key not in positions
        cells = change.cells
        rows.append({"code": change.key, "group": cells["group"], "name": cells["name"],
                     "point": int(cells["point"]) if cells["point"] else None, "keywords": cells["keywords"].split(),
                     "position": positions.get(change.key, last)})  # fmt: skip
    places.put_topics(turn.connection, rows)


TOPICS = Register(
    "topics",
    TOPIC_COLUMNS,
    listed=_topics,
    key=by_code,
    tidied=_topic,
    whole=names_apart,
    write=_write_topics,
    numbers=("point",),
)
