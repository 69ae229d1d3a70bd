"""Finds a turn its handler: a button's or page's action, a command, a waiting question, else the running form."""

import re
from collections.abc import Callable, Mapping

from bot.door import typed
from bot.door.leaving import WRITTEN, leaving
from bot.door.names import (
    ANYWHERE,
    COMMANDED,
    COMMANDS,
    CONFIGURING,
    FOR_STRANGERS,
    IN_GROUPS,
    JOBS,
    NOT_SAID,
)
from bot.messages import Action
from bot.rights import Right
from bot.turn import Handler, Turn
from storage.chats import Chat
from storage.items import NUMBER

# What waits for a photo, or takes one in place of words.
WITH_PHOTO = frozenset(["add_photo", "answer_question", "list_file"])
# What waits for anything that tells it: a place on the map or somebody's number too.
TOLD_BY_ANYTHING = frozenset(["answer_question"])
# What waits for words, beside which a photo is kept.
BESIDE_WORDS = frozenset(["comment", "contribute", "reply", "resolve"])
CODE = re.compile(r"\D{0,8}(?:\d\s?){6}\D{0,4}")  # out of a letter, perhaps with a word before it


def find(handlers: Mapping[str, Handler], spoken: Mapping[str, str]) -> Callable[[Turn], Handler]:
    """The committer's `find`, over handlers by the name of their command or action, and commands by their words."""

    def found(turn: Turn) -> Handler:
        name = name_of(turn, handlers, spoken)
        if turn.chat is None or turn.chat.expects is None:
            return handlers[name]
        return leaving(name, handlers[name])

    return found


def name_of(turn: Turn, known: Mapping[str, Handler], spoken: Mapping[str, str]) -> str:
    """The name of the handler for a turn; see the table in docs/developers.md."""
    incoming = turn.incoming
    if not incoming.chat:
        return _without_chat(turn, known)
    if incoming.moved or incoming.kind.startswith(("my_chat_member/", "chat_member/")):
        return "noted"
    if turn.chat is not None and turn.chat.blocked_at is not None:
        turn.chat.blocked_at, turn.chat.changed = None, True  # somebody who writes has not blocked us
    name = _name_in_chat(turn, known, spoken)
    return name if turn.here.private or name in IN_GROUPS else "privately"


def _name_in_chat(turn: Turn, known: Mapping[str, Handler], spoken: Mapping[str, str]) -> str:
    incoming = turn.incoming
    if incoming.edited:
        name = "edited"
    elif incoming.button is not None or incoming.action is not None:  # a page may ask for something in the web chat
        name = turn.action.name if turn.action is not None else "stale"
    else:
        name = _said(turn, known, spoken)
    if turn.person is None and name not in FOR_STRANGERS:
        return "stranger"
    return name if name in known and name not in NOT_SAID and _may(turn, name) else "unknown"


def _without_chat(turn: Turn, known: Mapping[str, Handler]) -> str:
    """A page or a job: a page has somebody's session behind it, but for coming in; a job has nobody."""
    name = turn.action.name if turn.action is not None else ""
    if name not in known:
        return "unknown"
    if name in CONFIGURING and (turn.incoming.person is None or _may(turn, name)):
        return name
    if name in COMMANDED and turn.incoming.person is None:
        return name
    person_needed = name not in FOR_STRANGERS and name not in JOBS
    if (name in JOBS and turn.incoming.person is not None) or (person_needed and turn.person is None):
        return "stranger"
    return name if _may(turn, name) else "stranger"


def _may(turn: Turn, name: str) -> bool:
    """Whether a person may ask for this at all; what exactly is theirs to change, the handler says."""
    return name not in CONFIGURING or (turn.person is not None and turn.person.may(Right.CONFIGURE))


def _said(turn: Turn, known: Mapping[str, Handler], spoken: Mapping[str, str]) -> str:
    """Words, a photo, a place: a command, the words that an action waits for, the running form, or a beginning."""
    text = turn.text
    chat = turn.here
    if text.startswith("/"):
        command, _, argument = text[1:].partition(" ")
        name = command.partition("@")[0].lower()
        turn.action = Action(name, argument.strip())
        return name if name in known and name in COMMANDS else "unknown"
    meant = spoken.get(text.casefold(), "") if chat.private else ""
    if meant in ANYWHERE or (meant and not _waits_for_words(chat) and chat.draft is None):
        turn.action = Action(meant)
        return meant
    if chat.expects is not None and turn.awaited:
        expected = _expected(turn, Action(**chat.expects))
        if expected is not None:
            turn.action = expected
            return expected.name
    if chat.draft is not None:
        return "answer"
    sent = turn.incoming.attachment
    if sent is not None and sent.kind == "document" and _may(turn, "rules_file"):
        return "rules_file"
    button = typed.meant(turn) if sent is None and turn.person is not None else None
    if button is not None and button.name in known:
        turn.action = button
        return button.name
    return "words"


def _waits_for_words(chat: Chat) -> bool:
    return chat.expects is not None and chat.expects["values"].get("needs") not in ("photo", "file")


def _expected(turn: Turn, action: Action) -> Action | None:
    """The action that waits, with what was said; None where something else was said than it waits for."""
    needs = str(action.values.get("needs", "text"))
    if turn.incoming.attachment is not None and action.name in WITH_PHOTO:
        return action
    if action.name in TOLD_BY_ANYTHING and (turn.incoming.location is not None or turn.incoming.contact is not None):
        return action
    if turn.incoming.attachment is not None and not turn.text and action.name in BESIDE_WORDS:
        return Action("add_photo", action.target, {"beside": action.name})
    if not turn.text or needs in ("photo", "file") or (action.values.get("aside") and not CODE.fullmatch(turn.text)):
        return None
    if needs in WRITTEN and turn.here.draft is None and NUMBER.fullmatch(turn.text.rstrip("。.")):
        return None  # it opens another item
    return Action(action.name, action.target, {**action.values, needs: turn.text})
