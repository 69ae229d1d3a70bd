"""What each Given does: a table of small functions."""

from collections.abc import Callable, Mapping
from typing import Any

from msgspec.structs import replace

from bot.forms import answers
from bot.forms.answers import parse_answer, yes_or_no
from bot.forms.choosing import SELECTS, chosen, chosen_so_far, confirmed, said_choice, toggled
from bot.forms.facts import Facts, folded
from bot.forms.model import Form, Node, Question
from bot.forms.records import record, stored_value
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
    State,
    Submit,
    Toggled,
)
from bot.forms.turning import FRESH, Result, Turn, accept, current, onward, optional, unfit
from bot.forms.walk import first_open, places, run_of
from bot.messages import say

MOST_PHOTOS = 10  # as many as an album of Telegram holds
MEDIA = {"photo": ("image", "file"), "document": ("image", "file", "audio", "video"), "voice": ("audio", "file"),
         "audio": ("audio", "file"), "video": ("video", "file")}  # fmt: skip
SUBMIT = frozenset({"提交", "submit", "确认", "确认提交"})
CHANGE = frozenset({"改一项", "改", "修改", "change"})
BACK = frozenset({"上一步", "返回", "back"})
LEAVE = frozenset({"不改了", "不改"})
LONGEST_WORD = 10
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
    return _said_answer(turn, question, given.text)


def _said_at_review(turn: Turn, text: str) -> Result:
    if folded(text) in SUBMIT or yes_or_no(text):
        return submit(turn, Submit())
    if folded(text) in CHANGE:
        return review(turn, Review(change=True))
    return turn.refused(say("All questions are answered. Please submit, or change one of the answers."))


def _said_more(turn: Turn, text: str) -> Result:
    yes = yes_or_no(text)
    return turn.refused(say("Please answer yes or no.")) if yes is None else accept(turn, yes)


def _said_answer(turn: Turn, question: Question, text: str) -> Result:
    if question.type == "text" and text.strip() and not any(character.isalnum() for character in text):
        return turn.refused(say("I cannot make anything of signs alone. Please write it in words."))
    stored = parse_answer(question, text, turn.facts.local.date())
    if (isinstance(stored, Refused) or question.type == "text") and _says_nothing(text):
        stored = None if optional(question, turn.run) else stored
    return turn.refused(stored.why) if isinstance(stored, Refused) else accept(turn, stored)


def _says_nothing(text: str) -> bool:
    return not text.strip().isdecimal() and yes_or_no(text) is False


# --- places, photos, recordings ------------------------------------------------------------------------------


def place(turn: Turn, given: Place) -> Result:
    """A location."""
    question = turn.question
    if question is None or question.type != "geopoint":
        return turn.refused(say("A location is not asked for here."))
    stored = answers.place(given.latitude, given.longitude, given.accuracy)
    return turn.refused(stored.why) if isinstance(stored, Refused) else accept(turn, stored)


def photo(turn: Turn, given: Photo) -> Result:
    """A photo, recording or file; further photos of an album join the first one."""
    if given.joins and turn.state.answers.get(given.joins):
        return _joined(turn, given, given.joins)
    question = turn.question
    if question is not None and question.type in MEDIA.get(given.kind, ("file",)):
        state, replies = accept(turn, [given.reference])
        done = turn.path in state.answers and state.answers[turn.path] == [given.reference]
        return (replace(state, album=turn.path) if done else state), replies
    if turn.state.album and turn.state.album in turn.state.answers:
        return _joined(turn, given, turn.state.album)
    if later := _waiting(turn, given.kind):
        return _early(turn, given, later)
    if question is not None and question.type == "image":
        return turn.refused(say("A photo is asked for here; a recording or a file does not fit."))
    return turn.refused(say("A photo or a file is not asked for here."))


def photo_path(form: Form, state: State, facts: Facts, kind: str) -> str:
    """The question that a photo or file is for: the one that is asked, else one that takes it though it is not."""
    run = run_of(state, facts)
    turn = Turn(form, state, facts, run, current(form, state, run))
    question = turn.question
    if question is not None and question.type in MEDIA.get(kind, ("file",)):
        return turn.path
    return (state.album if state.album in state.answers else _waiting(turn, kind)) or turn.path


def _waiting(turn: Turn, kind: str) -> str:
    """The question for photos, whether it was asked or not: who takes a picture first has not to send it twice."""
    for path, node, _ in places(turn.form, turn.run):
        question = node.question
        takes = question is not None and question.type == "image" and "image" in MEDIA.get(kind, ())
        if takes and question is not None and not (question.sensitive or node.repeats):
            return path
    return ""


def _early(turn: Turn, given: Photo, path: str) -> Result:
    """A photo before it is asked for, or after it was skipped, or one more; what is asked now is asked on."""
    if turn.state.answers.get(path):
        state, replies = _joined(turn, given, path)
        return onward(turn, state, Noted(path)) if state != turn.state else (state, replies)
    state, replies = accept(Turn(turn.form, turn.state, turn.facts, turn.run, path), [given.reference])
    if state.answers.get(path) != [given.reference]:
        return turn.state, replies
    here = turn.state
    return onward(turn, replace(state, editing=here.editing, album=path, view=here.view), Noted(path))


def _joined(turn: Turn, given: Photo, path: str) -> Result:
    files = list(turn.state.answers[path] or [])
    if given.reference in files:
        return onward(turn, turn.state)
    if len(files) >= MOST_PHOTOS:
        return turn.refused(say("At most {most} photos can be kept here.", most=MOST_PHOTOS))
    state = replace(turn.state, answers={**turn.state.answers, path: [*files, given.reference]})
    return onward(turn, state)


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
        if path == given.path and changeable(node):
            state = replace(turn.state, editing=path, changing=False, album="", view=FRESH)
            return onward(turn, state)
    return turn.stale()


def changeable(node: Node) -> bool:
    """Whether somebody's answer stands there."""
    question = node.question
    return question is None or not (question.computed or question.type == "note")


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
        if not changeable(node) or node.question is None:
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
