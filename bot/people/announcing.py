"""Announcements: to an area's reporters, or to those who work in units; told a piece at a time, read by a button."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from bot import items
from bot.messages import Action, Choice, Lines, Message, Said, say, say_n
from bot.rights import Person, Right, covers
from bot.turn import Kept, Told, Turn
from storage import announcements as stored
from storage import chats
from storage.announcements import Announcement

PIECE = 100  # people a turn, so that no other turn waits for long
LONGEST = 2_000  # characters
AGAIN = timedelta(hours=12)  # nobody is reminded twice within that


@dataclass(frozen=True, slots=True)
class Audience:
    """Whom it is for: the reporters of an area, or, where units are named, those who work in them (codes)."""

    area: str = ""
    units: tuple[str, ...] = ()

    @property
    def plain(self) -> dict[str, Any]:
        """As it is stored."""
        return {"area": self.area, "units": list(self.units)}


def areas(person: Person | None) -> tuple[str, ...]:
    """The paths of the areas in which somebody may announce: an admin's, and a coordinator's."""
    if person is None:
        return ()
    return tuple(dict.fromkeys((*person.areas(Right.INVITE), *person.areas(Right.COORDINATE))))


def may(turn: Turn, audience: Audience) -> bool:
    """Whether whoever speaks may announce to these; a command may to all."""
    if turn.person is None:
        return turn.chat is None and turn.incoming.person is None
    paths = [turn.live.paths.get(audience.area, "")] if audience.area else []
    units = turn.live.directory.units
    paths += [turn.live.paths[units[code].area] if code in units else "" for code in audience.units]
    return bool(paths) and all(any(covers(area, path) for area in areas(turn.person)) for path in paths)


def hearers(turn: Turn, audience: Audience) -> list[int]:
    """Everybody whom it is for, whoever announces it left out."""
    if audience.units:
        found = stored.clerks(turn.connection, audience.units)
    else:
        found = stored.reporters(turn.connection, turn.live.paths[audience.area])
    return [person for person in found if turn.person is None or person != turn.person.id]


def announce(turn: Turn, text: str, audience: Audience) -> Announcement:
    """Keeps it, and tells the first of its hearers; the schedule tells the others. Raises Kept."""
    text = text.strip()
    if not text or len(text) > LONGEST:
        raise Kept(say("Write what is to be announced, in at most {most} characters.", most=LONGEST))
    people = hearers(turn, audience)
    if not people:
        raise Kept(say("There is nobody there who could read it."))
    by = turn.person.id if turn.person is not None else None
    identity = stored.add(turn.connection, text, audience.plain, people, by=by, now=turn.now)
    go_on(turn, identity)
    return _one(turn, identity)


def _one(turn: Turn, identity: int) -> Announcement:
    return stored.listed(turn.connection, 1, identity)[0]


def go_on(turn: Turn, identity: int) -> int:
    """Tells the next piece of its hearers; how many."""
    people = stored.untold(turn.connection, identity, PIECE)
    if not people:
        return 0
    message = worded(turn, _one(turn, identity))
    told: dict[int, int] = {}
    for person in people:
        theirs = chats.of_person(turn.connection, person)
        turn.told += [Told(chat, language, message) for chat, language in theirs]
        told[person] = len(theirs)
    stored.told(turn.connection, identity, told, turn.now)
    return len(people)


def worded(turn: Turn, found: Announcement, *, again: bool = False) -> Message:
    """As its hearers see it."""
    by = found.name or say("the administration")
    head = say("Announcement by {name}, please read it:", name=by) if again else say("Announcement by {name}:", name=by)
    choices = ((Choice(say("Got it"), Action("announcement_read", str(found.id))),),)
    return Message(text=Lines((head, found.text)), choices=choices, slot=slot(found.id))


def slot(identity: int) -> str:
    """The slot of messages about it."""
    return f"announcement/{identity}"


def remind(turn: Turn, found: Announcement) -> int:
    """Tells those again who were told and have not read it; how many."""
    people = stored.unread(turn.connection, found.id, turn.now - AGAIN)
    for person in people:
        items.tell_person(turn, person, worded(turn, found, again=True))
    stored.reminded(turn.connection, found.id, people, turn.now)
    return len(people)


def visible(turn: Turn, found: Announcement) -> bool:
    """Whether whoever speaks may see who has read it: they announced it, or it went to their area alone."""
    if turn.person is not None and found.person == turn.person.id:
        return True
    return may(turn, Audience(str(found.audience.get("area", "")), tuple(found.audience.get("units", ()))))


def whom(turn: Turn, found: Announcement) -> Said:
    """Whom it was for, in words."""
    directory = turn.live.directory
    codes = found.audience.get("units") or ()
    if codes:
        names = [directory.units[code].name if code in directory.units else code for code in codes]
        return say("those who work in {units}", units="、".join(names[:5]) + ("…" if len(names) > 5 else ""))
    area = str(found.audience.get("area", ""))
    return say("the reporters in {area}", area=directory.path(area) if area in directory.areas else area)


def counted(turn: Turn, found: Announcement) -> Said:
    """How far it has come, in a line."""
    values = {"hearers": found.hearers, "reached": found.reached, "read": found.read}
    line = say("{hearers} people, {reached} told, {read} have read it", **values)
    missing = found.hearers - found.untold - found.reached
    lines: list[Said] = [line]
    if found.untold:
        lines.append(say_n("{count} is still to be told", "{count} are still to be told", found.untold))
    if missing:
        lines.append(say_n("{count} has not come in yet", "{count} have not come in yet", missing))
    return Lines(tuple(lines), "，")


def resolved(turn: Turn, area: str, units: str) -> Audience:
    """An audience by what somebody typed: an area by code or path, units by code or name. Raises Unresolved."""
    directory = turn.live.directory
    names = [part for part in units.replace("，", ",").replace("、", ",").split(",") if part.strip()]
    if names:
        return Audience(units=tuple(directory.unit(name.strip()).code for name in names))
    return Audience(area=directory.area(area).code)
