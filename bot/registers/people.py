"""People as a table: one row a role that somebody holds. A row with a number is about somebody who is known."""

from collections.abc import Sequence

from bot.messages import say
from bot.people import accounts
from bot.people.accounts import Details, Place
from bot.registers import meant
from bot.registers.cells import area_cell, unit_cell
from bot.registers.model import MASK, Cells, Change, Here, Reading, Register, masked
from bot.rights import Role
from bot.routing.directory import Directory, Unresolved
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


def _key(row: Row, reading: Reading) -> str:
    """Who it is: by number, by telephone, or by name with the same role there."""
    role = ROLE_WORDS.get(row["role"])
    if role is None:
        return f"row {row.number}"
    place = _place(row, role, reading.here.live.directory)
    known = row["id"] or _by_phone(row, reading) or _by_name(row, f"{role.value}/{place}", reading)
    return f"{known}/{role.value}/{place}" if known else f"row {row.number}"


def _place(row: Row, role: Role, directory: Directory) -> str:
    column = "unit" if role in UNIT_ROLES else "area"
    try:
        return directory.unit(row[column]).code if column == "unit" else directory.area(row[column]).code
    except Unresolved:
        return row[column]


def _by_phone(row: Row, reading: Reading) -> str:
    if not PHONE.fullmatch(row["phone"]):
        return ""
    found = people.by_phone(reading.here.connection, reading.here.vault.index(row["phone"]))
    return str(found) if found is not None else ""


def _by_name(row: Row, held: str, reading: Reading) -> str:
    same = _indexed(reading).get((row["name"], held, ""), [])
    return same[0] if len(same) == 1 else ""


def _indexed(reading: Reading) -> dict[tuple[str, str, str], list[str]]:
    """Numbers of people by name and what is held ("reporter/621022101204"), and by number alone."""
    if not reading.kept:
        for key, cells in reading.now.items():
            number, _, held = key.partition("/")
            reading.kept.setdefault((meant.name(cells["name"]), held, ""), []).append(number)
            reading.kept[("", "", number)] = [number]
    return reading.kept


def _tidied(row: Row, cells: Cells, reading: Reading) -> Cells:
    directory = reading.here.live.directory
    role = ROLE_WORDS.get(cells["role"])
    if role is None:
        words = "、".join(word for word in ROLE_WORDS if not word.isascii())
        if cells["role"]:
            reading.wrong(row, "role", say("“{typed}” is no role: write one of {words}.", typed=cells["role"],
                                           words=words))  # fmt: skip
        return cells
    column = "unit" if role in UNIT_ROLES else "area"
    found = {**cells, "role": ROLES[role], "unit": "", "area": "", "phone": _phone(row, cells["phone"], reading)}
    found[column] = _named(row, column, cells[column], reading, directory)
    found["id"] = _number(row, cells, reading)
    return found


def _number(row: Row, cells: Cells, reading: Reading) -> str:
    """The person's number; a row without one may be about somebody who is known all the same."""
    known = _indexed(reading)
    if row["id"] and ("", "", row["id"]) not in known:
        reading.wrong(row, "id", say("There is nobody with the number {number}: leave it empty for somebody new.",
                                     number=row["id"]))  # fmt: skip
    key = _key(row, reading).partition("/")[0]
    return key if ("", "", key) in known else cells["id"]


def _phone(row: Row, typed: str, reading: Reading) -> str:
    """Masked where it is the one that is there already."""
    if not typed or MASK in typed:
        return typed
    if not PHONE.fullmatch(typed):
        reading.wrong(row, "phone", say("A telephone has 11 digits and begins with 1."))
        return typed
    owner = people.by_phone(reading.here.connection, reading.here.vault.index(typed))
    if owner is None:
        return typed
    if row["id"] and row["id"] != str(owner):
        reading.wrong(row, "phone", say("This is somebody else's telephone (number {number}).", number=str(owner)))
    return masked(typed)


def _named(row: Row, column: str, typed: str, reading: Reading, directory: Directory) -> str:
    if not typed:
        reading.wrong(row, column, say("This cell may not be empty."))
        return ""
    try:
        found = directory.unit(typed) if column == "unit" else directory.area(typed)
    except Unresolved as error:
        before = reading.now.get(_key(row, reading))
        if before is None or before[column] != typed:  # a unit that has been closed stands as it was
            reading.wrong(row, column, error.message)
        return typed
    return unit_cell(found.code, directory) if column == "unit" else area_cell(found.code, directory)


def _whole(reading: Reading) -> None:
    """One telephone is one person's."""
    first: dict[str, tuple[Row, Cells]] = {}
    for row, _who, cells in reading.rows:
        phone = cells["phone"]
        if not phone or MASK in phone:
            continue
        before, known = first.setdefault(phone, (row, cells))
        if before is not row and known["name"] != cells["name"]:
            reading.wrong(row, "phone", say("Row {row} has the same telephone.", row=str(before.number)))


def _write(turn: Turn, changes: Sequence[Change]) -> None:
    codes = turn.value("codes") or {}
    for change in changes:
        identity = _written(turn, change.cells)
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


def is_new(change: Change) -> bool:
    """Whether a change is somebody who was not known: they get an invitation."""
    return not change.cells["id"]


PEOPLE = Register(
    "people",
    (NUMBER, *COLUMNS),
    listed=_listed,
    key=_key,
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
