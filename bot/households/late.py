"""Measures of plans that are past their day: told to whoever has them, and later to the unit's head, each once."""

from dataclasses import dataclass
from datetime import date, datetime, time

from bot import workdays
from bot.languages import SHANGHAI
from bot.messages import Action, Incoming
from storage import Connection, plans
from storage.deadlines import done

TO_HEAD = 3  # working days after its day
OWNER, HEAD = "owner", "head"


@dataclass(frozen=True, slots=True)
class Late:
    """A measure that is late, and how far it is: owner, then head."""

    measure: int
    stage: str
    day: date

    @property
    def incoming(self) -> Incoming:
        """What the schedule submits; a day that was moved has its stages anew."""
        values = {"stage": self.stage}
        action = Action("measure_late", str(self.measure), values)
        return Incoming(id=f"measure/{self.measure}/{self.stage}/{self.day}", action=action)


def due(connection: Connection, today: date, most: int) -> list[Incoming]:
    """What is to be told today of late measures, at most so many; nothing on a day off."""
    if not workdays.LAW.worked(today):
        return []
    found = [late.incoming for late in stages(connection, today)]
    told = done(connection, [each.id for each in found])
    return [each for each in found if each.id not in told][:most]


def stages(connection: Connection, today: date) -> list[Late]:
    """Open measures of open plans that are late; where a server was away, the stage that has come by now alone."""
    now = _noon(today)
    return [
        Late(identity, HEAD if workdays.working_days_between(_noon(day), now) >= TO_HEAD else OWNER, day)
        for identity, day in plans.late(connection, today)
    ]


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(12), SHANGHAI)


def stage_of(connection: Connection, today: date, measure: int) -> str:
    """How far a measure is now; empty where it is not late any more."""
    return next((late.stage for late in stages(connection, today) if late.measure == measure), "")
