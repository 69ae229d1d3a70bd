"""People as a table: one row a role that somebody holds. A row with a number is about somebody who is known."""

from collections.abc import Sequence

from bot.messages import Said, say
from bot.people import accounts
from bot.people.accounts import Details, Place
from bot.registers import whose
from bot.registers.cells import area_cell, unit_cell
from bot.registers.model import MASK, Cells, Change, Here, Reading, Register, masked
from bot.rights import Role
from bot.routing.directory import Unresolved
from bot.routing.sheet import Column, Row
from bot.tables.people import COLUMNS, PHONE, ROLE_WORDS, UNIT_ROLES
from bot.turn import Turn
from storage import people
from storage import registers as stored

NUMBER = Column("id", "编号")
ROLES = {role: next(word for word, held in ROLE_WORDS.items() if held == role) for role in Role}


def _listed(here: Here) -> dict[str, Cells]:
    directory = here.live.directory
    found: dict[str, Cells] = {}
    for row in stored.people(here.connection):
        place = row.unit or row.area or ""
        found[f"{row.id}/{row.role}/{place}"] = {
            "id": str(row.id),
            "name": row.name,
            "role": ROLES[Role(row.role)],
            "unit": unit_cell(row.unit, directory),
            "area": area_cell(row.area, directory),
            "title": row.title,
            "phone": masked(here.vault.open_text(row.phone)),
        }
    return found


def _clear(here: Here) -> dict[str, Cells]:
    return {
        f"{row.id}/{row.role}/{row.unit or row.area or ''}": {"phone": here.vault.open_text(row.phone)}
        for row in stored.people(here.connection)
    }


def _tidied(row: Row, cells: Cells, reading: Reading) -> Cells:
    role = ROLE_WORDS.get(cells["role"])
    if role is None:
        _untold(row, cells, reading)
    column = "unit" if role in UNIT_ROLES else "area"
    found = {**cells, "phone": _phone(row, cells["phone"], reading), "id": _number(row, cells, reading)}
    if role is None:
        return found
    named = _named(row, column, cells[column], reading)
    return {**found, "role": ROLES[role], "unit": "", "area": "", column: named}


def _untold(row: Row, cells: Cells, reading: Reading) -> None:
    """A role that is none; where it is held is looked at all the same."""
    words = "、".join(word for word in ROLE_WORDS if not word.isascii())
    if cells["role"]:
        reading.wrong(row, "role", say("“{typed}” is no role: write one of {words}.", typed=cells["role"],
                                       words=words))  # fmt: skip
    for column in ("unit", "area"):
        if cells[column]:
            _named(row, column, cells[column], reading)


def _number(row: Row, cells: Cells, reading: Reading) -> str:
    """The person's number; a row without one may be about somebody who is known all the same."""
    if row["id"] and not whose.is_known(row["id"], reading):
        reading.wrong(row, "id", say("There is nobody with the number {number}: leave it empty for somebody new.",
                                     number=row["id"]))  # fmt: skip
    renamed = whose.renamed(row["id"], row, reading)
    if renamed is not None:
        reading.problems.append(row.problem("id", renamed, warning=whose.meant_so(row["id"], row, reading)))
    number = whose.key(row, reading).partition("/")[0]
    return number if whose.is_known(number, reading) else cells["id"]


def _phone(row: Row, typed: str, reading: Reading) -> str:
    """Masked where it is the one that is there already; it may not be somebody else's."""
    if not typed or MASK in typed:
        return typed
    if not PHONE.fullmatch(typed):
        reading.wrong(row, "phone", say("A telephone has 11 digits and begins with 1."))
        return typed
    owner = whose.by_phone(row, reading)
    if not owner:
        return typed
    name = whose.called(owner, reading)
    if row["id"] != owner and (row["id"] or (row["name"] and row["name"] != name)):
        reading.wrong(row, "phone", say("This is the telephone of {name} (number {number}).", name=name,
                                        number=owner))  # fmt: skip
    return masked(typed)


