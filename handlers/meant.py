"""What words are meant for that are typed into a form after something else invited words: the menu, a unit's question.

A form swallows none of them unasked, and no bare yes submits it that may be said to what came since.
"""

from msgspec.structs import replace

from bot import drafts, filling, notices
from bot.forms import engine
from bot.forms.answers import yes_or_no
from bot.forms.facts import folded
from bot.forms.given import BACK, LEAVE, SUBMIT
from bot.forms.model import Question
from bot.forms.state import Refused
from bot.forms.walk import locate, run_of
from bot.messages import Action, Choice, Message, say
from bot.sought import sought
from bot.turn import Turn
from handlers.forms import as_new_issue
from handlers.item import item
from storage import items as stored
from storage import outbox

TO_THE_FORM = BACK | LEAVE | SUBMIT  # what is said to a form alone
IN_ONES_OWN_WORDS = frozenset({"text", "integer", "decimal", "date"})  # questions that are answered so
SIGNS = " 。.!！?？，,"
ASKING = 6  # characters beside a number that only ask how it stands: 怎么样了


def doubted(turn: Turn) -> list[Message] | None:
    """Asks what is meant where a unit's question came after the form's, or anything after the review.

    An item's number opens it. None where the words are plainly the form's.
    """
    text = turn.text
    if folded(text) in TO_THE_FORM:
        return None
    if number := _number(text):
        turn.action = Action("item", number)
        return [*item(turn), *filling.asked_again(turn)]
    asked, yes = _asked_since(turn), yes_or_no(text)
    if not (asked or yes):
        return None
    path, question = _open(turn)
    if not path:
        return _which(turn, "", asked) if yes and (asked or _interrupted(turn)) else None
    return _which(turn, path, asked) if asked and _takes(question, IN_ONES_OWN_WORDS) else None


def after_menu(turn: Turn) -> list[Message] | None:
    """Asks what is meant where the form's question takes any words; None elsewhere, and where both ways are one."""
    text = turn.text
    path, question = _open(turn)
    if folded(text) in TO_THE_FORM or _number(text) or not _takes(question, {"text"}) or _begins_here(turn):
        return None
    return _which(turn, path, _asked_since(turn))


def with_answer(turn: Turn, messages: list[Message]) -> list[Message]:
    """With a button that sends words to a unit which the form has refused, where it has asked since."""
    asked = _asked_since(turn)
    return _with(messages, [_answering(turn, asked)]) if asked else messages


def _number(text: str) -> str:
    """The number of the item that is asked for; empty where more is said."""
    found = stored.NUMBER.search(text)
    return found[0] if found is not None and len(text.replace(found[0], "").strip(SIGNS)) <= ASKING else ""


def _asked_since(turn: Turn) -> str:
    """The item about which a unit has asked in this chat since the form's question; empty where none has."""
    draft, person = turn.here.draft, turn.person
    asked = stored.asked_of(turn.connection, person.id) if person is not None else None
    if asked is None or draft is None or draft.asked is None:
        return ""
    told = outbox.latest_in_slot(turn.connection, turn.here.id, notices.item_slot(asked))
    return asked if told is not None and told > draft.asked else ""


def _interrupted(turn: Turn) -> bool:
    """Whether anything was said here since the form's question."""
    draft = turn.here.draft
    latest = outbox.latest(turn.connection, turn.here.id)
    return draft is not None and draft.asked is not None and latest is not None and latest > draft.asked


def _open(turn: Turn) -> tuple[str, Question | None]:
    """The path and the question that are asked now; at the review the path is empty."""
    form, state, _draft = filling.opened(turn)
    path = engine.current(form, state, run_of(state, filling.facts(turn, state.seed)))
    found = locate(form, path) if path else None
    return path, found[0].question if found is not None else None


def _takes(question: Question | None, types: frozenset[str] | set[str]) -> bool:
    return question is not None and question.type in types and not question.sensitive


def _begins_here(turn: Turn) -> bool:
    """Whether a report was only just begun, and asks for what would begin it anyway."""
    draft = turn.here.draft
    return draft is not None and draft.form == "issue_report" and drafts.untouched(turn, draft)


Row = tuple[Choice, ...]


def _which(turn: Turn, path: str, asked: str) -> list[Message]:
    """The form's question again, with a button for each thing that the words may be."""
    text = turn.text
    if not path:
        why = say("Is “{words}” meant to submit this, or for something else? Please tap one.", words=sought(text))
        return _with(filling.asked_again(turn, Refused(why)), [_answering(turn, asked)] if asked else [])
    why = say("Is “{words}” meant for this question, or for something else? Please tap one.", words=sought(text))
    here = Action("answer", path, {"given": {"type": "said", "text": text}})
    offered: list[Row] = [(Choice(say("It answers this question"), here),)]
    offered += [_answering(turn, asked)] if asked else []
    if yes_or_no(text) is None:
        offered.append((as_new_issue(text),))
    return _with(filling.asked_again(turn, Refused(why, path)), offered)


def _answering(turn: Turn, number: str) -> Row:
    return (Choice(say("Answer to {number}", number=number), Action("answer_question", number, {"text": turn.text})),)


def _with(messages: list[Message], rows: list[Row]) -> list[Message]:
    """These rows above the buttons of the last message."""
    return [*messages[:-1], *(replace(last, choices=(*rows, *last.choices)) for last in messages[-1:])]
