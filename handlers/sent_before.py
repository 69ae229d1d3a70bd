"""What was sent before any form was open, a photo or a place: kept for the form that is begun next, on the same day."""

from typing import Any

import msgspec

from bot import filling, sensitive
from bot.forms.state import AnyGiven, Place
from bot.messages import Action, Attachment, Location, Message
from bot.turn import Turn

NAME = "sent_before"  # of an action that waits, and takes no words
Sent = Attachment | Location


def keep(turn: Turn) -> bool:
    """Remembers what was sent, beside what was sent before it; whether there was anything."""
    sent: Sent | None = turn.incoming.attachment or turn.incoming.location
    if sent is None:
        return False
    every = [_spelt(each) for each in (*kept(turn), sent)]
    turn.expect(Action(NAME, values={"needs": "photo", "day": turn.today.isoformat(), "sent": every}))
    return True


def kept(turn: Turn) -> list[Sent]:
    """What was sent today and waits for a form, in order."""
    waits = turn.here.expects
    if waits is None or waits["name"] != NAME or waits["values"]["day"] != turn.today.isoformat():
        return []
    kinds: dict[str, Any] = {"file": Attachment, "place": Location}
    return [msgspec.convert(each["what"], kinds[each["kind"]]) for each in waits["values"]["sent"]]


def _spelt(sent: Sent) -> dict[str, Any]:
    return {"kind": "file" if isinstance(sent, Attachment) else "place", "what": msgspec.to_builtins(sent)}


def put_in(turn: Turn, sent: list[Sent], messages: list[Message]) -> list[Message]:
    """Answers the form just begun with it; what was said at its beginning is said with what is kept."""
    for each in sent if turn.here.draft is not None else ():
        if (given := _given(turn, each)) is not None:
            messages = filling.answer(turn, given).messages
    return messages


def _given(turn: Turn, sent: Sent) -> AnyGiven | None:
    if isinstance(sent, Location):
        return Place(sent.latitude, sent.longitude, sent.accuracy)
    protected = sensitive.kept_out(turn) and filling.takes_protected(turn, sent)
    return None if protected or filling.too_much(turn, sent) is not None else filling.attach(turn, sent)
