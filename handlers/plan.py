"""/plan: the plans of help for households; plan_measure, plan_progress, plan_close: what is done, and how it stands.

The unit that answers for a plan adds measures and closes it; the cadres of the village, and units with a measure in
it, say how measures stand.
"""

from datetime import date, timedelta

from bot import notices
from bot.forms.dates import read_day
from bot.households import plans
from bot.items import helping
from bot.messages import Action, Choice, Message, Said, Text, say
from bot.notices import in_rows
from bot.rights import EVERYTHING
from bot.turn import Turn
from handlers import acting
from storage import items as stored_items
from storage import people
from storage import plans as stored
from storage.plans import Measure, NewMeasure, Plan

LISTED = 8
COLLEAGUES = 6
LONGEST = 500  # characters


def plan(turn: Turn) -> list[Message]:
    """One plan by its number; without one, those that are open and concern whoever asks."""
    found = _plan(turn, turn.target)
    if found is not None:
        return [plans.message(turn, found)]
    assert turn.person is not None  # noqa: S101 - strangers do not get here
    several = stored.listed(turn.connection, plans.seen_by(turn.person), LISTED)
    if not several:
        return [Message(text=say("There is no open plan of help that concerns you."))]
    choices = tuple(
        (Choice(say("{head}, {place}", head=each.head, place=notices.where(turn.live, each.area)),
                Action("plan", str(each.id))),)
        for each in several
    )  # fmt: skip
    return [Message(text=say("Open plans of help: tap a household."), choices=choices, slot="plan")]


def plan_measure(turn: Turn) -> list[Message]:
    """Adds a measure: what (kind), until when (due), who (owner); asks for what is missing."""
    found = _plan(turn, turn.target)
    if found is None or not plans.leads(turn.person, found):
        return [_not_theirs()]
    kind = str(turn.value("kind"))
    if kind not in plans.KINDS:
        return [_which(found)]
    due = _day(turn, str(turn.value("due")))
    if not isinstance(due, date):
        return [_until(turn, found, kind, due)]
    owner = str(turn.value("owner")).strip()[:30]
    if not owner:
        return [_who(turn, found, kind, due)]
    _forget(turn)
    person = turn.person.id if turn.person is not None else None
    what = str(turn.value("what")).strip()[:LONGEST]
    new = NewMeasure(plan=found.id, kind=kind, owner=owner, unit=found.unit, due=due, what=what, made_by=person)
    stored.add_measure(turn.connection, new, turn.now)
    return [plans.message(turn, found, say("Added."))]


def _which(found: Plan) -> Message:
    choices = [
        Choice(label, Action("plan_measure", str(found.id), {"kind": kind})) for kind, label in plans.KINDS.items()
    ]
    rows = in_rows(choices)
    return Message(text=say("What is to be done for the household of {head}?", head=found.head), choices=rows,
                   slot=f"plan/{found.id}")  # fmt: skip


def _until(turn: Turn, found: Plan, kind: str, wrong: Text | None) -> Message:
    asked = Action("plan_measure", str(found.id), {"kind": kind, "needs": "due"})
    _expect(turn, asked)
    ends = ((say("Within a month"), 30), (say("Within three months"), 90), (say("Within half a year"), 180))
    row = tuple(
        Choice(label, Action("plan_measure", str(found.id), {"kind": kind, "due": str(turn.today + timedelta(days=n))}))
        for label, n in ends
    )
    text = wrong or say("{kind}: until when? Tap, or write the day.", kind=plans.KINDS[kind])
    return Message(text=text, choices=(row,), slot=f"plan/{found.id}")


def _who(turn: Turn, found: Plan, kind: str, due: date) -> Message:
    values = {"kind": kind, "due": due.isoformat()}
    _expect(turn, Action("plan_measure", str(found.id), {**values, "needs": "owner"}))
    duty = [people.person(turn.connection, each) for each in people.on_duty(turn.connection, found.unit)]
    names = [each.name for each in duty if each is not None][:COLLEAGUES]
    choices = [Choice(name, Action("plan_measure", str(found.id), {**values, "owner": name})) for name in names]
    rows = in_rows(choices)
    text = say("Who answers for it? Tap, or write the name.")
    return Message(text=text, choices=rows, slot=f"plan/{found.id}")


