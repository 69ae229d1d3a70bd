"""table_stage, table_import, table_exported: tables that an admin keeps in Excel, taken in as a whole or not at all.

A large one comes in pieces that nobody sees, sealed; one turn at the end makes it what there is. A command acts for the
operator; an admin on a page only within their areas, and what they stage is theirs by its name.
"""

from collections.abc import Sequence
from datetime import timedelta

import msgspec

from bot.auditing import write, write_for
from bot.messages import Message, Said, say
from bot.registers import PLACES, REGISTERS, Change, Here, Register, full_numbers, theirs
from bot.registers.model import masked
from bot.rights import Person
from bot.turn import Kept, Turn
from storage import audit, places
from storage import registers as stored

KEPT = timedelta(days=1)  # how long pieces of an import that was cut off are kept
noun_words: dict[str, Said] = {"people": say("people"), "households": say("households")}
SHOWN = 500  # changed rows that an entry of the audit holds


def table_stage(turn: Turn) -> list[Message]:
    """A piece of an import: kept, and seen by nobody."""
    if turn.person is not None and not turn.target.startswith(f"{turn.person.id}/"):
        return []
    sealed = turn.offices.vault.seal_json(turn.value("changes"))
    stored.stage(turn.connection, turn.target, int(turn.value("position")), sealed, turn.now)
    return []


def table_import(turn: Turn) -> list[Message]:
    """Takes a table in, if nobody has changed the same since it was read."""
    register = REGISTERS.get(str(turn.value("noun")))
    if register is None or (turn.person is not None and not own(turn.target, turn.person, register)):
        return []
    if audit.latest(turn.connection, (register.noun, "pack")) != turn.value("base"):
        return [Message(text=say("Somebody else has changed this just now: look at it and import once more."))]
    changes = _changes(turn)
    here = Here(turn.connection, turn.offices.vault, turn.live, turn.today)
    if turn.person is not None and (not changes or theirs.beyond(register.noun, turn.person, changes, here)):
        return [Message(text=say("Some of these rows are not yours to change; nothing was taken in."))]
    try:
        with turn.attempt():
            register.write(turn, changes)
    except Kept as kept:
        return [Message(text=kept.message)]
    stored.unstage(turn.connection, turn.target, turn.now - KEPT)
    if register.noun in PLACES:
        places.changed(turn.connection)
    added = sum(change.before is None for change in changes)
    changed = len(changes) - added
    shown = changes[:SHOWN]
    before = {change.key: plain(register, change.before) for change in shown if change.before is not None}
    after = {change.key: plain(register, change.cells) for change in shown}
    sizes = {"added": added, "changed": changed}
    write(turn, "import", register.noun, {"rows": before}, {**sizes, "rows": after}, str(turn.value("note")))
    return [Message(text=say("Taken in: {added} added, {changed} changed.", added=added, changed=changed))]


def own(load: str, person: Person, register: Register) -> bool:
    """Whether rows were staged by this person for this table: "7/units/3f2a…"."""
    return load.startswith(f"{person.id}/{register.noun}/")


def _changes(turn: Turn) -> list[Change]:
    """The rows: those that came along, or all that were staged before."""
    given = turn.value("changes")
    if given:
        return msgspec.convert(given, list[Change])
    pieces = stored.staged(turn.connection, turn.target)
    return [change for piece in pieces for change in _opened(turn, piece)]


def _opened(turn: Turn, piece: bytes) -> Sequence[Change]:
    return msgspec.convert(turn.offices.vault.open_json(piece), list[Change])


def plain(register: Register, cells: dict[str, str]) -> dict[str, str]:
    """Cells as the audit keeps them: protected ones masked."""
    return {name: masked(text) if name in register.protected and "*" not in text else text
            for name, text in cells.items()}  # fmt: skip


def table_exported(turn: Turn) -> list[Message]:
    """Somebody (whoever is signed in, else `by`) takes protected columns out: which table, how many rows, and what for;
    or why they may not."""
    rows, noun, note = int(turn.value("rows") or 0), str(turn.value("noun")), str(turn.value("note"))
    by = turn.person.id if turn.person is not None else int(turn.value("by") or 0)
    refusal = full_numbers.refusal(turn, by, note)
    if refusal is not None:
        return [Message(text=refusal)]
    after = {"rows": rows, "protected": True, "account": str(turn.value("account"))}
    after |= {"page": True} if turn.person is not None else {}
    write_for(turn, by, "export", noun, {}, after, note)
    full_numbers.tell(turn, by, noun_words.get(noun, noun), rows, note)
    return []
