"""measure_late: the schedule's; a measure of a household's plan is past its day, and whoever has it hears of it."""

from bot import items
from bot.households import late, plans
from bot.messages import Message, Said, say
from bot.rights import EVERYTHING
from bot.turn import Turn
from storage import deadlines, people
from storage import plans as stored
from storage.plans import Measure


def measure_late(turn: Turn) -> list[Message]:
    """Tells whoever has it, later the head of its unit too; nothing where it was done or closed meanwhile."""
    measure = stored.measure(turn.connection, int(turn.target))
    stage = late.stage_of(turn.connection, turn.today, int(turn.target))
    if measure is None or not stage or stage != turn.value("stage"):
        return []
    plan = stored.by_id(turn.connection, EVERYTHING, measure.plan)
    if plan is None:
        return []
    message = plans.message(turn, plan, _headline(measure))
    told = _owners(turn, measure)
    if stage == late.HEAD:
        told += deadlines.heads(turn.connection, measure.unit)
    for person in dict.fromkeys(told):
        items.tell_person(turn, person, message)
    return []


def _owners(turn: Turn, measure: Measure) -> list[int]:
    """The one of the unit whose name stands there; else all who are on duty in it."""
    on_duty = people.on_duty(turn.connection, measure.unit)
    named = set(people.by_name(turn.connection, measure.owner))
    return [person for person in on_duty if person in named] or list(on_duty)


def _headline(measure: Measure) -> Said:
    return say("Overdue: “{kind}” was to be done by {day}. Please say how it stands.", kind=plans.kind(measure),
               day=measure.due)  # fmt: skip