def _day(turn: Turn, typed: str) -> date | Text | None:
    """The day that was tapped or written, not before today; None where nothing was said yet."""
    if not typed:
        return None
    read = read_day(typed, turn.today, ahead=True)
    if isinstance(read, date) and not turn.today <= read <= turn.today + timedelta(days=1100):
        return say("Please write a day that is still to come.")
    return read


def plan_progress(turn: Turn) -> list[Message]:
    """Says how a measure stands: done, under way or not begun, perhaps with words; on a visit or at any time."""
    measure = stored.measure(turn.connection, _number(turn.target))
    found = _plan(turn, str(measure.plan)) if measure is not None else None
    if measure is None or found is None or found.closed_at is not None:
        return [_not_theirs()]
    state = str(turn.value("state"))
    if state not in plans.STATES:
        return [_how(measure, str(turn.value("visit")))]
    person = turn.person.id if turn.person is not None else None
    words = str(turn.value("text")).strip()[:LONGEST]
    stored.report(turn.connection, measure.id, state, words, person, turn.now, _visit(turn))
    _forget(turn)
    return [plans.message(turn, found, say("Noted: {kind}, {state}.", kind=plans.kind(measure),
                                           state=plans.STATES[state]))]  # fmt: skip


def _how(measure: Measure, visit: str) -> Message:
    row = tuple(
        Choice(label, Action("plan_progress", str(measure.id), {"state": state, "visit": visit}))
        for state, label in plans.STATES.items()
    )
    return Message(text=say("{kind}: how does it stand?", kind=plans.kind(measure)), choices=(row,),
                   slot=f"plan/{measure.plan}")  # fmt: skip


def _visit(turn: Turn) -> int | None:
    """The visit that found it, one of whoever says so."""
    number = str(turn.value("visit"))
    if not stored_items.NUMBER.fullmatch(number) or turn.person is None:
        return None
    item = stored_items.by_number(turn.connection, EVERYTHING, number)
    return item.id if item is not None and item.reporter == turn.person.id else None


def plan_close(turn: Turn) -> list[Message]:
    """The risk is removed: the plan ends, with what shows it."""
    found = _plan(turn, turn.target)
    if found is None or not plans.leads(turn.person, found):
        return [_not_theirs()]
    evidence = str(turn.value("text")).strip()[:LONGEST]
    if not evidence:
        _expect(turn, Action("plan_close", str(found.id), {"needs": "text"}))
        text = say("What shows that the risk is removed? For instance: income 12,000 a year, the son has work.")
        return [Message(text=text, slot=f"plan/{found.id}")]
    person = turn.person.id if turn.person is not None else None
    _forget(turn)
    if stored.close(turn.connection, found.id, evidence, person, turn.now):
        helping.plan_closed(turn, found.item, evidence)
    again = _plan(turn, str(found.id))
    return [plans.message(turn, again or found, say("The plan is closed."))]


# --- what they share ----------------------------------------------------------------------------------------------


def _plan(turn: Turn, target: str) -> Plan | None:
    number = _number(target)
    if not number or turn.person is None:
        return None
    return stored.by_id(turn.connection, plans.seen_by(turn.person), number)


def _number(target: str) -> int:
    return int(target) if target.isascii() and target.isdigit() and len(target) < 12 else 0


def _not_theirs() -> Message:
    text: Said = acting.NOT_YOURS
    return Message(text=text, refused=True)


def _expect(turn: Turn, action: Action) -> None:
    if turn.chat is not None:
        turn.expect(action)


def _forget(turn: Turn) -> None:
    if turn.chat is not None:
        turn.expect(None)
