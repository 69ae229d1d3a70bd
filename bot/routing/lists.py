"""Places, functions, units and topics as rows of tables: read with every problem at once."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar

from bot.messages import Said, say
from bot.routing.model import Area, Function, Topic, Unit
from bot.routing.names import stem
from bot.routing.sheet import Column, Lines, Problem, Row, records, suggested
from bot.routing.tree import chains
from bot.routing.words import LEVEL_WORDS

AREA_COLUMNS = (
    Column("code", "区划代码", required=True),
    Column("name", "名称", required=True),
    Column("level", "层级", required=True),
    Column("parent", "上级代码"),
)
FUNCTION_COLUMNS = (
    Column("code", "职能代码", required=True),
    Column("name", "职能", required=True),
    Column("note", "说明"),
)
UNIT_COLUMNS = (
    Column("code", "单位代码", required=True),
    Column("name", "单位名称", required=True),
    Column("area", "区划代码", required=True),
    Column("functions", "承担职能"),
    Column("aliases", "别名"),
)
TOPIC_COLUMNS = (
    Column("code", "事项代码", required=True),
    Column("group", "大类", required=True),
    Column("name", "事项", required=True),
    Column("point", "要点条目"),
    Column("keywords", "常用说法"),
)
Coded = TypeVar("Coded", Area, Function, Topic, Unit)


def areas(lines: Lines, sheet: str = "areas") -> tuple[list[Area], list[Problem]]:
    """The places that stand in a tree: what is doubled, an orphan or in a cycle is left out and told."""
    rows, problems = records(sheet, AREA_COLUMNS, lines)
    found: list[tuple[Row, Area]] = []
    for row in rows:
        level = LEVEL_WORDS.get(row["level"])
        if level is None and row["level"]:
            problems.append(row.problem("level", no_level(row["level"])))
        if level and row["code"] and row["name"]:
            found.append((row, Area(row["code"], row["name"], level, row["parent"])))
    found = _once(found, problems)
    known = {area.code: area for _row, area in found}
    _chains, broken = chains(known)
    problems += [
        row.problem("parent", astray(area, broken[area.code]))
        for row, area in found
        if area.code in broken and broken[area.code] != "above"
    ]
    return [area for _row, area in found if area.code not in broken], problems


def no_level(typed: str) -> Said:
    """What is wrong with a word that is no level."""
    return say("“{typed}” is no level: write province, city, county, township or village.", typed=typed)


def astray(area: Area, why: str) -> Said:
    """What is wrong with where an area stands, by the word of `chains`."""
    if why == "orphan":
        return say("{name} belongs to {parent}, and no row has that code.", name=area.name, parent=area.parent)
    if why == "cycle":
        return say("{name} stands above itself: its parents lead round in a circle.", name=area.name)
    return say("{name} belongs to {parent}, which is not of a higher level.", name=area.name, parent=area.parent)


def functions(lines: Lines, sheet: str = "functions") -> tuple[list[Function], list[Problem]]:
    """The lines of work."""
    rows, problems = records(sheet, FUNCTION_COLUMNS, lines)
    found = [(row, Function(row["code"], row["name"], row["note"])) for row in rows if row["code"] and row["name"]]
    return [function for _row, function in _once(found, problems)], problems


def topics(lines: Lines, sheet: str = "topics") -> tuple[list[Topic], list[Problem]]:
    """The topics, with the words that propose them."""
    rows, problems = records(sheet, TOPIC_COLUMNS, lines)
    found = []
    for row in rows:
        if row["point"] and not row["point"].isdecimal():
            problems.append(row.problem("point", say("“{typed}” is no number.", typed=row["point"])))
        point = int(row["point"]) if row["point"].isdecimal() else 0
        if row["code"] and row["group"] and row["name"]:
            found.append((row, Topic(row["code"], row["group"], row["name"], point, row.words("keywords"))))
    found = _once(found, problems)
    _doubled_names(found, problems)
    return [topic for _row, topic in found], problems


def units(
    lines: Lines, places: Iterable[Area], known: Iterable[Function], sheet: str = "units"
) -> tuple[list[Unit], list[Problem]]:
    """The units, each in a place that there is, with functions that there are."""
    rows, problems = records(sheet, UNIT_COLUMNS, lines)
    by_code = {area.code: area for area in places}
    codes = function_codes(known)
    found = []
    for row in rows:
        unknown = [word for word in row.words("functions") if word not in codes]
        problems += [row.problem("functions", no_function(word, codes)) for word in unknown]
        area = by_code.get(row["area"])
        if area is None and row["area"]:
            problems.append(row.problem("area", _no_place(row, by_code)))
        if area and not unknown and row["code"] and row["name"]:
            functions = tuple(dict.fromkeys(codes[word] for word in row.words("functions")))
            found.append((row, _unit(row, area, functions)))
    found = _once(found, problems)
    _doubled_names(found, problems)
    _shared(found, problems)
    return [unit for _row, unit in found], problems


def _unit(row: Row, area: Area, functions: tuple[str, ...]) -> Unit:
    return Unit(row["code"], row["name"], area.code, functions, row.words("aliases"), area.level)


def function_codes(known: Iterable[Function]) -> dict[str, str]:
    """The codes of functions by all that a cell may call them: their names, and their codes."""
    functions = list(known)
    return {each.name: each.code for each in functions} | {each.code: each.code for each in functions}


def no_function(word: str, called: Iterable[str]) -> Said:
    """What is wrong with a word that is no function."""
    return suggested(say("There is no function “{typed}”.", typed=word), word, called)


def _no_place(row: Row, places: Mapping[str, Area]) -> Said:
    problem = say("There is no place with the code {typed}.", typed=row["area"])
    named = [area.code for area in places.values() if area.name == row["area"] or stem(area.name) == stem(row["area"])]
    return suggested(problem, named[0] if named else row["area"], named or places)


def _once(found: list[tuple[Row, Coded]], problems: list[Problem]) -> list[tuple[Row, Coded]]:
    """Each code once: the first row keeps it."""
    kept: dict[str, tuple[Row, Coded]] = {}
    for row, value in found:
        first = kept.setdefault(value.code, (row, value))[0]
        if first is not row:
            message = say("The code {code} stands in row {row} already.", code=value.code, row=first.number)
            problems.append(row.problem("code", message))
    return list(kept.values())


def _doubled_names(found: Sequence[tuple[Row, Topic | Unit]], problems: list[Problem]) -> None:
    """A topic or unit is called by its name, so that no two may have the same."""
    first: dict[str, Row] = {}
    for row, value in found:
        before = first.setdefault(value.name, row)
        if before is not row:
            message = say("The name {name} stands in row {row} already.", name=value.name, row=before.number)
            problems.append(row.problem("name", message))


def _shared(found: Sequence[tuple[Row, Unit]], problems: list[Problem]) -> None:
    """Two units of one place with one function: it may be meant, but only the first is found by it."""
    first: dict[tuple[str, str], Unit] = {}
    for row, unit in found:
        for function in unit.functions:
            before = first.setdefault((unit.area, function), unit)
            if before is not unit:
                message = say(
                    "{unit} carries out {function} there already and gets the items.",
                    unit=before.name,
                    function=function,
                )
                problems.append(row.problem("functions", message, warning=True))