def _named(row: Row, column: str, typed: str, reading: Reading) -> str:
    directory = reading.here.live.directory
    if not typed:
        reading.wrong(row, column, say("This cell may not be empty."))
        return ""
    try:
        found = directory.unit(typed) if column == "unit" else directory.area(typed)
    except Unresolved as error:
        before = reading.now.get(whose.key(row, reading))
        if before is None or before[column] != typed:  # a unit that has been closed stands as it was
            reading.wrong(row, column, error.message)
        return typed
    return unit_cell(found.code, directory) if column == "unit" else area_cell(found.code, directory)


def _whole(reading: Reading) -> None:
    """One telephone is one person's; people of one name whom no telephone tells apart are pointed out."""
    first: dict[str, tuple[Row, str]] = {}
    for row, key, cells in reading.rows:
        phone = cells["phone"]
        if not phone or MASK in phone:
            continue
        before, other = first.setdefault(phone, (row, key))
        if before["name"] != row["name"] or ("/" in key and "/" in other and _who(other) != _who(key)):
            reading.wrong(row, "phone", _same_phone(row, before))
    _namesakes(reading)


def _same_phone(row: Row, before: Row) -> Said:
    if before["name"] != row["name"] or (row["id"] and before["id"]):
        return say("Row {row} has the same telephone.", row=str(before.number))
    return say("Row {row} has this name and telephone too: if they are one person, write that person’s number in both"
               " rows.", row=str(before.number))  # fmt: skip


def _namesakes(reading: Reading) -> None:
    first: dict[str, tuple[Row, str]] = {}
    for row, key, cells in reading.rows:
        who = _who(key)
        if cells["id"] or not who.startswith("row "):
            continue
        before, other = first.setdefault(cells["name"], (row, who))
        if other != who and not (row["phone"] and before["phone"]):
            message = say("Row {row} has this name too, and they are taken for two people: if they are one, write the"
                          " telephone in both rows.", row=str(before.number))  # fmt: skip
            reading.problems.append(row.problem("name", message, warning=True))


def _write(turn: Turn, changes: Sequence[Change]) -> None:
    """Each row of somebody who is new is about whoever the first of their rows made."""
    codes = turn.value("codes") or {}
    made: dict[str, tuple[int, str]] = {}
    for change in changes:
        who, cells = _who(change.key), change.cells
        if is_new(change) and who in made:
            identity, title = made[who]
            cells = {**cells, "id": str(identity), "title": cells["title"] or title}
        identity = _written(turn, cells)
        made[who] = identity, cells["title"]
        code = codes.get(change.key)
        if code:
            accounts.invite(turn.connection, identity, bytes.fromhex(code), turn.now)


def _written(turn: Turn, cells: Cells) -> int:
    vault, connection = turn.offices.vault, turn.connection
    role = ROLE_WORDS[cells["role"]]
    directory = turn.live.directory
    place = Place(unit=directory.unit(cells["unit"]).code) if role in UNIT_ROLES else Place(
        area=directory.area(cells["area"]).code)  # fmt: skip
    if not cells["id"]:
        details = Details(cells["name"], cells["title"], cells["phone"])
        return accounts.enrol(connection, vault, details, role, place, turn.now)
    identity, phone = int(cells["id"]), cells["phone"]
    sealed = (vault.seal_text(phone), vault.index(phone)) if phone and MASK not in phone else None
    stored.change_person(connection, identity, cells["name"], cells["title"], sealed)
    people.add_membership(connection, identity, role, unit=place.unit, area=place.area)
    return identity


def _who(key: str) -> str:
    """Whom a row is about: a number, or the first row of somebody who is new."""
    return key.partition("/")[0]


def is_new(change: Change) -> bool:
    """Whether a change is about somebody who was not known."""
    return not change.cells["id"]


def newcomers(changes: Sequence[Change]) -> list[Change]:
    """Those who were not known, by the first of their rows: each gets one invitation."""
    first = {_who(change.key): change for change in reversed(changes) if is_new(change)}
    return [change for change in changes if first.get(_who(change.key)) is change]


PEOPLE = Register(
    "people",
    (NUMBER, *COLUMNS),
    listed=_listed,
    key=whose.key,
    tidied=_tidied,
    whole=_whole,
    write=_write,
    protected=("phone",),
    clear=_clear,
    numbers=("id",),
    names=("name",),
    choices=lambda here: {
        "role": list(ROLES.values()), "unit": [unit.name for unit in here.live.directory.units.values()],
    },
)  # fmt: skip
