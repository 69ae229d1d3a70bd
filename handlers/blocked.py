"""blocked: a chat does not want us any more; its coordinator or its unit is told, since nobody will read it there."""

from bot import items
from bot.messages import Message, say
from bot.turn import Turn
from handlers import letters
from storage import bindings, mailboxes, people


def blocked(turn: Turn) -> list[Message]:
    """Marks the chat, so that nothing more is sent there until its person writes again; what was known is no news."""
    channel, _, address = turn.target.partition("/")
    if channel == mailboxes.CHANNEL:
        letters.refused(turn, address)
        return []
    person, unit = bindings.block(turn.connection, (channel, address), turn.now)
    if person is not None:
        _of_person(turn, person, channel)
    if unit is not None:
        _of_unit(turn, unit, channel)
    return []


def _of_person(turn: Turn, identity: int, channel: str) -> None:
    found = people.person(turn.connection, identity)
    if found is None:
        return
    text = say(
        "{name} can no longer be reached in {channel}: the chat was blocked or deleted.",
        name=found.name,
        channel=channel,
    )
    for path in {membership.area for membership in found.memberships if membership.area}:
        for coordinator in people.coordinators(turn.connection, path)[:1]:
            items.tell_person(turn, coordinator, Message(text=text))


def _of_unit(turn: Turn, unit: str, channel: str) -> None:
    """A duty group that put us out."""
    name = turn.live.directory.units[unit].name if unit in turn.live.directory.units else unit
    text = say("The duty group of {unit} in {channel} gets no more notices: I was put out of it.", unit=name,
               channel=channel)  # fmt: skip
    for person in people.on_duty(turn.connection, unit):
        items.tell_person(turn, person, Message(text=text))
