"""Places, units, lines of work and topics: few enough to be looked through in memory."""

from typing import Any

from bot.messages import Said, say
from bot.routing.model import Area
from bot.routing.words import LEVEL_NAMES
from bot.web.admin.listing.model import Cell, Filter, Listed, Look, behind, page
from bot.web.admin.words import like
from storage import places

STATES: dict[str, Said] = {"open": say("at work"), "closed": say("closed for good")}


def areas(look: Look) -> Listed:
    """In order of code; a path narrows to what lies below its place."""
    levels: dict[str, Said] = dict(LEVEL_NAMES)
    level = look.chosen("level", levels)
    every = [
        area for code, area in sorted(look.live.directory.areas.items()) if look.reach.covers_area(look.live, code)
    ]
    found = [area for area in every if _fits(look, area, level)]
    shown, last = page(behind(found, lambda area: area.code, look.after), lambda area: area.code)
    return Listed(
        [say("Code"), say("Called"), say("Level"), say("Path")],
        [
            [Cell(area.code), Cell(area.name), Cell(LEVEL_NAMES[area.level]), Cell(look.live.directory.path(area.code))]
            for area in shown
        ],
        last,
        say("Name, pinyin initials, code"),
        [Filter("level", say("Every level"), levels, level)],
    )


def _fits(look: Look, area: Area, level: str) -> bool:
    if level and area.level != level:
        return False
    path = look.live.directory.path(area.code)
    return not look.q or area.code.startswith(look.q) or like(look.q, area.label) or (look.q in path and "/" in look.q)


def units(look: Look) -> Listed:
    """In order of code, those that are closed too."""
    state = look.chosen("state", STATES)
    every = [unit for unit in places.units(look.connection) if look.reach.covers_area(look.live, unit.area)]
    found = [unit for unit in every if _unit_fits(look, unit, state)]
    shown, last = page(behind(found, lambda unit: unit.code, look.after), lambda unit: str(unit.code))
    return Listed(
        [say("Called"), say("Code"), say("Place"), say("Lines of work"), say("Also called"), say("State")],
        [_unit(look, unit) for unit in shown],
        last,
        say("Name, old name, pinyin initials, code, line of work"),
        [Filter("state", say("At work or closed"), STATES, state)],
    )


def _unit_fits(look: Look, unit: Any, state: str) -> bool:
    if state and (unit.closed_at is not None) != (state == "closed"):
        return False
    functions = [look.live.directory.functions[code].name for code in unit.functions
                 if code in look.live.directory.functions]  # fmt: skip
    return not look.q or unit.code.startswith(look.q) or like(look.q, unit.name, *unit.aliases, *functions)


def _unit(look: Look, unit: Any) -> list[Cell]:
    directory = look.live.directory
    names = [directory.functions[code].name if code in directory.functions else code for code in unit.functions]
    return [
        Cell(unit.name, f"/admin/units/{unit.code}"),
        Cell(unit.code),
        Cell(directory.path(unit.area)),
        Cell("、".join(names)),
        Cell("、".join(unit.aliases)),
        Cell(STATES["closed" if unit.closed_at is not None else "open"]),
    ]


def functions(look: Look) -> Listed:
    """In order of code."""
    every = [look.live.directory.functions[code] for code in sorted(look.live.directory.functions)]
    found = [each for each in every if not look.q or look.q in each.code or like(look.q, each.name)]
    shown, last = page(behind(found, lambda each: each.code, look.after), lambda each: each.code)
    return Listed(
        [say("Code"), say("Called"), say("Note")],
        [[Cell(each.code), Cell(each.name), Cell(each.note)] for each in shown],
        last,
        say("Name, pinyin initials, code"),
    )


def topics(look: Look) -> Listed:
    """In the order that people choose from."""
    groups: dict[str, Said] = {topic.group: topic.group for topic in look.live.topics}
    group = look.chosen("group", groups)
    every = [topic for topic in look.live.topics if not group or topic.group == group]
    found = [
        topic for topic in every if not look.q or look.q in topic.code or like(look.q, topic.name, *topic.keywords)
    ]
    shown, last = page(behind(found, lambda topic: topic.code, look.after), lambda topic: topic.code)
    return Listed(
        [say("Called"), say("Code"), say("Group of topics"), say("Point of the notice"), say("Words for it")],
        [
            [
                Cell(topic.name),
                Cell(topic.code),
                Cell(topic.group),
                Cell(topic.point or ""),
                Cell("、".join(topic.keywords)),
            ]
            for topic in shown
        ],
        last,
        say("Name, words for it, pinyin initials, code"),
        [Filter("group", say("Every group"), groups, group)],
    )
