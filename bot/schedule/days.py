"""What a day brings: absences, announcements that go on, plans for units. Looked for in the data at each tick."""

from datetime import date, timedelta

from bot import workdays
from bot.messages import Action, Incoming
from storage import Connection, absences, announcements, unit_plans


def due(connection: Connection, today: date) -> list[Incoming]:
    """The turns that make it happen, once each."""
    return [*_absences(connection, today), *_announcements(connection), *_units(connection, today)]


def _absences(connection: Connection, today: date) -> list[Incoming]:
    return [
        Incoming(id=f"absence/{each.id}/{'end' if each.last < today else 'begin'}",
                 action=Action("absence_due", str(each.id)))
        for each in absences.due(connection, today)
    ]  # fmt: skip


def _announcements(connection: Connection) -> list[Incoming]:
    """The next piece of each; its id says how many have been told before."""
    return [
        Incoming(id=f"announcement/{identity}/{told}", action=Action("announcement_due", str(identity)))
        for identity, told in announcements.unfinished(connection)
    ]


def _units(connection: Connection, today: date) -> list[Incoming]:
    """Plans whose day has come; and those of tomorrow, to tell once more of them."""
    found = []
    for plan in unit_plans.waiting(connection):
        name = "do" if plan.day <= today else "warn"
        near = plan.day <= today + timedelta(days=1) and workdays.day_of(plan.made_at) < today
        if name == "do" or (near and plan.warned_at is None):
            found.append(Incoming(id=f"unit_plan/{plan.id}/{name}", action=Action("unit_plan_due", str(plan.id))))
    return found
