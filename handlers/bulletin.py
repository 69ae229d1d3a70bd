"""/bulletin and /ledger: a report is chosen in two taps, made beside the turns, and sent as a file."""

from bot.messages import Action, Choice, Message, Said, say
from bot.reports.period import NoPeriod, Period, read
from bot.rights import Right, covers
from bot.turn import Turn
from storage import orders
from storage.orders import Order

SUBJECTS = 6  # buttons


def bulletin(turn: Turn) -> list[Message]:
    """A bulletin of one's unit or area: the period is tapped or written (/bulletin 2026-10)."""
    return _asked(turn, "bulletin", say("The bulletin of {whose}: for which period?", whose=_first(turn)))


def ledger(turn: Turn) -> list[Message]:
    """The ledger of one's unit or area."""
    return _asked(turn, "ledger", say("The ledger of {whose}: for which period?", whose=_first(turn)))


def _asked(turn: Turn, kind: str, question: Said) -> list[Message]:
    if not _subjects(turn):
        return [Message(text=say("Reports are for the heads and clerks of units, and for coordinators."))]
    target = turn.target
    period = str(turn.value("period")) or (target if target not in _subjects(turn) else "")
    if not period:
        return [Message(text=question, choices=_choices(turn, kind), slot="report")]
    try:
        read(period)
    except NoPeriod as error:
        return [Message(text=error.message, choices=_choices(turn, kind), slot="report")]
    return [_ordered(turn, kind, _subject(turn), period)]


def _ordered(turn: Turn, kind: str, of: str, period: str) -> Message:
    unit = of.removeprefix("u:") if of.startswith("u:") else None
    chat = turn.chat.id if turn.chat is not None else None
    person = turn.person.id if turn.person is not None else None
    order = Order(kind=kind, unit=unit, area=None if unit else of, period=period, person=person, chat=chat)
    number = orders.add(turn.connection, order, turn.now)
    turn.released.append(turn.offices.ordered)
    text = say("It is being made; the file comes here in a moment.")
    return Message(text=text, slot="report", becomes=orders.slot(number))


def _subjects(turn: Turn) -> dict[str, str]:
    """What this person may have reports of: "u:" and a unit's code, or an area's, each with its name."""
    if turn.person is None or not turn.person.may(Right.INBOX):
        return {}
    directory = turn.live.directory
    units = {f"u:{code}": directory.units[code].name for code in turn.person.units() if code in directory.units}
    areas = [path.rpartition("/")[2] for path in turn.person.areas(Right.COORDINATE)]
    return units | {code: directory.path(code) for code in areas if code in directory.areas}


def _subject(turn: Turn) -> str:
    """The one asked for, or an area below one's own; else the first."""
    found = _subjects(turn)
    of = turn.target
    path = turn.live.paths.get(of, "")
    own = turn.person.areas(Right.COORDINATE) if turn.person is not None else ()
    if of in found or (path and any(covers(area, path) for area in own)):
        return of
    return next(iter(found))


def _first(turn: Turn) -> str:
    found = _subjects(turn)
    return found.get(_subject(turn), "") if found else ""


def _choices(turn: Turn, kind: str) -> tuple[tuple[Choice, ...], ...]:
    of = _subject(turn)
    periods = [Choice(period.name, Action(kind, of, {"period": written})) for written, period in _periods(turn)]
    others = [Choice(name, Action(kind, code)) for code, name in _subjects(turn).items() if code != of][:SUBJECTS]
    rows = [tuple(periods[n : n + 2]) for n in range(0, len(periods), 2)]
    return (*rows, *((other,) for other in others))


def _periods(turn: Turn) -> list[tuple[str, Period]]:
    """The month before and this one, the quarter and the year that run."""
    today = turn.today
    before = read(f"{today:%Y-%m}").before.first
    named = (f"{before:%Y-%m}", f"{today:%Y-%m}", f"{today.year}-Q{(today.month + 2) // 3}", str(today.year))
    return [(each, read(each)) for each in named]
