"""People as they come and go: moved to another village, leaving, away for a while. What is open passes on, and is said.

An item keeps its reporter; who answers for it in their place is its keeper. A form that is open is one person's.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot import items
from bot.items.telling import event_of
from bot.languages import listed
from bot.messages import Message, Said, say, say_n
from bot.rights import Person, Right, Role, covers
from bot.turn import Turn
from storage import absences, chats, people, staff
from storage import items as stored
from storage.absences import Absence
from storage.staff import Held

LONGEST = 120  # days that somebody may be away with a deputy
LENT = frozenset({Role.REPORTER, Role.CLERK, Role.HEAD, Role.COORDINATOR})  # settings are nobody's to lend


class Kept(Exception):
    """Nothing was changed; `message` says why."""

    def __init__(self, message: Said) -> None:
        super().__init__("kept")
        self.message = message


@dataclass(frozen=True, slots=True)
class Passed:
    """What somebody else looks after from now on: items by number, forms, entries that were taken."""

    to: str = ""  # a name; empty where it stays with whoever had it
    items: tuple[str, ...] = ()
    drafts: int = 0
    taken: int = 0


def manages(actor: Person | None, held: Sequence[Held]) -> bool:
    """Whether somebody may change these roles: all of them lie in the areas where they invite. A command may all."""
    if actor is None:
        return True
    areas = actor.areas(Right.INVITE)
    return bool(held) and all(any(covers(area, each.path) for area in areas) for each in held)


# --- to another village -----------------------------------------------------------------------------------------


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
    _end_absences(turn, person)
    passed = Passed()
    if successor is not None:
        _works_there(turn, successor, role)
        passed = _pass(turn, person, role, successor)
    staff.end(turn.connection, [role.id], turn.now)
    people.add_membership(turn.connection, person, Role.REPORTER, area=target)
    staff.sign_out(turn.connection, person)
    items.tell_person(turn, person, Message(text=_moved(turn, target, passed)))
    return passed


def _no_village(turn: Turn, person: int, held: Sequence[Held]) -> Said:
    name = _name(turn, person)
    if not held:
        return say("{name} is no reporter there.", name=name)
    places = "、".join(turn.live.directory.path(each.area) for each in held)
    return say("{name} is a reporter in several places ({places}): say which one is left.", name=name, places=places)


def _works_there(turn: Turn, successor: int, role: Held) -> None:
    """Whoever takes over has to look after the same place, or after one around it."""
    theirs = staff.roles(turn.connection, successor)
    fits = [each for each in theirs if each.role in (Role.REPORTER, Role.COORDINATOR) and covers(each.path, role.path)]
    if not fits:
        raise Kept(say("{name} does not work in {place}: give them a role there first.", name=_name(turn, successor),
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
        raise Kept(say("{name} has no such role.", name=_name(turn, person)))
    name = held[0].name
    _end_absences(turn, person)
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
    chats.unbind(turn.connection, person)
    staff.deactivate(turn.connection, person)
    return passed


def _leave(turn: Turn, person: int, role: Held, successor: int | None) -> Passed:
    if role.role == Role.REPORTER:
        heir = successor if successor is not None else _heir(turn, person, role)
        return _pass(turn, person, role, heir) if heir is not None else Passed()
    entries = staff.taken(turn.connection, person, role.unit) if role.unit else []
    staff.hand(turn.connection, entries, person, successor)
    return Passed(_name(turn, successor) if successor is not None else "", taken=len(entries))


def _heir(turn: Turn, person: int, role: Held) -> int | None:
    """Another reporter of the same place, else the nearest coordinator, who sees it anyway."""
    same = staff.holders(turn.connection, area=role.area, role=Role.REPORTER)
    others = [each.person for each in same if each.person != person]
    return next(iter(others or people.coordinators(turn.connection, role.path)), None)


def _places(held: Sequence[Held]) -> str:
    return "、".join(dict.fromkeys(each.place for each in held))


# --- away for a while -------------------------------------------------------------------------------------------


def deputise(turn: Turn, person: int, deputy: int, first: date, last: date) -> Absence:
    """Somebody stands in from one day to another. It begins now where the day has come, else the schedule begins it.
    Raises Kept."""
    if person == deputy:
        raise Kept(say("Nobody stands in for themselves."))
    if last < max(first, turn.today):
        raise Kept(say("The last day lies before the first one, or before today."))
    if (last - first).days >= LONGEST:
        raise Kept(say("For longer than {days} days, transfer or end the role instead.", days=LONGEST))
    if not _lendable(turn, person):
        raise Kept(say("{name} has no role that somebody could stand in for.", name=_name(turn, person)))
    for other in absences.overlapping(turn.connection, [person, deputy], first, last):
        if other.person in (person, deputy):
            raise Kept(say("{name} is away from {first} to {last} already.", name=_name(turn, other.person),
                           first=other.first, last=other.last))  # fmt: skip
        if other.deputy == person:
            raise Kept(say("{name} stands in for {other} in those days.", name=_name(turn, person),
                           other=_name(turn, other.person)))  # fmt: skip
    by = turn.person.id if turn.person is not None else None
    identity = absences.add(turn.connection, person, deputy, max(first, turn.today), last, by=by, now=turn.now)
    made = absences.by_id(turn.connection, identity)
    assert made is not None  # noqa: S101 - it has just been written
    if made.first <= turn.today:
        begin(turn, made)
    else:
        _told(turn, made, say("From {first} to {last} you stand in for {person}.", **_days(turn, made)))
    return made


def _days(turn: Turn, absence: Absence) -> dict[str, date | str]:
    return {"first": absence.first, "last": absence.last, "person": _name(turn, absence.person)}


def begin(turn: Turn, absence: Absence) -> Passed:
    """The day has come: the deputy gets the roles, and what is open."""
    person, deputy = absence.person, absence.deputy
    numbers = staff.answered_for(turn.connection, person)
    ids = [identity for identity, _number in numbers]
    before = staff.keepers(turn.connection, ids)
    entries = staff.taken(turn.connection, person)
    given = staff.give(turn.connection, deputy, _lendable(turn, person))
    drafts = _pass_drafts(turn, _files(turn, person, deputy), person, deputy)
    lent = {
        "memberships": given,
        "items": [[identity, keeper] for identity, keeper in before.items()],
        "drafts": drafts,
        "entries": entries,
    }
    staff.keep(turn.connection, ids, deputy)
    _written(turn, ids, deputy)
    staff.hand(turn.connection, entries, person, deputy)
    absences.begin(turn.connection, absence.id, lent, turn.now)
    passed = Passed(_name(turn, deputy), tuple(number for _id, number in numbers), len(drafts), len(entries))
    _told(
        turn,
        absence,
        say("Until {last} you stand in for {person}: {what}.", what=what(passed), **_until(turn, absence)),
    )
    return passed


def _until(turn: Turn, absence: Absence) -> dict[str, date | str]:
    return {"last": absence.last, "person": _name(turn, absence.person)}


def back(turn: Turn, absence: Absence) -> Passed:
    """It is over, or is called off: what was lent goes back, but for what the deputy has finished meanwhile."""
    person, deputy, lent = absence.person, absence.deputy, absence.lent
    absences.end(turn.connection, absence.id, turn.now)
    if absence.begun_at is None:
        return Passed()
    staff.end(turn.connection, lent.get("memberships", []), turn.now)
    keepers = {int(identity): keeper for identity, keeper in lent.get("items", [])}
    kept = staff.kept_by(turn.connection, list(keepers), deputy)
    for keeper in dict.fromkeys(keepers.values()):
        staff.keep(turn.connection, [identity for identity in kept if keepers[identity] == keeper], keeper)
    _written(turn, kept, person)
    drafts = _pass_drafts(turn, lent.get("drafts", []), deputy, person)
    staff.hand(turn.connection, lent.get("entries", []), deputy, person)
    returned = Passed(_name(turn, person), tuple(stored.by_id(turn.connection, each).number for each in kept),
                      len(drafts), len(lent.get("entries", [])))  # fmt: skip
    items.tell_person(turn, deputy, Message(text=say("You no longer stand in for {person}. Thank you.",
                                                     person=returned.to)))  # fmt: skip
    items.tell_person(turn, person, Message(text=say("{deputy} no longer stands in for you; back with you: {what}.",
                                                     deputy=_name(turn, deputy), what=what(returned))))  # fmt: skip
    return returned


def _told(turn: Turn, absence: Absence, to_deputy: Said) -> None:
    """Both of them hear of it."""
    items.tell_person(turn, absence.deputy, Message(text=to_deputy))
    to_person = say("From {first} to {last} {deputy} stands in for you; what is open comes back by itself.",
                    first=absence.first, last=absence.last, deputy=_name(turn, absence.deputy))  # fmt: skip
    items.tell_person(turn, absence.person, Message(text=to_person))


def _lendable(turn: Turn, person: int) -> list[Held]:
    return [each for each in staff.roles(turn.connection, person) if each.role in LENT]


def _end_absences(turn: Turn, person: int) -> None:
    for each in absences.with_person(turn.connection, person):
        back(turn, each)


def colleagues(turn: Turn, person: int) -> list[Held]:
    """Who could stand in: those of the same units, and the reporters of the same township."""
    found: dict[int, Held] = {}
    for role in staff.roles(turn.connection, person):
        there = staff.holders(turn.connection, unit=role.unit) if role.unit else _neighbours(turn, role)
        found |= {each.person: each for each in there if each.person != person}
    return list(found.values())


def _neighbours(turn: Turn, role: Held) -> list[Held]:
    township = turn.live.directory.base("township", role.area)
    near = [role.area, *(code for code in turn.live.below.get(township, ()) if code != role.area)]
    return [each for code in near for each in staff.holders(turn.connection, area=code, role=Role.REPORTER)]


# --- what passes on ---------------------------------------------------------------------------------------------


def _pass(turn: Turn, person: int, role: Held, successor: int) -> Passed:
    numbers = staff.answered_for(turn.connection, person, role.path)
    ids = [identity for identity, _number in numbers]
    staff.keep(turn.connection, ids, successor)
    _written(turn, ids, successor)
    drafts = _pass_drafts(turn, _files(turn, person, successor), person, successor)
    passed = Passed(_name(turn, successor), tuple(number for _id, number in numbers), len(drafts))
    if passed.items or passed.drafts:
        text = say("You go on with what {person} had open in {place}: {what}.", person=role.name, place=role.place,
                   what=what(passed))  # fmt: skip
        items.tell_person(turn, successor, Message(text=text))
    return passed


def _files(turn: Turn, person: int, successor: int) -> list[int]:
    """Forms that can be passed on: only to somebody who may file."""
    someone = people.person(turn.connection, successor)
    may = someone is not None and someone.may(Right.FILE)
    return staff.drafts(turn.connection, person) if may else []


def _pass_drafts(turn: Turn, ids: Sequence[int], before: int, after: int) -> list[int]:
    """The chat that speaks may be on one of them; it is let go here too, since it is written at the batch's end."""
    moved = staff.pass_drafts(turn.connection, ids, before, after)
    chat = turn.chat
    if chat is not None and chat.draft is not None and chat.draft.id in moved:
        chat.draft, chat.changed = None, True
    return moved


def _written(turn: Turn, ids: Sequence[int], keeper: int) -> None:
    """Each item's chain of events says who answers for it."""
    name = _name(turn, keeper)
    for identity in ids:
        item = stored.by_id(turn.connection, identity)
        event = event_of(turn, identity, "keep", item.status, item.status, {"text": name}, item.lead)
        stored.add_event(turn.connection, event)


def what(passed: Passed) -> Said:
    """How much it is, in words, with the first few numbers."""
    parts: list[Said] = []
    count = len(passed.items)
    if count:
        shown = "、".join(passed.items[:6]) + ("…" if count > 6 else "")
        parts.append(say_n("{count} item filed ({numbers})", "{count} items filed ({numbers})", count, numbers=shown))
    if passed.drafts:
        parts.append(say_n("{count} form not finished", "{count} forms not finished", passed.drafts))
    if passed.taken:
        parts.append(say_n("{count} item taken in the unit", "{count} items taken in the unit", passed.taken))
    return listed(parts) if parts else say("nothing that is open")


def _name(turn: Turn, person: int) -> str:
    return people.named(turn.connection, person)
