"""answer: what was tapped, said or sent is an answer to the running form."""

from collections.abc import Mapping

from bot import drafts, filling
from bot.forms import state as forms
from bot.messages import Message, say
from bot.turn import Handler, Turn
from handlers import after_filing, meant, typed
from handlers.discard import discard
from handlers.later import later
from storage import items as stored

LEAVING: Mapping[str, Handler] = {"later": later, "discard": discard}


def answer(turn: Turn) -> list[Message]:
    """One step of the form; the last one files the item."""
    if turn.here.draft is None:
        return stale(turn)
    if turn.action is not None and turn.pressed is not None and turn.pressed.id != turn.here.draft.asked:
        return stale(turn)
    filling.take_away(turn)
    if turn.action is None and filling.protected_here(turn):
        return filling.asked_again(turn, forms.Refused(say("Please do not send that here; it was not kept.")))
    sent = turn.incoming.attachment
    if sent is not None and (why := filling.too_much(turn, sent)) is not None:
        return filling.asked_again(turn, forms.Refused(why))
    given = _given(turn)
    if given is None:
        return _unfit(turn)
    if turn.action is None and isinstance(given, forms.Said) and (doubted := meant.doubted(turn)) is not None:
        return doubted
    return _went_on(turn, given)


def _went_on(turn: Turn, given: forms.AnyGiven) -> list[Message]:
    """What the form says to it; the last answer files the item."""
    answered = filling.answer(turn, given)
    if answered.refused is not None and isinstance(given, forms.Said) and turn.action is None:
        return _not_an_answer(turn, answered.messages, answered.refused)
    if answered.filed is None or answered.record is None:
        return answered.messages
    return after_filing.told(turn, answered.filed, answered.record)


def _not_an_answer(turn: Turn, messages: list[Message], refused: forms.Refused) -> list[Message]:
    """Words that answer nothing may be those of a button, or be about another thing."""
    button = typed.action_of(turn, messages)
    if button is None and turn.text == turn.said(drafts.THROW_AWAY):
        return discard(turn)
    if button is None:
        return meant.with_answer(turn, typed.with_another(turn, messages, refused))
    turn.action = button
    if button.name == "answer":
        return _went_on(turn, forms.given_of(button.values["given"]))
    return LEAVING[button.name](turn)


def _given(turn: Turn) -> forms.AnyGiven | None:
    incoming = turn.incoming
    if turn.action is not None and turn.action.name == "answer":
        return forms.given_of(turn.action.values["given"])
    if incoming.attachment is not None:
        return filling.attach(turn, incoming.attachment)
    if incoming.location is not None:
        place = incoming.location
        return forms.Place(place.latitude, place.longitude, place.accuracy)
    if incoming.contact is not None:
        return forms.Said(incoming.contact.phone)
    return forms.Said(incoming.text) if incoming.text is not None else None


def _unfit(turn: Turn) -> list[Message]:
    """A sticker, a poll: never silently ignored, and the question stays."""
    return filling.asked_again(
        turn, forms.Refused(say("I cannot use that here. Please answer with words or a button."))
    )


def stale(turn: Turn) -> list[Message]:
    """A button whose question is over: nothing changes, and the current question is shown."""
    if turn.here.draft is not None:
        return filling.asked_again(turn, forms.Refused(say("That button belongs to an earlier question.")))
    number = stored.latest_number(turn.connection, turn.person.id) if turn.person is not None else None
    text = say("That button is no longer valid.")
    if number:
        text = say("That button is no longer valid; your latest item is {number}.", number=number)
    return [Message(text=text)]
