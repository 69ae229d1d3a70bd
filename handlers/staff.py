"""staff_change: somebody is transferred, leaves, is stood in for, or is back; absence_due: the schedule's."""

from datetime import date
from typing import Any

from bot.auditing import write
from bot.messages import Lines, Message, Said, say
from bot.people import away, moving
from bot.people.passing import Passed, what
from bot.people.roles import colleagues, manages
from bot.rights import Role
from bot.routing.directory import Unresolved
from bot.turn import Kept, Turn
from handlers import acting
from storage import absences, people
from storage import staff as stored
from storage.absences import Absence
from storage.staff import Held


def staff_change(turn: Turn) -> list[Message]:
    """By `do`: transfer (`place`, perhaps `source` and `successor`), leave (`roles`, perhaps `successor`), deputise
    (`deputy`, `first`, `last`), back; of the person whose id is the target."""
    person = _identity(turn.target)
    do = str(turn.value("do"))
    if person is None or do not in CHANGES or not people.named(turn.connection, person):
        return [Message(text=say("There is nobody with this number."))]
    if not _may(turn, person, do):
        return [Message(text=acting.NOT_YOURS)]
    try:
        with turn.attempt():
            return [Message(text=CHANGES[do](turn, person), slot=slot(person), final=True)]
    except Unresolved as error:
        return [Message(text=error.message)]
    except Kept as kept:
        return [Message(text=kept.message)]


def slot(person: int) -> str:
    """The slot of messages about somebody."""
    return f"person/{person}"


def _identity(typed: Any) -> int | None:
    text = str(typed)
    return int(text) if text.isdecimal() and len(text) < 10 else None


def _may(turn: Turn, person: int, do: str) -> bool:
    """An admin of all of their places; oneself for a colleague to stand in, and to end that."""
    if turn.person is None:
        return turn.incoming.person is None and turn.chat is None  # a command
    held = stored.roles(turn.connection, person)
    if manages(turn.person, _concerned(turn, held, do)):
        return True
    if turn.person.id != person or do not in ("deputise", "back"):
        return False
    deputy = _identity(turn.value("deputy"))
    return do == "back" or deputy in {each.person for each in colleagues(turn, person)}


def _concerned(turn: Turn, held: list[Held], do: str) -> list[Held]:
    """The roles that a change touches: those that end, the one that is left, else all."""
    if do == "leave":
        return _ending(turn, held)
    left = [each for each in held if each.area == turn.value("source")] if do == "transfer" else []
    return left or held


def _ending(turn: Turn, held: list[Held]) -> list[Held]:
    """The roles that are named, else all."""
    named = {str(each) for each in turn.value("roles") or ()}
    return [each for each in held if str(each.id) in named] if named else held


def _heir(turn: Turn) -> int | None:
    return _identity(turn.value("successor"))


def _transfer(turn: Turn, person: int) -> Said:
    target = turn.live.directory.area(str(turn.value("place")))
    if turn.person is not None and not manages(turn.person, [_there(turn, person, target.code)]):
        raise Kept(
            say("{place} is not in your area: ask an admin of both.", place=turn.live.directory.path(target.code))
        )
    before = [each.area for each in stored.roles(turn.connection, person) if each.role == Role.REPORTER]
    passed = moving.transfer(turn, person, str(turn.value("source")), target.code, _heir(turn))
    _write(turn, "transfer", person, {"areas": before}, {"area": target.code, **_plain(passed)})
    name, place = people.named(turn.connection, person), turn.live.directory.path(target.code)
    done = say("{name} is a reporter in {place} from now on.", name=name, place=place)
    return Lines((done, _kept_or_passed(passed, name)))


def _there(turn: Turn, person: int, area: str) -> Held:
    return Held(0, person, "", "", Role.REPORTER, "", area, turn.live.paths[area], "")


def _kept_or_passed(passed: Passed, name: str) -> Said:
    if passed.to:
        return say("{successor} goes on with: {what}.", successor=passed.to, what=what(passed))
    return say("What was open stays with {name}.", name=name)


def _leave(turn: Turn, person: int) -> Said:
    held = stored.roles(turn.connection, person)
    ending = _ending(turn, held)
    passed = moving.leave(turn, person, ending, _heir(turn))
    name = people.named(turn.connection, person)
    roles = [{"role": each.role, "unit": each.unit, "area": each.area} for each in ending]
    _write(turn, "leave", person, {"roles": roles}, {"passed": [_plain(each) for each in passed]})
    lines: list[Said] = [say("{name}: the role in {place} has ended.", name=name, place=each.place) for each in ending]
    if len(ending) == len(held):
        lines.append(say("Chats, pages and invitations of {name} no longer work.", name=name))
    lines += [_kept_or_passed(each, name) for each in passed if each.to]
    taken = sum(each.taken for each in passed if not each.to)
    if taken:
        lines.append(say("{count} items that {name} had taken are for the unit to take anew.", count=taken, name=name))
    return Lines(tuple(lines))


def _deputise(turn: Turn, person: int) -> Said:
    deputy = _identity(turn.value("deputy"))
    if deputy is None or not stored.roles(turn.connection, deputy):
        raise Kept(say("Say who stands in."))
    first, last = (_day(turn, name) for name in ("first", "last"))
    made = away.deputise(turn, person, deputy, first, last)
    after = {"deputy": deputy, "first": made.first.isoformat(), "last": made.last.isoformat()}
    _write(turn, "deputise", person, {}, after)
    values = {"deputy": people.named(turn.connection, deputy), "name": people.named(turn.connection, person)}
    return say("{deputy} stands in for {name} from {first} to {last}; what is open goes over and comes back by itself.",
               first=made.first, last=made.last, **values)  # fmt: skip


def _day(turn: Turn, name: str) -> date:
    typed = str(turn.value(name)) or turn.today.isoformat()
    try:
        return date.fromisoformat(typed)
    except ValueError:
        raise Kept(say("“{typed}” is no day: write it as 2026-09-01.", typed=typed)) from None


def _back(turn: Turn, person: int) -> Said:
    found = absences.of_person(turn.connection, person)
    name = people.named(turn.connection, person)
    if not found:
        raise Kept(say("Nobody stands in for {name}.", name=name))
    for each in found:
        away.back(turn, each)
    _write(turn, "back", person, {"absences": [each.id for each in found]}, {})
    return say("{name} is back; nobody stands in any more.", name=name)


CHANGES = {"transfer": _transfer, "leave": _leave, "deputise": _deputise, "back": _back}


def _plain(passed: Passed) -> dict[str, Any]:
    return {"successor": passed.to, "items": list(passed.items), "drafts": passed.drafts, "taken": passed.taken}


def _write(turn: Turn, action: str, person: int, before: dict[str, Any], after: dict[str, Any]) -> None:
    who = {"id": person, "name": people.named(turn.connection, person)}
    write(turn, action, "people", {**who, **before}, {**who, **after}, str(turn.value("note")))


def absence_due(turn: Turn) -> list[Message]:
    """The schedule's: an absence begins on its day, and ends on the day after its last."""
    found = absences.by_id(turn.connection, int(turn.target))
    if found is None or found.ended_at is not None:
        return []
    if found.last < turn.today:
        _over(turn, found)
    elif found.begun_at is None and found.first <= turn.today:
        passed = away.begin(turn, found)
        _write(turn, "deputy_begins", found.person, {}, {"deputy": found.deputy, **_plain(passed)})
    return []


def _over(turn: Turn, found: Absence) -> None:
    passed = away.back(turn, found)
    _write(turn, "deputy_ends", found.person, {"deputy": found.deputy}, _plain(passed))
