"""blocked: a chat does not want us any more; its person's coordinator is told, since nobody will reach them there."""

from bot import items
from bot.messages import Message, say
from bot.turn import Turn
from storage import chats, people


def blocked(turn: Turn) -> list[Message]:
    """Marks the chat, so that nothing more is sent there until its person writes again."""
    assert turn.action is not None  # noqa: S101 - found by its action
    channel, _, address = turn.action.target.partition("/")
    person = chats.block(turn.connection, (channel, address), turn.now)
    found = people.person(turn.connection, person) if person is not None else None
    if found is None:
        return []
    text = say(
        "{name} can no longer be reached in {channel}: the chat was blocked or deleted.",
        name=found.name,
        channel=channel,
    )
    for path in {membership.area for membership in found.memberships if membership.area}:
        for coordinator in people.coordinators(turn.connection, path)[:1]:
            items.tell_person(turn, coordinator, Message(text=text))
    return []
