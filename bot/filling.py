"""A form being filled in, in a chat: begun, answered a step at a time, put aside, taken up again, filed."""

import zlib
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from msgspec.structs import replace

from bot import drafted, items, quotas, sensitive
from bot.files.kinds import LARGEST, MOST_FILES
from bot.forms import engine, prompts
from bot.forms.facts import Facts
from bot.forms.model import Form
from bot.forms.sent import photo_path
from bot.forms.state import AnyGiven, Change, Changing, Done, Noted, Photo, Record, Refused, Reply, State
from bot.forms.walk import locate, run_of
from bot.items import Filed
from bot.lists import lists
from bot.messages import Attachment, Choice, Message, Text, say
from bot.rights import Right
from bot.turn import Told, Turn
from storage import bindings, chats, files
from storage.chats import Draft
from storage.files import NewAttachment
from storage.items import Item


class Answered(msgspec.Struct, frozen=True):
    """What an answer led to: messages; why it was none; and what was filed where it was the last one."""

    messages: list[Message]
    refused: Refused | None = None
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
    return _asked(turn, form, state, draft, replies)


def correct(turn: Turn, item: Item) -> list[Message]:
    """The form of an item as it was filled in: which answer is to be changed? On a page, in the web chat."""
    assert turn.person is not None  # noqa: S101 - strangers file nothing
    form, state = turn.live.form(item.form, item.form_version), items.as_filed(turn, item)
    draft = Draft(turn.person.id, form.code, form.version, msgspec.json.encode(state), turn.now)
    if turn.chat is not None:
        turn.begin(draft)
        return _asked(turn, form, state, draft, (Changing(),))
    chat = bindings.open_private(turn.connection, ("web", str(turn.person.id)), turn.person.id)
    chats.write_draft(turn.connection, turn.offices.vault, draft, turn.now)
    assert draft.id is not None  # noqa: S101 - it has just been written
    bindings.put_on_draft(turn.connection, chat[0], draft.id)
    turn.others[id(draft)] = draft
    turn.told += [Told(*chat, message, draft) for message in prompts.prompt(form, state, (Changing(),), facts(turn, 0))]
    there = Choice(say("To the chat"), url="/chat")
    return [Message(text=say("Which answer is wrong? Choose it in the chat."), choices=((there,),))]


def opened(turn: Turn) -> tuple[Form, State, Draft]:
    """The form, its state and the draft that this chat is on."""
    draft = turn.here.draft
    if draft is None:
        raise LookupError("this chat is on no draft")
    return turn.live.form(draft.form, draft.version), drafted.state_of(draft), draft


def answer(turn: Turn, given: AnyGiven) -> Answered:
    """One answer. When it confirms the form, the item is filed."""
    form, state, draft = opened(turn)
    now = facts(turn, state.seed)
    after, replies = engine.step(form, state, given, now)
    if turn.action is None:
        after = _sourced(turn, form, state, after, now)
    done = next((reply for reply in replies if isinstance(reply, Done)), None)
    if done is not None and (enough := quotas.filed_enough(turn)) is not None:
        return Answered(asked_again(turn, Refused(enough)))
    drafted.keep(draft, after)
    if done is None:
        messages = _asked(turn, form, after, draft, replies, now)
        if isinstance(given, Photo) and given.joins and not any(isinstance(reply, Refused) for reply in replies):
            messages = [replace(message, replaces=True) for message in messages]
        return Answered(messages, next((reply for reply in replies if isinstance(reply, Refused)), None))
    return _file(turn, form, draft, done.record, after.about)


def _sourced(turn: Turn, form: Form, before: State, after: State, now: Facts) -> State:
    """Keeps which message, and which album, answered what, so that an edit or a further photo finds its answer."""
    path = engine.current(form, before, run_of(before, now))
    if not path or path not in after.answers or after.answers[path] == before.answers.get(path):
        return after
    names = [turn.incoming.message, _album(turn.incoming.album)]
    return replace(after, sources={**after.sources, **{name: path for name in names if name}})


def _album(album: str) -> str:
    return f"album/{album}" if album else ""


def changed(turn: Turn, given: AnyGiven) -> list[Message] | None:
    """A message that was edited changes the answer that it gave; None where it gave none that still stands.

    What does not fit is said, and the answer stays as it was.
    """
    form, state, draft = opened(turn)
    now = facts(turn, state.seed)
    path = state.sources.get(turn.incoming.message, "")
    if path not in state.answers:
        return None
    there, _ = engine.step(form, state, Change(path), now)
    if there.editing != path:
        return None
    after, replies = engine.step(form, there, given, now)
    refused = [reply for reply in replies if isinstance(reply, Refused)]
    if refused or after.editing == path:
        why = refused[0].why if refused else say("I did not find that; your answer stays as it was.")
        return asked_again(turn, Refused(why, path))
    after = replace(after, editing=state.editing if state.editing != path else "", album=state.album)
    drafted.keep(draft, after)
    return _asked(turn, form, after, draft, (Noted(path), *engine.replies_now(form, after, now)), now)


