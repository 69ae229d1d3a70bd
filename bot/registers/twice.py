"""Rows of one table that mean one household: by its head's identity number, or by village, group and head."""

from bot.messages import say
from bot.registers import meant
from bot.registers.model import MASK, Cells, Reading, masked
from bot.routing.sheet import Row
from storage import registers as stored

Line = tuple[Row, str, Cells]  # a row with its key and cells
SHOWN = 8  # codes that a sentence names
LOOKED_AT = 50  # earlier rows of one village and head that a row is compared with


def told(reading: Reading) -> None:
    """What two rows share that only one household has; and rows that could be several households of the register."""
    _numbers(reading)
    _heads(reading)
    _several(reading)


# --- by identity number ---------------------------------------------------------------------------------------


def _numbers(reading: Reading) -> None:
    """A number that another row has too, or another household of the register."""
    typed = [line for line in reading.rows if _full(line[2]["id_number"])]
    index = {cells["id_number"]: reading.here.vault.index(cells["id_number"]) for _row, _key, cells in typed}
    held = stored.by_identities(reading.here.connection, list(index.values()))
    lines = {line[1]: line for line in reversed(reading.rows)}
    first: dict[str, tuple[Row, str]] = {}
    for row, key, cells in typed:
        number = cells["id_number"]
        before, known = first.setdefault(number, (row, key))
        owner = held.get(index[number], key)
        if known != key:
            _same_number(reading, row, before)
        elif owner != key:
            _owned(reading, row, owner, lines.get(owner))


def _owned(reading: Reading, row: Row, owner: str, line: Line | None) -> None:
    """The number is another household's, whose row may be in the table and keep it, or write another one."""
    if line is None:
        text = say("Household {code} has this identity number already: if it is that one, write {code} as the row's"
                   " household code.", code=owner)  # fmt: skip
        reading.problems.append(row.problem("id_number", text, warning=True))
    elif not _full(line[2]["id_number"]):
        _same_number(reading, row, line[0])


def _same_number(reading: Reading, row: Row, before: Row) -> None:
    reading.wrong(row, "id_number", say("Row {row} has this identity number too: keep one of them, or put the number"
                                        " right.", row=str(before.number)))  # fmt: skip


def _full(number: str) -> bool:
    return bool(number) and MASK not in number


# --- by village, group and head -------------------------------------------------------------------------------


def _heads(reading: Reading) -> None:
    """Rows of one village and head of which one is new: namesakes that the register has stay unsaid."""
    seen: dict[tuple[str, str], list[Line]] = {}
    for line in reading.rows:
        row, key, cells = line
        there = seen.setdefault((cells["area"], cells["head"]), []) if cells["area"] and cells["head"] else []
        for before, known, others in there[:LOOKED_AT]:
            is_new = key not in reading.now or known not in reading.now
            if is_new and key != known and _may_be_one(cells, others):
                _same_head(reading, row, before, told_apart=_told_apart(cells, others))
                break
        there.append(line)


def _may_be_one(one: Cells, other: Cells) -> bool:
    """Whether nothing says that they are two; of identity numbers that are the same, more is said than this."""
    groups = {meant.group(cells["group"]) for cells in (one, other)} - {""}
    return len(groups) < 2 and not (one["id_number"] and other["id_number"])


def _told_apart(one: Cells, other: Cells) -> bool:
    """Whether codes, telephones or a group hint at two."""
    phones = {masked(phone) if _full(phone) else phone for phone in (one["phone"], other["phone"])} - {""}
    return bool(one["code"] and other["code"]) or len(phones) > 1 or bool(one["group"]) != bool(other["group"])


def _same_head(reading: Reading, row: Row, before: Row, *, told_apart: bool) -> None:
    values = {"row": str(before.number)}
    if told_apart:
        text = say("Row {row} has this village and head too, and they are taken for two households: if they are one,"
                   " keep one of the rows.", **values)  # fmt: skip
    else:
        text = say("Row {row} has this village and head too: keep one of them. If they are two households, write the"
                   " identity number or household code in both rows.", **values)  # fmt: skip
    reading.problems.append(row.problem("head", text, warning=told_apart))


def _several(reading: Reading) -> None:
    """A row without a code or number of its own whose village, group and head several households have."""
    open_rows = [
        (row, cells)
        for row, key, cells in reading.rows
        if key not in reading.now and not cells["code"] and not cells["id_number"] and cells["head"]
    ]
    known: dict[tuple[str, ...], list[str]] = {}
    for code, there in reading.now.items() if open_rows else ():
        known.setdefault(_named(there), []).append(code)
    for row, cells in open_rows:
        same = known.get(_named(cells), [])
        if len(same) > 1:
            reading.wrong(row, "code", say("The register has {count} households of this village, group and head: write"
                                           " which one ({codes}).", count=len(same),
                                           codes="、".join(same[:SHOWN])))  # fmt: skip


def _named(cells: Cells) -> tuple[str, ...]:
    return cells["area"], meant.group(cells["group"]), cells["head"]
