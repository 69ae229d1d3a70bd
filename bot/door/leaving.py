"""What waits for somebody's words is let go where they turn to something else: what they write later is not for it."""

from typing import Any

import msgspec

from bot.messages import Action, Lines, Message, Said, say
from bot.turn import Handler, Turn
from storage.items import NUMBER

# What opens nothing: beside it, what waits goes on waiting.
BESIDE = frozenset({"announcement_read", "cancel", "edited", "noted", "privately", "stale", "stranger", "unknown"})
# What waits whatever is looked at: photos for the form that will be begun.
STAYING = frozenset({"sent_before"})
# What is let go without a word: a photo that comes later is answered by itself, nobody writes a colleague, a question
# stays the reporter's, and after the menu the form waits on.
SILENT = frozenset({"person", "photo"})
STILL_ASKED = frozenset({"answer_question", "between"})
WRITTEN = frozenset({"reason", "text"})  # what somebody writes, and not only names


def leaving(name: str, handler: Handler) -> Handler:
    """The handler by this name, for a chat in which something waits."""

    def left(turn: Turn) -> list[Message]:
        before = turn.here.expects if turn.awaited else None
        messages = handler(turn)
        if before is None or _goes_on(turn, name, before, messages):
            return messages
        _let_go(turn, before)
        return _with(_words(before), messages)

    return left


def _goes_on(turn: Turn, name: str, before: dict[str, Any], messages: list[Message]) -> bool:
    """Whether what waited was dealt with, or waits still, or something else waits that says for what itself."""
    now = turn.here.expects
    if name in BESIDE or before["name"] in STAYING or (name, turn.target) == (before["name"], before["target"]):
        return True
    if now == before:
        return _beside(turn, name, before) or any(each.refused for each in messages[:1])
    return now is not None


def _let_go(turn: Turn, before: dict[str, Any]) -> None:
    """A letter's code comes while people look at other things: it is waited for, and nothing but digits is it."""
    turn.expect(None)
    if before["values"].get("needs") == "code" and turn.here.draft is None:
        turn.expect(Action(before["name"], before["target"], {**before["values"], "aside": True}))


def _beside(turn: Turn, name: str, before: dict[str, Any]) -> bool:
    """Whether it was about the same item, or words and photos that neither a form nor anything else took."""
    if turn.action is None:
        return name != "answer"
    return turn.action.target == before["target"] and _numbered(before)


def _numbered(before: dict[str, Any]) -> bool:
    return NUMBER.fullmatch(before["target"]) is not None


def _words(before: dict[str, Any]) -> Said | None:
    needs = before["values"].get("needs")
    if needs in SILENT or before["name"] in STILL_ASKED:
        return None
    if _numbered(before):
        number = before["target"]
        return say("What you were to write for {number} is left; tap again to write it.", number=number)
    if needs in WRITTEN:
        return say("What you were to write is left; tap again to write it.")
    return None


def _with(words: Said | None, messages: list[Message]) -> list[Message]:
    """In front of the first message, as half a sentence."""
    if words is None:
        return messages
    if not messages:
        return [Message(text=words)]
    return [msgspec.structs.replace(messages[0], text=Lines((words, messages[0].text))), *messages[1:]]