def _file(turn: Turn, form: Form, draft: Draft, record: Record, about: str) -> Answered:
    if turn.person is None or not turn.person.may(Right.FILE):  # it was taken away since the form was begun
        text = say(
            "You may no longer file here, so this was not submitted; what you wrote is kept. Ask your administrator."
        )
        return Answered([Message(text=text)])
    chats.write_draft(turn.connection, turn.offices.vault, draft, turn.now)
    if about:
        discard(turn)
        return Answered([items.corrected(turn, about, form, record, draft.id)])
    filed = items.verified(turn, form, record, draft.id) or items.file(turn, form, record, draft.id)
    draft.status, draft.changed = "filed", True
    turn.here.draft, turn.here.changed = None, True
    turn.others[id(draft)] = draft
    return Answered([], None, filed, record)


def asked_again(turn: Turn, *replies: Reply) -> list[Message]:
    """The current question once more, after what was said before it."""
    form, state, draft = opened(turn)
    now = facts(turn, state.seed)
    return _asked(turn, form, state, draft, (*replies, *engine.replies_now(form, state, now)), now)


def _asked(
    turn: Turn, form: Form, state: State, draft: Draft, replies: Sequence[Reply], now: Facts | None = None
) -> list[Message]:
    """What a form says, here or, where it is protected, by a link; and back in the chat where it began."""
    now = now or facts(turn, state.seed)
    messages = prompts.prompt(form, state, replies, now)
    if sensitive.kept_out(turn):
        if sensitive.is_sensitive(form, state, now):
            return [sensitive.by_link(turn, draft, message) for message in messages]
    elif draft.home not in (None, turn.here.id) and not sensitive.is_sensitive(form, state, now):
        return sensitive.handed_back(turn, draft, messages)
    return messages


def protected_here(turn: Turn) -> bool:
    """Whether what is asked now, or what a photo is for, must not be answered in this chat."""
    return sensitive.kept_out(turn) and _for_a_sensitive(turn)


def take_away(turn: Turn) -> None:
    """Has a message deleted that was said to a sensitive question in a chat whose servers are abroad."""
    if not turn.abroad or turn.action is not None or not turn.incoming.message:
        return
    if _for_a_sensitive(turn):
        turn.deleted.append(turn.incoming.message)


def _for_a_sensitive(turn: Turn) -> bool:
    form, state, _draft = opened(turn)
    now = facts(turn, state.seed)
    sent = turn.incoming.attachment
    return sensitive.is_sensitive(form, state, now) or (sent is not None and takes_protected(turn, sent))


def takes_protected(turn: Turn, sent: Attachment) -> bool:
    """Whether the question that a photo or file is for, though it may not be asked yet, is a sensitive one."""
    form, state, _draft = opened(turn)
    path = photo_path(form, state, facts(turn, state.seed), sent.kind)
    found = locate(form, path) if path else None
    return found is not None and found[0].question is not None and found[0].question.sensitive


def take_over(turn: Turn, identity: int, chat: tuple[int, str]) -> None:
    """Puts the web chat on a draft, and asks there what is asked now; for a link that was opened."""
    draft = chats.load_drafts(turn.connection, turn.offices.vault, [identity]).get(identity)
    if draft is None or turn.person is None or draft.person != turn.person.id:
        return
    bindings.put_on_draft(turn.connection, chat[0], identity)
    turn.others[id(draft)] = draft
    form, state = turn.live.form(draft.form, draft.version), drafted.state_of(draft)
    now = facts(turn, state.seed)
    messages = prompts.prompt(form, state, engine.replies_now(form, state, now), now)
    turn.told += [Told(*chat, message, draft) for message in messages]


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


def too_much(turn: Turn, sent: Attachment) -> Text | None:
    """Why a file is not even fetched, where that can be said at once."""
    if sent.size > LARGEST:
        return say("That file is larger than {most} MB. Please send a smaller one.", most=LARGEST >> 20)
    draft = turn.here.draft
    if draft is not None and draft.id is not None and files.count_of_draft(turn.connection, draft.id) >= MOST_FILES:
        return say("One item holds at most {most} files. Please go on without this one.", most=MOST_FILES)
    return quotas.too_much_sent(turn.offices.megabytes_a_day) if quotas.sent_enough(turn, sent) else None


def attach(turn: Turn, sent: Attachment) -> Photo:
    """Writes down a photo that was sent as an answer, to be fetched after the commit."""
    form, state, draft = opened(turn)
    joins = state.sources.get(_album(turn.incoming.album), "")
    path = joins or photo_path(form, state, facts(turn, state.seed), sent.kind)
    asked = locate(form, path) if path else None
    question = asked[0].question if asked is not None else None
    sensitive = question is not None and question.sensitive
    chats.write_draft(turn.connection, turn.offices.vault, draft, turn.now)
    assert draft.id is not None  # noqa: S101 - it has just been written
    new = NewAttachment(
        draft=draft.id, path=path, channel=turn.incoming.channel, reference=sent.reference, kind=sent.kind,
        sensitive=sensitive, made_at=turn.now, name="" if sensitive else sent.name[-120:],
        asked=question.type if question is not None else "", keeps=question.keep if question is not None else "",
        person=draft.person, size=sent.size,
    )  # fmt: skip
    turn.released.append(turn.offices.attached)
    return Photo({"attachment": files.add(turn.connection, new)}, sent.kind, joins)
