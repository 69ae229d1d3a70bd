"""Who a row of the table of people is about: somebody known, or somebody new who may have several rows."""

from bot.messages import Said, say
from bot.registers import meant
from bot.registers.model import Reading
from bot.rights import Role
from bot.routing.directory import Directory, Unresolved
from bot.routing.sheet import Row
from bot.tables.people import PHONE, ROLE_WORDS, UNIT_ROLES
from storage import people


def key(row: Row, reading: Reading) -> str:
    """Who it is, their role and its place ("6/clerk/621022-water"): by number, by telephone, by name there; the rows
    of one person who is new begin alike ("row 5/…")."""
    role = ROLE_WORDS.get(row["role"])
    if role is None:
        return f"row {row.number}"
    place = place_of(row, role, reading.here.live.directory)
    who = row["id"] or by_phone(row, reading) or _by_name(row, role, place, reading) or _newcomer(row, place, reading)
    return f"{who}/{role.value}/{place}"


def place_of(row: Row, role: Role, directory: Directory) -> str:
    """The code of the unit or area of a row; as it was typed where it is none."""
    column = "unit" if role in UNIT_ROLES else "area"
    try:
        return directory.unit(row[column]).code if column == "unit" else directory.area(row[column]).code
    except Unresolved:
        return row[column]


def by_phone(row: Row, reading: Reading) -> str:
    """The number of the person whose telephone it is, who may have left; "" where it is nobody's."""
    if not PHONE.fullmatch(row["phone"]):
        return ""
    found = people.by_phone(reading.here.connection, reading.here.vault.index(row["phone"]))
    return str(found) if found is not None else ""


def is_known(number: str, reading: Reading) -> bool:
    """Whether somebody with a role in force has this number."""
    return ("", "", number) in _indexed(reading)


def called(number: str, reading: Reading) -> str:
    """The name of whoever has this number."""
    return meant.name(people.named(reading.here.connection, int(number)))


def _by_name(row: Row, role: Role, place: str, reading: Reading) -> str:
    """The only one of this name with this role there; without a telephone, with any role there."""
    known = _indexed(reading)
    same = known.get((row["name"], f"{role.value}/{place}", ""), [])
    if not same and not row["phone"]:
        same = known.get((row["name"], place, ""), [])
    return same[0] if len(same) == 1 else ""


def _indexed(reading: Reading) -> dict[tuple[str, str, str], list[str]]:
    """Numbers of people by name and what is held ("reporter/621022101204"), by name and place, by number alone."""
    if not reading.kept:
        reading.kept["", "", ""] = []
        for each, cells in reading.now.items():
            number, _, held = each.partition("/")
            name, place = meant.name(cells["name"]), held.partition("/")[2]
            reading.kept.setdefault((name, held, ""), []).append(number)
            at = reading.kept.setdefault((name, place, ""), [])
            at += [number] if number not in at else []
            reading.kept["", "", number] = [number]
    return reading.kept


def _newcomer(row: Row, place: str, reading: Reading) -> str:
    """The first row about the same new person: one telephone, or one name in one place where only one is given."""
    kept, here = reading.kept, f"row {row.number}"
    if ("row", here, "") in kept:
        return kept["row", here, ""][0]
    name, phone = row["name"], row["phone"]
    known = kept.get(("new", phone, name), []) if phone else []
    if not known:
        there = kept.get(("new", place, name), [])
        known = [who for who in there if not phone or not kept["telephone", who, ""]]
    who = known[0] if len(known) == 1 else here
    kept["row", here, ""] = [who]
    phones = kept.setdefault(("telephone", who, ""), [])
    phones += [phone] if phone and phone not in phones else []
    for at in filter(None, (place, phone)):
        persons = kept.setdefault(("new", at, name), [])
        persons += [who] if who not in persons else []
    return who


def renamed(number: str, row: Row, reading: Reading) -> Said | None:
    """What is to be said where somebody of this number is called otherwise; whether it may be, `meant_so` says."""
    before = called(number, reading) if number.isdecimal() and is_known(number, reading) else ""
    if not before or not row["name"] or before == row["name"]:
        return None
    if meant_so(number, row, reading):
        return say("Number {number} is renamed: {before} is {name} from now on.", number=number, before=before,
                   name=row["name"])  # fmt: skip
    return say("Number {number} is {before}, not {name}: leave the number empty for somebody else. To rename somebody,"
               " change the row that was exported.", number=number, before=before, name=row["name"])  # fmt: skip


def meant_so(number: str, row: Row, reading: Reading) -> bool:
    """Whether all else in the row is that person's: their telephone, or without one the role that they hold."""
    if row["phone"] and by_phone(row, reading) == number:
        return True
    before = reading.now.get(key(row, reading))
    return before is not None and row["phone"] in ("", before["phone"])
