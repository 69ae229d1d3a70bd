"""People away for a while: somebody stands in, what is open goes over, and comes back by itself."""

from datetime import date

from bot import items
from bot.messages import Message, Said, say
from bot.people.passing import Passed, fileable, name_of, what, written
from bot.people.roles import lendable
from bot.turn import Kept, Turn
from storage import absences, staff
from storage import items as stored
from storage.absences import Absence

LONGEST = 120  # days that somebody may be away with a deputy


def deputise(turn: Turn, person: int, deputy: int, first: date, last: date) -> Absence:
    """Somebody stands in from one day to another. It begins now where the day has come, else the schedule begins it.
    Raises Kept."""
    if person == deputy:
        raise Kept(say("Nobody stands in for themselves."))
    if last < max(first, turn.today):
        raise Kept(say("The last day lies before the first one, or before today."))
    if (last - first).days >= LONGEST:
        raise Kept(say("For longer than {days} days, transfer or end the role instead.", days=LONGEST))
    if not lendable(turn, person):
        raise Kept(say("{name} has no role that somebody could stand in for.", name=name_of(turn, person)))
    for other in absences.overlapping(turn.connection, [person, deputy], first, last):
        if other.person in (person, deputy):
            raise Kept(say("{name} is away from {first} to {last} already.", name=name_of(turn, other.person),
                           first=other.first, last=other.last))  # fmt: skip
        if other.deputy == person:
            raise Kept(say("{name} stands in for {other} in those days.", name=name_of(turn, person),
                           other=name_of(turn, other.person)))  # fmt: skip
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
    return {"first": absence.first, "last": absence.last, "person": name_of(turn, absence.person)}


def begin(turn: Turn, absence: Absence) -> Passed:
    """The day has come: the deputy gets the roles, and what is open."""
    person, deputy = absence.person, absence.deputy
    numbers = staff.answered_for(turn.connection, person)
    ids = [identity for identity, _number in numbers]
    before = staff.keepers(turn.connection, ids)
    entries = staff.taken(turn.connection, person)
    staff.lend(turn.connection, deputy, lendable(turn, person), absence.id)
    drafts = staff.pass_drafts(turn.connection, fileable(turn, person, deputy), person, deputy)
    lent = {
        "items": [[identity, keeper] for identity, keeper in before.items()],
        "drafts": drafts,
        "entries": entries,
    }
    staff.keep(turn.connection, ids, deputy)
    written(turn, ids, deputy)
    staff.hand(turn.connection, entries, person, deputy)
    absences.begin(turn.connection, absence.id, lent, turn.now)
    passed = Passed(name_of(turn, deputy), tuple(number for _id, number in numbers), len(drafts), len(entries))
    _told(
        turn,
        absence,
        say("Until {last} you stand in for {person}: {what}.", what=what(passed), **_until(turn, absence)),
    )
    return passed


def _until(turn: Turn, absence: Absence) -> dict[str, date | str]:
    return {"last": absence.last, "person": name_of(turn, absence.person)}


def back(turn: Turn, absence: Absence) -> Passed:
    """It is over, or is called off: what was lent goes back, but for what the deputy has finished meanwhile."""
    person, deputy, lent = absence.person, absence.deputy, absence.lent
    absences.end(turn.connection, absence.id, turn.now)
    if absence.begun_at is None:
        return Passed()
    staff.end_lent(turn.connection, deputy, absence.id, turn.now)
    _lent_still(turn, deputy)
    keepers = {int(identity): keeper for identity, keeper in lent.get("items", [])}
    kept = staff.kept_by(turn.connection, list(keepers), deputy)
    for keeper in dict.fromkeys(keepers.values()):
        staff.keep(turn.connection, [identity for identity in kept if keepers[identity] == keeper], keeper)
    written(turn, kept, person)
    drafts = staff.pass_drafts(turn.connection, lent.get("drafts", []), deputy, person)
    staff.hand(turn.connection, lent.get("entries", []), deputy, person)
    returned = Passed(name_of(turn, person), tuple(stored.by_id(turn.connection, each).number for each in kept),
                      len(drafts), len(lent.get("entries", [])))  # fmt: skip
    items.tell_person(turn, deputy, Message(text=say("You no longer stand in for {person}. Thank you.",
                                                     person=returned.to)))  # fmt: skip
    items.tell_person(turn, person, Message(text=say("{deputy} no longer stands in for you; back with you: {what}.",
                                                     deputy=name_of(turn, deputy), what=what(returned))))  # fmt: skip
    return returned


def _lent_still(turn: Turn, deputy: int) -> None:
    """One role may be lent for two people, and is held once: it stays for the other one."""
    for other in absences.with_person(turn.connection, deputy):
        if other.deputy == deputy and other.begun_at is not None:
            staff.lend(turn.connection, deputy, lendable(turn, other.person), other.id)


def _told(turn: Turn, absence: Absence, to_deputy: Said) -> None:
    """Both of them hear of it."""
    items.tell_person(turn, absence.deputy, Message(text=to_deputy))
    to_person = say("From {first} to {last} {deputy} stands in for you; what is open comes back by itself.",
                    first=absence.first, last=absence.last, deputy=name_of(turn, absence.deputy))  # fmt: skip
    items.tell_person(turn, absence.person, Message(text=to_person))


def end_absences(turn: Turn, person: int) -> None:
    """Whatever stands in for them, or for whom they stand in, ends now."""
    for each in absences.with_person(turn.connection, person):
        back(turn, each)
