"""Coming in: who has not yet, whom to ask to remind them, and why an invitation does not work."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot import items
from bot.messages import Lines, Message, Said, say, say_n
from bot.rights import Person, Right, Scope
from bot.turn import Turn
from bot.workdays import day_of
from storage import Connection, staff
from storage.staff import Held, NotCome
from storage.vault import token_hash

AGAIN = timedelta(hours=20)  # nobody is asked twice about the same people within that
SHOWN = 30  # names that one message tells


def reach(person: Person | None) -> Scope:
    """The areas in which somebody invites people."""
    return Scope(areas=person.areas(Right.INVITE) if person is not None else ())


@dataclass(frozen=True, slots=True)
class Reminded:
    """Whom somebody was asked to remind, how many were asked, and whom nobody could be asked about."""

    people: int
    asked: int
    alone: int


def remind(turn: Turn, scope: Scope) -> Reminded:
    """Asks the heads and coordinators who have come in to remind those of theirs who have not; once a day."""
    due = [
        each
        for each in staff.not_come(turn.connection, scope)
        if each.reminded_at is None or each.reminded_at < turn.now - AGAIN
    ]
    state = {each.held.person: each for each in due}
    charges = staff.in_charge(turn.connection, [each.held for each in due])
    reached: set[int] = set()
    for person, held in charges.items():
        reached |= {each.person for each in held}
        items.tell_person(turn, person, Message(text=_asked(turn, held, state)))
    staff.reminded(turn.connection, sorted(reached), turn.now)
    return Reminded(len(reached), len(charges), len(state) - len(reached))


def _asked(turn: Turn, held: Sequence[Held], state: dict[int, NotCome]) -> Said:
    firsts = list({each.person: each for each in held}.values())
    lines: list[Said] = [
        say_n(
            "{count} person of yours has not come in yet. Please remind them to scan the code of their invitation:",
            "{count} people of yours have not come in yet. Please remind them to scan the code of their invitation:",
            len(firsts),
        )
    ]
    lines += [line(state[each.person], turn.now) for each in firsts[:SHOWN]]
    if len(firsts) > SHOWN:
        lines.append(say("… and {count} more people.", count=len(firsts) - SHOWN))
    lines.append(say("Whoever has lost theirs gets a new one from the administrator."))
    return Lines(tuple(lines))


def line(waiting: NotCome, now: datetime) -> Said:
    """Somebody who has not come in: name, place, and how their invitation stands."""
    values: dict[str, Said] = {"name": waiting.held.name, "place": waiting.held.place}
    if waiting.ends_at is None:
        return say("{name}, {place}: no invitation yet", **values)
    day = day_of(waiting.ends_at)
    if waiting.ends_at <= now:
        return say("{name}, {place}: the invitation ended on {day}", day=day, **values)
    return say("{name}, {place}: invited, until {day}", day=day, **values)


def why_refused(connection: Connection, code: str, now: datetime) -> Said:
    """Why a code does not work. Whoever holds a real one is told what became of it; a guess learns nothing."""
    found = staff.invitation(connection, token_hash(code.strip().lower()))
    if found is not None and found.used_at is not None:
        day = day_of(found.used_at)
        return say("This invitation was used on {day}; each works once. If it was not you, tell your administrator at"
                   " once; for another phone, ask for a new one.", day=day)  # fmt: skip
    if found is not None and found.ends_at <= now:
        day = day_of(found.ends_at)
        return say("This invitation ended on {day}. Ask your administrator for a new one.", day=day)
    return say(
        "This invitation is not valid: it may be mistyped, used or too old. Ask your administrator for a new one."
    )
