"""A household's plan (一户一策) in words, and who may change it."""

from collections.abc import Sequence
from datetime import date

from bot import notices
from bot.messages import Action, Choice, Lines, Message, Said, Text, say
from bot.rights import Person, Scope, scope_of
from bot.turn import Turn
from storage import plans
from storage.plans import Measure, Plan

KINDS: dict[str, Text] = {
    "industry": say("Help with a business"),
    "work": say("Help to find work"),
    "post": say("Public welfare post"),
    "credit": say("Small loan"),
    "health": say("Help with health"),
    "education": say("Help with school"),
    "housing": say("Repair of an unsafe house"),
    "water": say("Drinking water"),
    "dibao": say("Dibao or support for destitute people"),
    "relief": say("Temporary relief"),
    "insurance": say("Insurance and pension"),
    "disabled": say("Help for disabled people"),
    "society": say("Help from society"),
}
STATES: dict[str, Text] = {"done": say("Carried out"), "going": say("Under way"), "nothing": say("Not begun")}
SHOWN = 6  # measures that a message has buttons for


def seen_by(person: Person) -> Scope:
    """Whose plans somebody may see."""
    return scope_of(person)


def leads(person: Person | None, plan: Plan) -> bool:
    """Whether somebody of the unit that answers for it asks: they add measures and close it."""
    return person is not None and plan.closed_at is None and plan.unit in person.units()


def kind(measure: Measure) -> Said:
    """What a measure is."""
    name = KINDS.get(measure.kind, Text(measure.kind))
    return say("{kind}: {what}", kind=name, what=measure.what) if measure.what else name


def line(measure: Measure, today: date) -> Said:
    """A measure: what, who, until when, how it stands."""
    if measure.state == "done":
        return say("✓ {kind}, {owner}: done", kind=kind(measure), owner=measure.owner)
    if measure.due < today:
        return say("{kind}, {owner}, was to be done by {day}: overdue", kind=kind(measure), owner=measure.owner,
                   day=measure.due)  # fmt: skip
    return say("{kind}, {owner}, by {day}", kind=kind(measure), owner=measure.owner, day=measure.due)


def message(turn: Turn, plan: Plan, headline: Said | None = None) -> Message:
    """A plan with what this person can do about it."""
    measures = plans.measures(turn.connection, [plan.id])[plan.id]
    place = notices.where(turn.live, plan.area)
    lines: list[Said] = [headline] if headline is not None else []
    lines.append(say("Plan of help for the household of {head}, {place} ({unit}, application {number})", head=plan.head,
                     place=place, unit=plan.unit_name, number=plan.number))  # fmt: skip
    lines += [line(each, turn.today) for each in measures]
    if plan.closed_at is not None:
        lines.append(say("Closed, the risk is removed: {evidence}", evidence=plan.evidence))
    elif not measures:
        lines.append(say("No measure yet: the unit decides what is done."))
    return Message(text=Lines(tuple(lines)), choices=_choices(turn, plan, measures), slot=f"plan/{plan.id}")


def _choices(turn: Turn, plan: Plan, measures: Sequence[Measure]) -> tuple[tuple[Choice, ...], ...]:
    if plan.closed_at is not None:
        return ()
    rows = reports(measures)
    if leads(turn.person, plan):
        rows += (
            (
                Choice(say("Add a measure"), Action("plan_measure", str(plan.id))),
                Choice(say("The risk is removed"), Action("plan_close", str(plan.id))),
            ),
        )
    return rows


def reports(measures: Sequence[Measure], visit: str = "") -> tuple[tuple[Choice, ...], ...]:
    """A button for each open measure, to say how it stands; `visit` is the number of the visit that found it."""
    values = {"visit": visit} if visit else {}
    shown = [each for each in measures if each.state != "done"][:SHOWN]
    return tuple(
        (Choice(say("How it stands: {kind}", kind=kind(each)), Action("plan_progress", str(each.id), values)),)
        for each in shown
    )
