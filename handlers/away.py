"""/away: somebody stands in while one is away; for oneself a colleague, for others whoever an admin chooses."""

from datetime import date, timedelta

from bot.forms.dates import read_day
from bot.messages import Action, Choice, Message, Said, say
from bot.people.roles import colleagues, manages
from bot.rights import Role
from bot.turn import Turn
from handlers import acting
from handlers.staff import slot
from storage import absences
from storage import staff as stored
from storage.staff import Held

OFFERED = 8  # colleagues
DAYS = (1, 3, 7, 14)  # how long, as buttons


def away(turn: Turn) -> list[Message]:
    """Who, then until when; the last tap does it."""
    if turn.person is None:
        return [Message(text=acting.NOT_YOURS)]
    target = turn.target
    person = int(target) if target.isdecimal() and len(target) < 10 else turn.person.id
    held = stored.roles(turn.connection, person)
    if person != turn.person.id and not manages(turn.person, held):
        return [Message(text=acting.NOT_YOURS)]
    running = absences.of_person(turn.connection, person)
    if running and not turn.value("deputy"):
        return [_already(turn, person, running[0])]
    deputy = str(turn.value("deputy"))
    if not deputy:
        return [_who(turn, person)]
    return _until(turn, person, deputy)


def _already(turn: Turn, person: int, running: absences.Absence) -> Message:
    text = say("Away from {first} to {last}.", first=running.first, last=running.last)
    choices = ((Choice(say("End it now, all comes back"), Action("staff_change", str(person), {"do": "back"})),),)
    return Message(text=text, choices=choices, slot=slot(person))


def _who(turn: Turn, person: int) -> Message:
    found = [each for each in colleagues(turn, person) if each.role != Role.ADMIN][:OFFERED]
    if not found:
        text = say("There is no colleague of the same unit or township; ask your administrator to name somebody.")
        return Message(text=text, slot=slot(person))
    choices = tuple(
        (Choice(_label(each), Action("away", str(person), {"deputy": str(each.person)})),) for each in found
    )
    return Message(text=say("Who stands in? They get the same inbox and villages for that time."), choices=choices,
                   slot=slot(person))  # fmt: skip


def _label(held: Held) -> Said:
    return f"{held.name}·{held.place}"


def _until(turn: Turn, person: int, deputy: str) -> list[Message]:
    typed = str(turn.value("until"))
    if not typed:
        turn.expect(Action("away", str(person), {"deputy": deputy, "needs": "until"}))
        rows = tuple(tuple(_choice(turn, person, deputy, days) for days in DAYS[n : n + 2]) for n in (0, 2))
        text = say("From today until when? Tap one, or write: 12月3日, or 11月25日到12月3日.")
        return [Message(text=text, choices=rows, slot=slot(person))]
    first, last = (read_day(part, turn.today, ahead=True) for part in _parts(typed, turn.today))
    if not isinstance(first, date) or not isinstance(last, date):
        return [Message(text=first if not isinstance(first, date) else last)]  # type: ignore[arg-type]
    turn.expect(None)
    values = {"do": "deputise", "deputy": deputy, "first": first.isoformat(), "last": last.isoformat()}
    text = say("From {first} to {last}: what is open goes over, and comes back by itself.", first=first, last=last)
    choices = ((Choice(say("So it is"), Action("staff_change", str(person), values)),
                Choice(say("Not now"), Action("menu"))),)  # fmt: skip
    return [Message(text=text, choices=choices, slot=slot(person))]


def _choice(turn: Turn, person: int, deputy: str, days: int) -> Choice:
    last = turn.today + timedelta(days=days - 1)
    values = {"do": "deputise", "deputy": deputy, "first": turn.today.isoformat(), "last": last.isoformat()}
    return Choice(say("Until {day}", day=last), Action("staff_change", str(person), values))


def _parts(typed: str, today: date) -> tuple[str, str]:
    """From when to when; one day alone is the last one."""
    first, parted, last = typed.replace("至", "到").partition("到")
    return (first, last) if parted and last.strip() else (today.isoformat(), first)
