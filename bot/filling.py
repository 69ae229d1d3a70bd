"""A form being filled in, in a chat: begun, answered a step at a time, put aside, taken up again, filed."""

import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from bot import items
from bot.forms import engine, prompts
from bot.forms.facts import Facts
from bot.forms.model import Form
from bot.forms.state import AnyGiven, Done, Record, Reply, State
from bot.forms.walk import locate, run_of
from bot.items import Filed
from bot.lists import lists
from bot.messages import Action, Attachment, Choice, Message, say
from bot.rights import Right
from bot.turn import Turn
from storage import chats, files
from storage.chats import Draft
from storage.files import NewAttachment

_STATE = msgspec.json.Decoder(State)


@dataclass(frozen=True, slots=True)
class Answered:
    """What an answer led to: messages, and what was filed where it was the last one."""

    messages: list[Message]
    filed: Filed | None = None
    record: Record | None = None


def facts(turn: Turn, seed: int) -> Facts:
    """What a form is asked with in this turn."""
    person = turn.person
    return Facts(turn.now, seed, person.name if person is not None else "", lists(turn))


def begin(turn: Turn, code: str, known: Mapping[str, Any]) -> list[Message]:
    """Begins a form; what is known is not asked. The chat goes on with the version that is live now."""
    if turn.person is None or not turn.person.may(Right.FILE):
        return [Message(text=say("Filing is for village work teams. Ask your administrator if you should be one."))]
    form = turn.live.form(code)
    own = turn.person.areas(Right.FILE)
    place = {"area": own[0].rpartition("/")[2]} if len(own) == 1 and "area" not in known else {}
    seed = zlib.crc32(turn.cause.encode())
    state, replies = engine.begin(form, facts(turn, seed), {**place, **known})
    draft = Draft(turn.person.id, form.code, form.version, msgspec.json.encode(state), turn.now)
    turn.begin(draft)
    return prompts.prompt(form, state, replies, facts(turn, state.seed))


def opened(turn: Turn) -> tuple[Form, State, Draft]:
    """The form, its state and the draft that this chat is on."""
    draft = turn.here.draft
    if draft is None:
        raise LookupError("this chat is on no draft")
    return turn.live.form(draft.form, draft.version), _STATE.decode(draft.state), draft


def answer(turn: Turn, given: AnyGiven) -> Answered:
    """One answer. When it confirms the form, the item is filed."""
    form, state, draft = opened(turn)
    now = facts(turn, state.seed)
    after, replies = engine.step(form, state, given, now)
    _keep(draft, after)
    done = next((reply for reply in replies if isinstance(reply, Done)), None)
    if done is None:
        return Answered(prompts.prompt(form, after, replies, now))
    return _file(turn, form, draft, done.record)


def _keep(draft: Draft, state: State) -> None:
    draft.state = msgspec.json.encode(state)
    draft.changed = True


def _file(turn: Turn, form: Form, draft: Draft, record: Record) -> Answered:
    chats.write_draft(turn.connection, turn.offices.vault, draft, turn.now)
    filed = items.file(turn, form, record, draft.id)
    draft.status, draft.changed = "filed", True
    turn.here.draft, turn.here.changed = None, True
    turn.others[id(draft)] = draft
    return Answered([], filed, record)


def asked_again(turn: Turn, *replies: Reply) -> list[Message]:
    """The current question once more, after what was said before it."""
    form, state, _draft = opened(turn)
    now = facts(turn, state.seed)
    return prompts.prompt(form, state, (*replies, *engine.replies_now(form, state, now)), now)


def put_aside(turn: Turn) -> None:
    """Leaves the form as it is; the draft stays."""
    draft = turn.here.draft
    if draft is not None:
        turn.others[id(draft)] = draft
    turn.here.draft, turn.here.changed = None, True


def discard(turn: Turn) -> None:
    """Gives the draft up."""
    draft = turn.here.draft
    if draft is not None:
        draft.status, draft.changed = "discarded", True
    put_aside(turn)


def drafts_left(turn: Turn) -> list[Draft]:
    """Forms that this person has put aside, the latest first."""
    if turn.person is None:
        return []
    here = turn.here.draft
    left = chats.open_drafts(turn.connection, turn.offices.vault, turn.person.id)
    return [draft for draft in left if here is None or draft.id != here.id]


def take_up(turn: Turn, identity: int) -> list[Message]:
    """Goes on with a draft exactly where it was."""
    found = [draft for draft in drafts_left(turn) if draft.id == identity]
    if not found:
        return [Message(text=say("That form is filed or gone already."))]
    found[0].asked = None  # its buttons were in another chat, or have lost their place
    turn.begin(found[0])
    return asked_again(turn)


def attach(turn: Turn, sent: Attachment) -> dict[str, Any]:
    """Writes down a photo that was sent as an answer, to be fetched after the commit; what the answer keeps of it."""
    form, state, draft = opened(turn)
    path = engine.current(form, state, run_of(state, facts(turn, state.seed)))
    asked = locate(form, path) if path else None
    sensitive = asked is not None and asked[0].question is not None and asked[0].question.sensitive
    chats.write_draft(turn.connection, turn.offices.vault, draft, turn.now)
    assert draft.id is not None  # noqa: S101 - it has just been written
    new = NewAttachment(
        draft=draft.id, path=path, channel=turn.incoming.channel, reference=sent.reference, unique=sent.unique,
        kind=sent.kind, sensitive=sensitive, made_at=turn.now,
    )  # fmt: skip
    turn.released.append(turn.offices.attached)
    return {"attachment": files.add(turn.connection, new)}


def resume_choice(draft: Draft, title: Any) -> Choice:
    """A button that takes a draft up."""
    return Choice(say("Go on with: {form}", form=title), Action("resume", str(draft.id)))
