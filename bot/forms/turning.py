"""One turn of a form: where it stands, how an answer is taken, and how it goes on."""

from functools import partial
from typing import Any

import msgspec
from msgspec.structs import replace

from bot.forms.expressions import Run, Value, truth
from bot.forms.facts import Facts
from bot.forms.model import MAX_INSTANCES, Form, Node, Question
from bot.forms.options import any_option
from bot.forms.reading import typed, wanted
from bot.forms.settle import forget_household, settled
from bot.forms.state import Ask, Changing, Refused, Reply, Reviewed, State, View
from bot.forms.walk import first_open, keep, locate, run_of, split
from bot.messages import Said, say

Result = tuple[State, tuple[Reply, ...]]
FRESH = View()


class Turn(msgspec.Struct):
    """What a step works with; `path` is the current question's, empty at the review."""

    form: Form
    state: State
    facts: Facts
    run: Run
    path: str
    _found: tuple[Node, tuple[int, ...]] | None = None

    def node(self) -> Node | None:
        """The node that is asked, with the run standing at its instances."""
        found = self._found
        if found is None:
            found = self._found = locate(self.form, self.path) if self.path else None
            if found is None:
                return None
        node, self.run.indices = found
        return node

    @property
    def question(self) -> Question | None:
        node = self.node()
        return node.question if node else None

    @property
    def view(self) -> View:
        """How the current question is looked at; a view of another one counts for nothing."""
        view = self.state.view
        return view if view.path == self.path else FRESH

    def seen(self, **changes: Any) -> Result:
        """The same question, looked at in another way."""
        view = replace(self.view, path=self.path, **changes)
        return replace(self.state, view=view), (Ask(self.path),)

    def refused(self, why: Said) -> Result:
        """Nothing changes; says why, and asks again."""
        again = Changing() if self.state.changing else Ask(self.path) if self.path else Reviewed()
        return self.state, (Refused(why, self.path), again)

    def stale(self) -> Result:
        """A button of another question."""
        return self.refused(say("That button does not belong to this question."))


def current(form: Form, state: State, run: Run) -> str:
    """The path of the current question; empty at the review."""
    return state.editing or first_open(form, run)


def onward(turn: Turn, state: State, *before: Reply, run: Run | None = None) -> Result:
    """Asks what comes next; `run` is an evaluation over this state's answers, where there is one already."""
    path = current(turn.form, state, run or run_of(state, turn.facts))
    return state, (*before, Ask(path) if path else Reviewed())


def accept(turn: Turn, stored: Any, *before: Reply) -> Result:
    """Takes an answer that was read: checks it, sets aside what it makes irrelevant, and goes on."""
    node = turn.node()
    if node is None:
        return turn.stale()
    why = unfit(node, stored, turn.run)
    if why is not None:
        return turn.refused(why)
    answers, aside = dict(turn.state.answers), dict(turn.state.aside)
    answers[turn.path] = stored
    aside.pop(turn.path, None)
    run = run_of(turn.state, turn.facts, answers)
    if node.role == "household" and turn.state.answers.get(turn.path) not in (None, stored):
        forget_household(turn.form, answers, aside)
    else:
        run.memo = _unchanged(turn.run, node)
    crowded = _crowded(node, turn.path, run)
    if crowded:
        return turn.refused(crowded)
    settled(node, run, answers, aside)
    state = replace(turn.state, answers=answers, aside=aside, editing="", changing=False, album="", view=FRESH)
    keep(run, state, turn.facts)
    return onward(turn, state, *before, run=run)


def _unchanged(run: Run, node: Node) -> dict[str, Value]:
    """What has been worked out already and does not hang on this node's answer."""
    if node.repeats or node.question is None:
        return {}
    return {path: value for path, value in run.memo.items() if path not in node.feeds and "[" not in path}


def unfit(node: Node, stored: Any, run: Run) -> Said | None:
    """Why an answer cannot be taken; None where it can. The run stands at the node's instances."""
    question = node.question
    if question is None:
        return None
    if stored is None or stored == []:
        return _missing(node, question, run)
    if question.constraint is None:
        return None
    run.this = typed(question.type, stored)
    if truth(question.constraint.call(run)):
        return None
    message = question.constraint_message
    return message.said(run) if message else say("That does not fit here. Please look at it again.")


def _missing(node: Node, question: Question, run: Run) -> Said | None:
    if optional(question, run) or nothing_to_choose(node, run):
        return None
    message = question.required_message
    return message.said(run) if message else say("This one has to be answered.")


def optional(question: Question, run: Run) -> bool:
    """Whether a question can be skipped."""
    return question.required is None or not truth(question.required.call(run))


def nothing_to_choose(node: Node, run: Run) -> bool:
    """Whether the answers so far leave a question without a single choice: then it can be passed over."""
    question = node.question
    if question is None or question.list or not question.type.startswith("select"):
        return False
    return not any_option(node, question, run)


def _crowded(node: Node, path: str, run: Run) -> Said | None:
    """Refuses an answer that would ask for more instances of a repeat than anyone can answer."""
    at = split(path)[1]
    for repeat in node.counts:
        depth = len(repeat.repeats)
        if depth <= len(at) and run.at(at[:depth], partial(wanted, repeat)) > MAX_INSTANCES:
            return say("At most {most} can be filled in here. Please write a smaller number.", most=MAX_INSTANCES)
    return None
