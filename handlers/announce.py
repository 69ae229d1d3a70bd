"""/announce, /announcements: something that many are told at once; who has read it, and who has not."""

from bot.auditing import write
from bot.messages import Action, Choice, Lines, Message, Said, say, say_n
from bot.people import announcing
from bot.people.announcing import Audience
from bot.routing.directory import Unresolved
from bot.turn import Kept, Turn
from handlers import acting
from storage import announcements as stored
from storage.announcements import Announcement

SHOWN = 8  # announcements in a list
NAMES = 40  # of those who have not read it
UNITS = "units"  # the audience of those who work in the units of one's area


def announce(turn: Turn) -> list[Message]:
    """In chat: whom, then what, then once more before it goes out."""
    if not announcing.areas(turn.person):
        return [Message(text=acting.NOT_YOURS)]
    area, to = str(turn.value("area")), str(turn.value("to"))
    if not area:
        return [_whom(turn)]
    audience = _audience(turn, area, to)
    if audience is None or not announcing.may(turn, audience):
        return [Message(text=acting.NOT_YOURS)]
    text = str(turn.value("text")).strip()
    if not text:
        turn.expect(Action("announce", "", {"area": area, "to": to, "needs": "text"}))
        return [Message(text=say("What is to be announced? Write it."), slot="announce")]
    turn.expect(None)
    return [_sure(turn, audience, text)]


def _whom(turn: Turn) -> Message:
    rows: list[tuple[Choice, ...]] = []
    for path in announcing.areas(turn.person)[:SHOWN]:
        area = path.rpartition("/")[2]
        place = turn.live.directory.path(area)
        rows.append((Choice(say("Reporters in {area}", area=place), Action("announce", "", {"area": area})),))
        units = Action("announce", "", {"area": area, "to": UNITS})
        rows.append((Choice(say("Clerks of the units of {area}", area=place), units),))
    return Message(text=say("Whom is it for?"), choices=tuple(rows), slot="announce")


def _audience(turn: Turn, area: str, to: str) -> Audience | None:
    if area not in turn.live.paths:
        return None
    if to != UNITS:
        return Audience(area)
    below = set(turn.live.below.get(area, ()))
    return Audience(units=tuple(unit.code for unit in turn.live.directory.units.values() if unit.area in below))


def _sure(turn: Turn, audience: Audience, text: str) -> Message:
    count = len(announcing.hearers(turn, audience))
    action = Action("announcement_make", "", {**audience.plain, "text": text})
    head = say_n("This goes to {count} person:", "This goes to {count} people:", count)
    choices = ((Choice(say("Announce it"), action), Choice(say("Not now"), Action("menu"))),)
    return Message(text=Lines((head, text)), choices=choices, slot="announce")


def announcement_make(turn: Turn) -> list[Message]:
    """Makes it, to `area` (a code or path) or `units` (codes, or names parted by commas), with `text`."""
    units = turn.value("units") or ""
    typed = ",".join(map(str, units)) if isinstance(units, list | tuple) else str(units)
    try:
        audience = announcing.resolved(turn, str(turn.value("area")), typed)
        if not announcing.may(turn, audience):
            return [Message(text=acting.NOT_YOURS)]
        made = announcing.announce(turn, str(turn.value("text")), audience)
    except (Kept, Unresolved) as error:
        return [Message(text=error.message)]
    write(turn, "announce", "announcements", {}, {"id": made.id, **audience.plain, "hearers": made.hearers}, "")
    choices = ((Choice(say("Who has read it"), Action("announcement", str(made.id))),),)
    text = say(
        "Announcement {number} is on its way: {counts}.", number=str(made.id), counts=announcing.counted(turn, made)
    )
    return [Message(text=text, choices=choices, slot="announce")]


def announcement_due(turn: Turn) -> list[Message]:
    """The schedule's, and a command's: the next piece of those whom it is for."""
    announcing.go_on(turn, int(turn.target))
    return []


def announcement_read(turn: Turn) -> list[Message]:
    """The button under it: whoever taps has read it."""
    found = _named(turn)
    if found is None or turn.person is None or not stored.read(turn.connection, found.id, turn.person.id, turn.now):
        return [Message(text=say("That button is no longer valid."))]
    done = Lines((announcing.worded(turn, found).text, say("✓ You have read it.")))
    return [Message(text=done, slot=announcing.slot(found.id), final=True)]


def _named(turn: Turn) -> Announcement | None:
    target = turn.target
    if not target.isdecimal() or len(target) > 9:
        return None
    return next(iter(stored.listed(turn.connection, 1, int(target))), None)


def announcements(turn: Turn) -> list[Message]:
    """The latest ones that whoever speaks may look into."""
    if not announcing.areas(turn.person):
        return [Message(text=acting.NOT_YOURS)]
    found = [each for each in stored.listed(turn.connection, 50) if announcing.visible(turn, each)][:SHOWN]
    new = (Choice(say("New announcement"), Action("announce")),)
    if not found:
        return [Message(text=say("Nothing has been announced yet."), choices=(new,), slot="announcements")]
    lines = [_line(turn, each) for each in found]
    rows = [tuple(Choice(f"{each.id}", Action("announcement", str(each.id))) for each in found[n : n + 4])
            for n in range(0, len(found), 4)]  # fmt: skip
    return [Message(text=Lines(tuple(lines)), choices=(*rows, new), slot="announcements")]


def _line(turn: Turn, found: Announcement) -> Said:
    text = found.text.replace("\n", " ")
    return say("{number}. {day}: “{text}” ({counts})", number=str(found.id), day=found.made_at,
               text=text[:30] + ("…" if len(text) > 30 else ""), counts=announcing.counted(turn, found))  # fmt: skip


def announcement(turn: Turn) -> list[Message]:
    """One of them: its counts, and the names of those who have not read it."""
    found = _named(turn)
    if found is None or not announcing.visible(turn, found):
        return [Message(text=say("There is no announcement of this number."))]
    unread = [each for each in stored.hearers(turn.connection, found.id) if each.read_at is None]
    lines: list[Said] = [say("For {whom}: {counts}.", whom=announcing.whom(turn, found),
                             counts=announcing.counted(turn, found)), found.text]  # fmt: skip
    told = [f"{each.name}（{each.place}）" for each in unread if each.chats]
    if told:
        lines.append(say("Not read by: {names}", names="、".join(told[:NAMES]) + ("…" if len(told) > NAMES else "")))
    missing = [f"{each.name}（{each.place}）" for each in unread if each.told_at is not None and not each.chats]
    if missing:
        more = "…" if len(missing) > NAMES else ""
        lines.append(say("Not come in yet: {names}", names="、".join(missing[:NAMES]) + more))
    choices = ((Choice(say("Remind those who have not read it"), Action("announcement_remind", str(found.id))),),)
    return [Message(text=Lines(tuple(lines)), choices=choices if told else (), slot="announcements")]


def announcement_remind(turn: Turn) -> list[Message]:
    """Those who have not read it are told once more, each at most twice a day."""
    found = _named(turn)
    if found is None or not announcing.visible(turn, found):
        return [Message(text=say("There is no announcement of this number."))]
    count = announcing.remind(turn, found)
    if count:
        write(turn, "remind", "announcements", {}, {"id": found.id, "people": count}, "")
    text = say_n("{count} person is told once more.", "{count} people are told once more.", count)
    return [Message(text=text, slot="announcements", final=True)]
