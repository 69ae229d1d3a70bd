"""Rules as pages show them: in words, by their cells, and how two sets differ."""

from collections.abc import Iterable
from dataclasses import dataclass

from bot.languages import listed
from bot.messages import Said, say
from bot.routing.directory import Directory
from bot.routing.model import Rule
from bot.routing.table import COLUMNS, written
from bot.routing.words import LEVEL_NAMES, NOTIFY_NAMES, URGENCY_NAMES, cell
from bot.rulebook import Difference
from bot.tables.rules import means

LISTED = 200  # rules of a kind that a page lists
CONDITIONS = ("form", "topic", "area", "urgency", "condition")
NAMES = {column.code: column.heading for column in COLUMNS}


@dataclass(frozen=True)
class Shown:
    """A rule: its id, what it says, its days, how the unit is told."""

    id: str
    means: Said
    days: Said
    notify: str
    note: str
    theirs: bool = True  # of whoever looks, to change


@dataclass(frozen=True)
class Altered:
    """A rule that another set says otherwise: by column, what it said and what it says."""

    means: Said
    cells: list[tuple[str, Said, Said]]


@dataclass(frozen=True)
class Differing:
    """What a set adds, says otherwise and drops."""

    added: list[Shown]
    changed: list[Altered]
    removed: list[Shown]
    counts: tuple[int, int, int]  # of all of them, of which at most so many are listed

    def __bool__(self) -> bool:
        return bool(self.added or self.changed or self.removed)


def shown(rule: Rule, directory: Directory, foreign: Iterable[str] = ()) -> Shown:
    """A rule in words."""
    days = _days(rule)
    how = cell(rule.notify, NOTIFY_NAMES)
    return Shown(rule.id, means(rule, directory), days, how, rule.note, rule.id not in set(foreign))


def _days(rule: Rule) -> Said:
    accept, resolve = cell(rule.accept_days), cell(rule.resolve_days)
    if not accept and not resolve:
        return say("for the record")
    return say("accept {accept}, resolve {resolve}", accept=accept or "–", resolve=resolve or "–")


def differing(found: Difference, directory: Directory) -> Differing:
    """A difference as a page shows it."""
    return Differing(
        [shown(rule, directory) for rule in found.added[:LISTED]],
        [Altered(_matched(new, directory), _cells(old, new, directory)) for old, new in found.changed[:LISTED]],
        [shown(rule, directory) for rule in found.removed[:LISTED]],
        (len(found.added), len(found.changed), len(found.removed)),
    )


def _matched(rule: Rule, directory: Directory) -> Said:
    cells = words(rule, directory)
    given = [cells[column] for column in CONDITIONS if cells[column]]
    return listed(given) if given else say("everything else")


def _cells(old: Rule, new: Rule, directory: Directory) -> list[tuple[str, Said, Said]]:
    before, after = words(old, directory), words(new, directory)
    plain = written(old), written(new)
    return [
        (NAMES[code], before[code] or "–", after[code] or "–") for code in NAMES if plain[0][code] != plain[1][code]
    ]


def words(rule: Rule, directory: Directory) -> dict[str, Said]:
    """A rule's cells with names in place of codes."""
    cells: dict[str, Said] = dict(written(rule))
    topic, function = directory.topics.get(rule.topic), directory.functions.get(rule.lead.function)
    unit = directory.units.get(rule.lead.unit)
    if rule.form:
        cells["form"] = directory.forms.get(rule.form, rule.form)
    if topic is not None:
        cells["topic"] = topic.name
    if rule.area in directory.chains:
        cells["area"] = directory.path(rule.area)
    if function is not None:
        cells["lead"] = function.name
    if unit is not None:
        cells["unit"] = unit.name
    cells["urgency"] = URGENCY_NAMES.get(rule.urgency, rule.urgency)
    cells["level"] = LEVEL_NAMES.get(rule.lead.level, rule.lead.level)
    cells["accept_days"] = cell(rule.accept_days)
    cells["resolve_days"] = cell(rule.resolve_days)
    return cells


def holds(rule: Rule, directory: Directory, q: str) -> bool:
    """Whether a rule's cells have these words in them, by name or by code."""
    texts = [*written(rule).values(), *(text for text in words(rule, directory).values() if isinstance(text, str))]
    return any(q in text for text in texts)
