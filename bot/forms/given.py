"""What each Given does: a table of small functions."""

from collections.abc import Callable, Mapping
from typing import Any

from msgspec.structs import replace

from bot.forms import changing
from bot.forms.answers import parse_answer, yes_or_no
from bot.forms.choosing import SELECTS, chosen, chosen_so_far, confirmed, said_choice, toggled
from bot.forms.examples import no_number
from bot.forms.facts import folded
from bot.forms.model import Node, Question
from bot.forms.nothing import labels, only_onward, passes_over, says_none, says_nought
from bot.forms.records import record, stored_value
from bot.forms.sent import photo, place
from bot.forms.state import (
    Back,
    Change,
    Changing,
    Chosen,
    Confirmed,
    Done,
    Group,
    More,
    Noted,
    Page,
    Photo,
    Place,
    Refused,
    Review,
    Reviewed,
    Said,
    Skip,
    Submit,
    Toggled,
)
from bot.forms.turning import FRESH, Result, Turn, accept, onward, optional, unfit
from bot.forms.walk import first_open, places
from bot.messages import say

SUBMIT = frozenset({"提交", "submit", "确认", "确认提交"})
CHANGE = frozenset({"改一项", "改", "修改", "change"})
BACK = frozenset({"上一步", "返回", "back"})
LEAVE = frozenset({"不改了", "不改"})
LONGEST_WORD = 10
NUMBERS = ("integer", "decimal")
UNCOUNTED = ("member_age",)  # roles of numbers of which there is never none
ONWARD_ALONE = SUBMIT | {"选好了", "done"}  # words of buttons that no question for a text has
# --- said ----------------------------------------------------------------------------------------------------


def said(turn: Turn, given: Said) -> Result:
    """A typed text: the words of a button, an answer, the name of a choice, the words of a search, or a yes or no."""
    words = folded(given.text) if len(given.text) < LONGEST_WORD else ""
    if words in BACK:
        return back(turn, Back())
    if words in LEAVE and turn.state.editing:
        return _left(turn)
    node = turn.node()
    if node is None:
        return _said_at_review(turn, given.text)
    question = node.question
    if question is None:
        return _said_more(turn, given.text)
    if question.type in SELECTS:
        return said_choice(turn, node, question, given.text)
    return _said_answer(turn, node, question, given.text)


def _said_at_review(turn: Turn, text: str) -> Result:
    if turn.state.changing:
        return _said_what_to_change(turn, text)
    if folded(text) in SUBMIT or yes_or_no(text):
        return submit(turn, Submit())
    if (path := changing.meant(turn, text)) or folded(text) in CHANGE:
        return change(turn, Change(path)) if path else review(turn, Review(change=True))
    if changing.asked_for(text):
        return review(turn, Review(change=True))
    return turn.refused(say("All questions are answered. Please submit, or change one of the answers."))


def _said_what_to_change(turn: Turn, text: str) -> Result:
    """The answer whose question is named; on whichever page its button stands."""
    path = changing.meant(turn, text, chosen=True)
    return (
        change(turn, Change(path))
        if path
        else turn.refused(say("Tap the answer that should be changed, or write its name."))
    )


def _said_more(turn: Turn, text: str) -> Result:
    yes = yes_or_no(text)
    return turn.refused(say("Please answer yes or no.")) if yes is None else accept(turn, yes)


def _said_answer(turn: Turn, node: Node, question: Question, text: str) -> Result:
    if question.type == "text" and text.strip() and not any(character.isalnum() for character in text):
        return turn.refused(say("I cannot make anything of signs alone. Please write it in words."))
    if only_onward(text) and not optional(question, turn.run):
        return turn.refused(say("This one has to be answered."))
    if question.type == "text" and folded(text) in ONWARD_ALONE:
        return turn.refused(say("Not all is answered yet. This comes next:"))
    return _read(turn, node, question, text)


def _read(turn: Turn, node: Node, question: Question, text: str) -> Result:
    """The answer that a text is; where the question may be passed over, what says that there is none is none."""
    stored = parse_answer(question, text, turn.facts.local.date())
    if isinstance(stored, Refused) or question.type == "text":
        about = labels(question, turn.run)
        if _counts(question) and says_nought(text, about) and unfit(node, 0, turn.run) is None:
            return accept(turn, 0)
        if optional(question, turn.run) and (says_none(text, about) or passes_over(text, question)):
            return accept(turn, None)
    if isinstance(stored, Refused):
        return turn.refused(no_number(turn, node, question, text) or stored.why)
    return accept(turn, stored)


