"""What was filed about households since their table went out: a table that comes back does not undo it."""

from collections.abc import Mapping
from typing import Any

from bot.messages import say_n
from bot.registers.model import Cells, Change, Reading, day
from bot.routing.sheet import Problem

COLUMNS = ("size", "last_visit", "confirmed")  # that filings write, beside the members


def kept(reading: Reading, yes: str) -> None:
    """Rows with what filings know better, and how many those are; `yes` says that a household is confirmed."""
    rows = [(row, key, _newer(cells, reading.now.get(key), yes)) for row, key, cells in reading.rows]
    older = [row for (row, _key, cells), (_row, _same, now) in zip(reading.rows, rows, strict=True) if cells != now]
    reading.rows = rows
    if older:
        text = say_n("{count} row knows less than what was filed since (last visit, members, confirmation): that stays"
                     " as it is.", "{count} rows know less than what was filed since (last visit, members,"
                     " confirmation): that stays as it is.", len(older))  # fmt: skip
        reading.problems.append(Problem(older[0].sheet, 0, "", text, warning=True))


def _newer(cells: Cells, now: Cells | None, yes: str) -> Cells:
    """The later visit counts; members are not emptied, nor is a household that was confirmed in doubt again."""
    if now is None:
        return cells
    found = dict(cells)
    if now["members"] and not cells["members"]:
        found |= {"members": now["members"], "size": now["size"]}
    if now["confirmed"] == yes:
        found["confirmed"] = yes
    known, said = day(now["last_visit"]), day(cells["last_visit"])
    if known is not None and (said is None or said < known):
        found["last_visit"] = now["last_visit"]
    return found


def meanwhile(change: Change, row: Mapping[str, Any], there: Mapping[str, Any]) -> dict[str, Any]:
    """What stays of a household that is there as it has become since the table was looked at: columns that the table
    leaves alone, and a later visit."""
    before = change.before or {}
    found = {name: there[name] for name in COLUMNS if change.cells[name] == before.get(name)}
    later = max((on for on in (row["last_visit"], there["last_visit"]) if on is not None), default=None)
    return {**found, "last_visit": later}
