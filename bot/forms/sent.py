"""What is sent in place of words: places, photos, recordings; also before they are asked for."""

from msgspec.structs import replace

from bot.forms import answers
from bot.forms.facts import Facts
from bot.forms.model import Form
from bot.forms.settle import holds
from bot.forms.state import Noted, Photo, Place, Refused, Reply, State
from bot.forms.turning import Result, Turn, accept, current, onward
from bot.forms.walk import places, run_of
from bot.messages import say

MOST_PHOTOS = 10  # as many as an album of Telegram holds
MEDIA = {"photo": ("image", "file"), "document": ("image", "file", "audio", "video"), "voice": ("audio", "file"),
         "audio": ("audio", "file"), "video": ("video", "file")}  # fmt: skip


def place(turn: Turn, given: Place) -> Result:
    """A location; one that comes before it is asked for, or after it was skipped, is kept for its question."""
    stored = answers.place(given.latitude, given.longitude, given.accuracy)
    if isinstance(stored, Refused):
        return turn.refused(stored.why)
    if turn.question is not None and turn.question.type == "geopoint":
        return accept(turn, stored)
    path = _place_path(turn.form)
    if not path:
        return turn.refused(say("A location is not asked for here."))
    here = turn.state
    if not holds(turn.form.nodes[path], path, stored, turn.run):  # a later answer may ask for one
        state, replies = turn.refused(say("Your location is kept: it need not be sent again where one is asked for."))
        return replace(state, aside={**here.aside, path: stored}), replies
    state, replies = accept(Turn(turn.form, here, turn.facts, turn.run, path), stored)
    if state.answers.get(path) != stored:
        return _not_taken(turn, replies)
    return onward(turn, replace(state, editing=here.editing, view=here.view), Noted(path))


def _place_path(form: Form) -> str:
    """The first question for a location that may be answered at any time; empty where there is none."""
    for node in form.nodes.values():
        question = node.question
        if question is not None and question.type == "geopoint" and not (question.sensitive or node.repeats):
            return node.path
    return ""


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
        return _one_more(turn, given, turn.state.album)
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
    """The question for photos, whether it was asked or not: who takes a picture first has not to send it twice.

    A protected one (a signature) only where there is no other.
    """
    found = [(path, node.question) for path, node, _ in places(turn.form, turn.run) if not node.repeats]
    takes = [(path, question) for path, question in found if question is not None and question.type == "image"]
    if not takes or "image" not in MEDIA.get(kind, ()):
        return ""
    return min(takes, key=lambda each: each[1].sensitive)[0]


def _early(turn: Turn, given: Photo, path: str) -> Result:
    """A photo before it is asked for, or after it was skipped, or one more; what is asked now is asked on."""
    if turn.state.answers.get(path):
        return _one_more(turn, given, path)
    state, replies = accept(Turn(turn.form, turn.state, turn.facts, turn.run, path), [given.reference])
    if state.answers.get(path) != [given.reference]:
        return _not_taken(turn, replies)
    here = turn.state
    return onward(turn, replace(state, editing=here.editing, album=path, view=here.view), Noted(path))


def _one_more(turn: Turn, given: Photo, path: str) -> Result:
    """A further photo beside those that are there, which is told; what is asked now is asked on."""
    state, replies = _joined(turn, given, path)
    told = turn.path and state != turn.state
    return onward(turn, state, Noted(path)) if told else (state, replies)


def _not_taken(turn: Turn, replies: tuple[Reply, ...]) -> Result:
    """Why something that came early does not fit; what is asked now stays."""
    return turn.refused(next(reply.why for reply in replies if isinstance(reply, Refused)))


def _joined(turn: Turn, given: Photo, path: str) -> Result:
    files = list(turn.state.answers[path] or [])
    if given.reference in files:
        return onward(turn, turn.state)
    if len(files) >= MOST_PHOTOS:
        return turn.refused(say("At most {most} photos can be kept here.", most=MOST_PHOTOS))
    state = replace(turn.state, answers={**turn.state.answers, path: [*files, given.reference]})
    return onward(turn, state)