def _counts(question: Question) -> bool:
    return question.type in NUMBERS and question.role not in UNCOUNTED


# --- going about ---------------------------------------------------------------------------------------------


def skip(turn: Turn, _given: Skip) -> Result:
    """A skip is an answer, where the question allows it."""
    return accept(turn, None, Noted(turn.path)) if turn.question is not None else turn.stale()


def more(turn: Turn, given: More) -> Result:
    """Another instance of a repeat, or no further one."""
    node = turn.node()
    return accept(turn, given.yes) if node is not None and node.kind == "repeat" else turn.stale()


def back(turn: Turn, _given: Back) -> Result:
    """To the question before, whose answer stays until another one is given; from a change, back to the review."""
    if turn.state.changing or (turn.state.editing and not first_open(turn.form, turn.run)):
        return _left(turn)
    path = before(turn)
    if not path:
        return turn.refused(say("This is the first question."))
    return onward(turn, replace(turn.state, editing=path, album="", view=FRESH))


def _left(turn: Turn) -> Result:
    return onward(turn, replace(turn.state, editing="", changing=False, view=FRESH))


def before(turn: Turn) -> str:
    """The path of the question that somebody answered before this one; empty where there is none."""
    last = ""
    for path, node, _ in places(turn.form, turn.run):
        if path == turn.path:
            break
        asked = node.question is None or node.question.asked
        if asked and path in turn.state.answers and path not in turn.state.known:
            last = path
    return last


def page(turn: Turn, given: Page) -> Result:
    """Another page of a long list."""
    if not turn.path:
        view = replace(FRESH, page=max(0, given.number))
        return replace(turn.state, view=view), (Changing() if turn.state.changing else Reviewed(),)
    return turn.seen(page=max(0, given.number), **_ticks(turn))


def _ticks(turn: Turn) -> Mapping[str, Any]:
    """The ticks that a first change of the view must not lose."""
    question = turn.question
    if question is None or question.type not in ("select_multiple", "rank"):
        return {}
    return {"toggled": tuple(chosen_so_far(turn, question))}


def group(turn: Turn, given: Group) -> Result:
    """Opens the groups of a long list, or one of them."""
    question = turn.question
    if question is None or not question.list:
        return turn.stale()
    return turn.seen(open=True, group=given.name, page=0, words="", **_ticks(turn))


def change(turn: Turn, given: Change) -> Result:
    """To an answer, in order to change it."""
    if not given.path:
        return _left(turn)
    for path, node, _ in places(turn.form, turn.run):
        if path == given.path and changing.changeable(node):
            state = replace(turn.state, editing=path, changing=False, album="", view=FRESH)
            return onward(turn, state)
    return turn.stale()


def review(turn: Turn, given: Review) -> Result:
    """All answers; while some are missing, the next question instead."""
    if first_open(turn.form, turn.run):
        return onward(turn, turn.state)
    state = replace(turn.state, editing="", changing=given.change, view=FRESH)
    return state, (Changing() if given.change else Reviewed(),)


def submit(turn: Turn, _given: Submit) -> Result:
    """The end, if every answer still fits: later answers may have changed what an earlier one may be."""
    if turn.path:
        return turn.refused(say("Not all is answered yet. This comes next:"))
    for path, node, indices in places(turn.form, turn.run):
        if not changing.changeable(node) or node.question is None:
            continue
        turn.run.indices = indices
        why = unfit(node, stored_value(node, path, turn.run), turn.run)
        if why is not None:
            state = replace(turn.state, editing=path, changing=False, view=FRESH)
            return onward(turn, state, Refused(why, path))
    return turn.state, (Done(record(turn.form, turn.state, turn.facts)),)


HANDLERS: Mapping[type, Callable[[Turn, Any], Result]] = {
    Said: said,
    Chosen: chosen,
    Toggled: toggled,
    Confirmed: confirmed,
    Place: place,
    Photo: photo,
    Skip: skip,
    More: more,
    Back: back,
    Page: page,
    Group: group,
    Change: change,
    Review: review,
    Submit: submit,
}
