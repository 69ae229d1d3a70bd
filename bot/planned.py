"""What a day brings: absences that begin and end. Looked for in the data at each tick, each with an id of its own."""

from datetime import date

from bot.messages import Action, Incoming
from storage import Connection, absences


def due(connection: Connection, today: date) -> list[Incoming]:
    """The turns that make it happen, once each."""
    return [
        Incoming(id=f"absence/{each.id}/{'end' if each.last < today else 'begin'}",
                 action=Action("absence_due", str(each.id)))
        for each in absences.due(connection, today)
    ]  # fmt: skip
