"""People moved to another village, and people leaving."""

from collections.abc import Sequence

from bot import items
from bot.messages import Message, Said, say
from bot.people.away import end_absences
from bot.people.passing import Passed, name_of, pass_on
from bot.people.roles import heir
from bot.rights import Role, covers
from bot.turn import Kept, Turn
from storage import bindings, people, staff
from storage.staff import Held


def transfer(turn: Turn, person: int, source: str, target: str, successor: int | None) -> Passed:
    """A reporter of one area is one of another from now on (codes). What is open there goes to the successor, else it
    stays with them. Raises Kept."""
    held = [each for each in staff.roles(turn.connection, person) if each.role == Role.REPORTER]
    if source:
        held = [each for each in held if each.area == source]
    if len(held) != 1:
        raise Kept(_no_village(turn, person, held))
    role = held[0]
    if role.area == target:
        raise Kept(say("{name} is in {place} already.", name=role.name, place=turn.live.directory.path(target)))
    end_absences(turn, person)
    passed = Passed()
    if successor is not None:
        _works_there(turn, successor, role)
        passed = pass_on(turn, person, role, successor)
    staff.end(turn.connection, [role.id], turn.now)
    people.add_membership(turn.connection, person, Role.REPORTER, area=target)
    staff.sign_out(turn.connection, person)
    items.tell_person(turn, person, Message(text=_moved(turn, target, passed)))
    return passed


def _no_village(turn: Turn, person: int, held: Sequence[Held]) -> Said:
    name = name_of(turn, person)
    if not held:
        return say("{name} is no reporter there.", name=name)
    places = "、".join(turn.live.directory.path(each.area) for each in held)
    return say("{name} is a reporter in several places ({places}): say which one is left.", name=name, places=places)


def _works_there(turn: Turn, successor: int, role: Held) -> None:
    """Whoever takes over has to look after the same place, or after one around it."""
    theirs = staff.roles(turn.connection, successor)
    fits = [each for each in theirs if each.role in (Role.REPORTER, Role.COORDINATOR) and covers(each.path, role.path)]
    if not fits:
        raise Kept(say("{name} does not work in {place}: give them a role there first.", name=name_of(turn, successor),
                       place=turn.live.directory.path(role.area)))  # fmt: skip


def _moved(turn: Turn, target: str, passed: Passed) -> Said:
    place = turn.live.directory.path(target)
    if passed.to:
        return say("You are a reporter in {place} from now on; {name} goes on with what was open before.", place=place,
                   name=passed.to)  # fmt: skip
    return say("You are a reporter in {place} from now on; what you filed before stays yours to follow.", place=place)


# --- leaving ----------------------------------------------------------------------------------------------------


def leave(turn: Turn, person: int, held: Sequence[Held], successor: int | None) -> list[Passed]:
    """Ends these roles at once. With the last one every chat, page and invitation of theirs ends too. Raises Kept."""
    if not held:
        raise Kept(say("{name} has no such role.", name=name_of(turn, person)))
    name = held[0].name
    end_absences(turn, person)
    passed = [_leave(turn, person, role, successor) for role in held]
    staff.end(turn.connection, [role.id for role in held], turn.now)
    staff.sign_out(turn.connection, person)
    if staff.roles(turn.connection, person):
        items.tell_person(turn, person, Message(text=say("{name}, your role in {place} has ended.", name=name,
                                                         place=_places(held))))  # fmt: skip
        return passed
    last = say("{name}, your role in {place} has ended; this chat is no longer yours. Thank you.", name=name,
               place=_places(held))  # fmt: skip
    items.tell_person(turn, person, Message(text=last))
    people.unbind(turn.connection, person)
    bindings.unbind(turn.connection, person)
    staff.deactivate(turn.connection, person)
    return passed


def _leave(turn: Turn, person: int, role: Held, successor: int | None) -> Passed:
    if role.role == Role.REPORTER:
        to = successor if successor is not None else heir(turn, person, role)
        return pass_on(turn, person, role, to) if to is not None else Passed()
    entries = staff.taken(turn.connection, person, role.unit) if role.unit else []
    staff.hand(turn.connection, entries, person, successor)
    return Passed(name_of(turn, successor) if successor is not None else "", taken=len(entries))


def _places(held: Sequence[Held]) -> str:
    return "、".join(dict.fromkeys(each.place for each in held))
