"""units_change: a unit is renamed, merged into another one or closed; by an admin only within their areas."""

from bot import rulebook, units
from bot.languages import listed
from bot.messages import Message, Said, say
from bot.registers import Here
from bot.registers.theirs import Reach, naming
from bot.routing.directory import Unresolved
from bot.routing.model import Unit
from bot.turn import Turn
from handlers.rules import write


def units_change(turn: Turn) -> list[Message]:
    """By `do`: rename (to `name`), merge or close (into `to`, which may be empty for close)."""
    assert turn.action is not None  # noqa: S101 - found by its action
    try:
        with turn.connection.begin_nested():
            return _change(turn, turn.live.directory.unit(turn.action.target), str(turn.value("note")))
    except Unresolved as error:
        return [Message(text=error.message)]
    except units.Kept as kept:
        return [Message(text=kept.message)]


def _foreign(turn: Turn, unit: Unit) -> Said | None:
    """Why it is not this person's to change; None where it is."""
    if turn.person is None or rulebook.whole(turn.person, turn.live):
        return None
    here = Here(turn.connection, turn.offices.vault, turn.live)
    reach = Reach(turn.person, here)
    to = str(turn.value("to"))
    if not reach.unit(unit.code) or (to and not reach.unit(to)):
        return say("This unit is not yours to change.")
    rules = naming(unit.code, turn.person, here) if turn.value("do") != "rename" else []
    return say("These rules are not yours to change: {rules}.", rules=listed(rules)) if rules else None


def _change(turn: Turn, unit: Unit, note: str) -> list[Message]:
    foreign = _foreign(turn, unit)
    if foreign is not None:
        return [Message(text=foreign)]
    if turn.value("do") == "rename":
        name = str(turn.value("name")).strip()
        if not name:
            return [Message(text=say("Write the new name."))]
        units.rename(turn, unit, name)
        write(turn, "rename", "units", {"code": unit.code, "name": unit.name}, {"code": unit.code, "name": name}, note)
        return [Message(text=say("{before} is called {after} from now on; the old name still finds it.",
                                 before=unit.name, after=name))]  # fmt: skip
    to = str(turn.value("to"))
    successor = turn.live.directory.unit(to) if to else None
    gone = units.close(turn, unit, successor, note or unit.name)
    after = {"code": unit.code, "successor": successor.code if successor else "", "items": gone.items,
             "people": gone.people, "rules": gone.rules}  # fmt: skip
    write(turn, str(turn.value("do")), "units", {"code": unit.code, "name": unit.name}, after, note)
    if successor is None:
        return [Message(text=say("{unit} is closed.", unit=unit.name))]
    return [
        Message(
            text=say(
                "{unit} is closed; {successor} takes over: {items} open items, {people} people, {rules} rules.",
                unit=unit.name,
                successor=successor.name,
                items=gone.items,
                people=gone.people,
                rules=gone.rules,
            )
        )
    ]
