"""What a day brings: absences that begin and end, announcements that go on. Looked for in the data at each tick, each
with an id of its own."""

from datetime import date

from bot.messages import Action, Incoming
from storage import Connection, absences, announcements


def due(connection: Connection, today: date) -> list[Incoming]:
    """The turns that make it happen, once each."""
    return [*_absences(connection, today), *_announcements(connection)]


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
