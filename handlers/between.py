"""What is typed into a form after something else was said in this chat: it may be meant for that, and is not swallowed.

A unit's question that is newer than the form's is in doubt with every answer; anything else with free words alone,
and with a bare yes at the review.
"""

from msgspec.structs import replace

from bot import drafts, filling
from bot.forms.answers import yes_or_no
from bot.forms.facts import folded
from bot.forms.given import BACK, LEAVE, SUBMIT
from bot.forms.model import Question
from bot.forms.state import Refused, Said
from bot.messages import Action, Choice, Message, say
from bot.sought import sought
from bot.turn import Turn
from handlers.item import item
from storage import items as stored
from storage import outbox

SHORT = 24  # characters of what is said about an item by its number, and is no report of its own
ASKING = 6  # characters beside a number that only ask how it stands: 怎么样了
SIGNS = " 。.!！?？"
PLAIN = SUBMIT - {"确认"}  # what is said to a form alone
Row = tuple[Choice, ...]


def doubted(turn: Turn) -> list[Message] | None:
    """Asks what the words are meant for; None where that is plain. An item's number alone opens it."""
    text = turn.text
    if turn.action is not None or not turn.incoming.text or folded(text) in BACK | LEAVE | PLAIN:
        return None
    number = named(text)
    if number and len(text.replace(number, "").strip(SIGNS)) <= ASKING:
        return opened(turn)
    interrupted, asked = _meanwhile(turn)
    if not (interrupted or asked or number):
        return None
    path, question, answer = filling.tried(turn, Said(text))
    if isinstance(answer, Refused) or (question is not None and question.sensitive):
        return None
    if not path:
        return _asked_which(turn, "", asked, "") if yes_or_no(text) else None
    if asked or (_free(question) and answer is not None and not _same_either_way(turn)):
        return _asked_which(turn, path, asked, number)
    return None


def named(text: str) -> str:
    """The number of the item that short words are about; empty where there is none."""
    found = stored.NUMBER.search(text) if len(text) <= SHORT else None
    return found[0] if found is not None else ""


def opened(turn: Turn) -> list[Message]:
    """The item whose number was typed, and then the form's question again; nothing where there is no number."""
    number = named(turn.text)
    if not number:
        return []
    turn.action = Action("item", number)
    return [*item(turn), *filling.asked_again(turn)]


def with_answer(turn: Turn, messages: list[Message]) -> list[Message]:
    """With a button that takes these words for the answer to a unit, where one has asked meanwhile."""
    _interrupted, asked = _meanwhile(turn)
    return _with(messages, [_answering(turn, asked)]) if asked and turn.text else messages


def _meanwhile(turn: Turn) -> tuple[bool, str]:
    """Whether anything was said here since the form's question; the item whose unit asked since then, or empty."""
    draft = turn.here.draft
    if draft is None or draft.asked is None or turn.person is None:
        return False, ""
    rows = outbox.since(turn.connection, turn.here.id, draft.asked)
    interrupted = any(operation == "send" and row > draft.asked for row, operation, _ in rows)
    if not any('"answer_question"' in actions for _, _, actions in rows):
        return interrupted, ""
    asked = stored.asked_of(turn.connection, turn.person.id) or ""
    return interrupted, asked if any(asked in actions for _, _, actions in rows) else ""


def _free(question: Question | None) -> bool:
    return question is not None and question.type == "text"


def _same_either_way(turn: Turn) -> bool:
    """Whether a report that is only just begun is asked for what would begin it anyway."""
    draft = turn.here.draft
    return draft is not None and draft.form == "issue_report" and drafts.untouched(turn, draft) and not named(turn.text)


def _asked_which(turn: Turn, path: str, asked: str, number: str) -> list[Message]:
    """The question again, with a button for each thing that the words may be; nothing is lost whichever is tapped."""
    text = turn.text
    if not path:
        why = say("Is “{words}” meant to submit this, or for something else? Please tap one.", words=sought(text))
    else:
        why = say("Is “{words}” meant for this question, or for something else? Please tap one.", words=sought(text))
    offered: list[Row] = []
    if path:
        here = Action("answer", path, {"given": {"type": "said", "text": text}})
        offered.append((Choice(say("It answers this question"), here),))
    if asked:
        offered.append(_answering(turn, asked))
    if number:
        offered.append((Choice(say("Open {number}", number=number), Action("item", number)),))
    if yes_or_no(text) is None:
        new = Action("issue_report", values={"known": {"title": text}})
        offered.append((Choice(say("That was a new issue"), new),))
    return _with(filling.asked_again(turn, Refused(why, path)), offered)


def _answering(turn: Turn, number: str) -> Row:
    return (Choice(say("Answer to {number}", number=number), Action("answer_question", number, {"text": turn.text})),)


def _with(messages: list[Message], rows: list[Row]) -> list[Message]:
    """These rows above the buttons of the last message."""
    return [*messages[:-1], *(replace(last, choices=(*rows, *last.choices)) for last in messages[-1:])]
