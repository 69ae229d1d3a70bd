"""A list against the register: by the identity number's keyed hash, else by name and village.

Rows about one household become one hit. A row that has led to an item before leads to none again: what is kept of it is
a keyed hash.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import msgspec

from bot.comparing.kinds import Kind
from bot.comparing.reading import Entry, Listed
from bot.messages import Said, say, say_n
from bot.registers.model import Here
from bot.routing.directory import Unresolved
from bot.routing.sheet import Problem
from storage import hits
from storage.hits import Named

LONGEST = 900  # characters of what a list says about one household


class Found(msgspec.Struct, frozen=True):
    """A household that a list names, with what it says; `marks` are the rows' keyed hashes, as hex."""

    household: str
    area: str
    says: str
    marks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody whom a list names, and the household: empty where the register has none. `mark`: see `Found`."""

    row: int
    name: str
    household: str = ""
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Comparison:
    """What a list led to."""

    rows: tuple[Person, ...]  # every row that could be read
    hits: tuple[Found, ...]  # that are new
    known: int  # rows that have led to an item before
    problems: tuple[Problem, ...]
    aside: tuple[str, ...]
    names: Mapping[int, str]  # whom each row names, by its number

    @property
    def unknown(self) -> list[Person]:
        """Those whom the register does not have."""
        return [row for row in self.rows if not row.household]


def compare(kind: Kind, listed: Listed, here: Here) -> Comparison:
    """Compares a list; reads alone."""
    problems = list(listed.problems)
    codes = _matched(listed.entries, here, problems)
    areas = hits.areas_of(here.connection, [code for code in codes.values() if code])
    staffed = hits.reporters(here.connection, set(areas.values()))
    rows: list[Person] = []
    said: dict[str, list[tuple[str, str]]] = {}
    for entry in listed.entries:
        code = codes.get(entry.row.number)
        if code is None:
            continue  # its problem says why
        if code and areas[code] not in staffed:
            problems.append(entry.row.problem("area", _nobody(here, areas[code])))
            continue
        mark = _mark(kind, code, entry, here) if code else ""
        rows.append(Person(entry.row.number, entry.name or entry.head, code, mark))
        if code and (mark, _says(entry)) not in said.setdefault(code, []):
            said[code].append((mark, _says(entry)))
    known = hits.known(here.connection, [bytes.fromhex(row.mark) for row in rows if row.mark])
    fresh = {code: [row for row in lines if bytes.fromhex(row[0]) not in known] for code, lines in said.items()}
    return Comparison(
        tuple(rows), tuple(sorted((_hit(code, lines, areas) for code, lines in fresh.items() if lines), key=_place)),
        sum(bytes.fromhex(row.mark) in known for row in rows if row.mark), tuple(problems), listed.aside,
        listed.names,
    )  # fmt: skip


def _hit(code: str, lines: Sequence[tuple[str, str]], areas: Mapping[str, str]) -> Found:
    says = "；".join(dict.fromkeys(text for _mark, text in lines))
    return Found(code, areas[code], says[:LONGEST], tuple(dict.fromkeys(mark for mark, _text in lines)))


def _place(hit: Found) -> tuple[str, str]:
    return hit.area, hit.household


def _mark(kind: Kind, code: str, entry: Entry, here: Here) -> str:
    """What a row is known by again: its list, its household and what it says."""
    return here.vault.index("\n".join((kind.code, code, _says(entry)))).hex()


def _says(entry: Entry) -> str:
    who = entry.name or entry.head
    return "，".join((*([who] if who else []), *entry.says))


def _nobody(here: Here, area: str) -> Said:
    village = here.live.directory.path(area)
    return say("Nobody in {village} is there to verify it: invite somebody of its work team first.", village=village)


# --- whom a row names -----------------------------------------------------------------------------------------


def _matched(entries: Sequence[Entry], here: Here, problems: list[Problem]) -> dict[int, str]:
    """The household's code by row, empty where the register has none; a row with a problem is left out."""
    indexes = {number: here.vault.index(number) for entry in entries for number in entry.numbers}
    numbered = hits.by_number(here.connection, set(indexes.values()))
    villages: dict[str, list[Named]] = {}
    found: dict[int, str] = {}
    for entry in entries:
        codes = {code for number in entry.numbers for code in numbered.get(indexes[number], ())}
        if len(codes) == 1:
            found[entry.row.number] = codes.pop()
        elif codes:
            problems.append(
                entry.row.problem("id_number", say("The register has this number twice: correct it there."))
            )
        else:
            code = _named(entry, here, villages, problems)
            if code is not None:
                found[entry.row.number] = code
    return found


def _named(entry: Entry, here: Here, villages: dict[str, list[Named]], problems: list[Problem]) -> str | None:
    """By name and village; None where that cannot be told, and a problem says why."""
    if not entry.place or not (entry.name or entry.head):
        return ""
    try:
        area = here.live.directory.area(entry.place)
    except Unresolved as error:
        problems.append(entry.row.problem("area", error.message))
        return None
    if area.level != "village":
        problems.append(entry.row.problem("area", say("This is no village: write the village, as 环县/曲子镇/西沟村.")))
        return None
    if area.code not in villages:
        villages[area.code] = hits.of_village(here.connection, area.code)
    same = [each for each in villages[area.code] if _is(entry, each)]
    if len(same) > 1 and entry.group:
        same = [each for each in same if each.group == entry.group]
    if len(same) > 1:
        problems.append(entry.row.problem("name", _several(len(same), area.label)))
        return None
    return same[0].code if same else ""


def _is(entry: Entry, household: Named) -> bool:
    """By the head, where the list has one, and the person among the household; nobody whose number differs."""
    if entry.head and household.head != entry.head:
        return False
    if household.numbered and entry.numbers and (entry.row["head_id"] or household.head == entry.name):
        return False  # the head's number is known, and is not the one of the list
    if not entry.name:
        return True
    return household.head == entry.name or entry.name in household.members or bool(entry.head)


def _several(count: int, village: str) -> Said:
    return say_n(
        "{count} household of {village} fits this name: write the group, the head or the identity number.",
        "{count} households of {village} fit this name: write the group, the head or the identity number.",
        count, village=village,
    )  # fmt: skip
