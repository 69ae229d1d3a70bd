"""Sensitive questions in a chat whose servers are abroad: asked in the web chat, by a single-use link; then the talk
goes on in the first chat. The operator may allow them in place."""

from bot.forms import engine
from bot.forms.facts import Facts
from bot.forms.model import Form
from bot.forms.state import State
from bot.forms.walk import locate, run_of
from bot.messages import Choice, Lines, Message, say
from bot.people import accounts
from bot.turn import Told, Turn
from storage import chats
from storage.chats import Draft

PAGE = "/chat?draft="  # and the draft's id


def is_sensitive(form: Form, state: State, now: Facts) -> bool:
    """Whether what is asked now is a sensitive question."""
    path = engine.current(form, state, run_of(state, now))
    found = locate(form, path) if path else None
    return found is not None and found[0].question is not None and found[0].question.sensitive


def kept_out(turn: Turn) -> bool:
    """Whether sensitive questions are not asked in this chat."""
    return turn.abroad and not turn.offices.sensitive_abroad


def by_link(turn: Turn, draft: Draft, message: Message) -> Message:
    """The question with a link in place of an answer; skipping it and going back stay possible here."""
    assert turn.person is not None  # noqa: S101 - strangers fill in no forms
    chats.write_draft(turn.connection, turn.offices.vault, draft, turn.now)
    draft.home = turn.here.id
    token = accounts.new_link(turn.connection, turn.person.id, f"{PAGE}{draft.id}", turn.now)
    link = Choice(say("Answer on the protected page"), url=f"{turn.offices.public_url}/link/{token}")
    why = say(
        "This answer is protected and does not go through this chat. Open the link to answer; then we go on here."
    )
    return Message(text=Lines((message.text, why)), choices=((link,), *message.choices), slot=message.slot)


def handed_back(turn: Turn, draft: Draft, messages: list[Message]) -> list[Message]:
    """The next question goes to the chat where the form began; here it is said where to go on."""
    home = chats.by_id(turn.connection, draft.home) if draft.home is not None else None
    if home is None:
        return messages
    chat, language = home
    turn.others[id(draft)] = draft
    turn.here.draft, turn.here.changed = None, True
    turn.told += [Told(chat, language, message, draft) for message in messages]
    return [Message(text=say("Noted. Please go on in the chat where you began."), slot="form", final=True)]


def draft_of(page: str) -> int | None:
    """The draft that a link's page is about."""
    number = page.removeprefix(PAGE)
    return int(number) if page.startswith(PAGE) and number.isdigit() else None
