"""answer_question: the reporter's answer to what the unit wanted to know, in words or by what is sent: a photo, a
place on the map, somebody's number."""

from msgspec import to_builtins

from bot import filling, items
from bot.acts import ANSWERED_WITH
from bot.forms import prompts
from bot.forms.wording import spot
from bot.messages import Action, Choice, Message, Said, say
from bot.turn import Turn
from handlers import acting
from handlers.forms import as_new_issue
from storage import items as stored


def answer_question(turn: Turn) -> list[Message]:
    """By words, or by what is sent with or without words."""
    assert turn.action is not None  # noqa: S101 - found by its action
    given = dict(turn.action.values)
    sent = turn.incoming.attachment
    if not str(given.get("text") or "").strip() and (words := _told(turn)):
        given["text"] = turn.text or turn.said(words)
    turn.action = Action("answer_question", turn.target, given)
    replies = acting.take(turn, "answer_question", say("Your answer is with the unit"))
    if sent is not None and turn.chat is not None and turn.chat.draft is None:
        turn.expect(Action("add_photo", turn.target, {"needs": "photo"}))  # the rest of an album
    return [*replies, *_back_to_the_form(turn)]


def _told(turn: Turn) -> Said:
    """What was sent, in words; empty where it was nothing but words."""
    incoming = turn.incoming
    if incoming.attachment is not None:
        return ANSWERED_WITH.get(incoming.attachment.kind, ANSWERED_WITH["document"])
    if incoming.location is not None:
        return spot(to_builtins(incoming.location))
    return f"{incoming.contact.name} {incoming.contact.phone}".strip() if incoming.contact is not None else ""


def tells(turn: Turn) -> bool:
    """Whether anything was said or sent that can be an answer."""
    return bool(turn.text or _told(turn))


def _back_to_the_form(turn: Turn) -> list[Message]:
    """The question of the form under way, once the unit has its answer: the last thing said, as it is open again."""
    if turn.chat is None or turn.chat.draft is None or turn.chat.expects is not None:
        return []
    if turn.pressed is not None and turn.pressed.slot == prompts.SLOT:
        turn.pressed = None  # a message of its own, below what was just said
    return filling.asked_again(turn)


def unprompted(turn: Turn, number: str) -> list[Message]:
    """What somebody says outside any form while a question waits for them is taken for its answer.

    Where it was meant as something new, one tap reports it.
    """
    text = turn.text
    turn.action = Action("answer_question", number, {"text": text})
    replies = answer_question(turn)
    if not text:
        return replies
    first = replies[0]
    return [Message(text=first.text, choices=(*first.choices, (as_new_issue(text),)), slot=first.slot), *replies[1:]]


def still_asked(turn: Turn, number: str) -> list[Message]:
    """A courtesy answers nothing: the question once more, and a way to send these words all the same."""
    found = items.seen(turn, number)
    question = next((e for e in reversed(stored.events(turn.connection, found.id)) if e.action == "ask"), None)
    words = str(question.details.get("text", "")) if question is not None else ""
    shown = acting.shown(
        turn, found, say("{unit} still waits for your answer: {question}", unit=found.lead_name, question=words)
    )
    meant = Choice(say("That is my answer"), Action("answer_question", number, {"text": turn.text}))
    return [Message(text=shown.text, choices=(*shown.choices, (meant,)), slot=shown.slot)]
