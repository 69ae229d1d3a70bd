"""Which answers count: those that are relevant stay, the others are set aside until they are again."""

from typing import Any

from bot.forms.expressions import Run
from bot.forms.model import Form, Node
from bot.forms.options import is_offered, nodes_answered
from bot.forms.walk import split

Answers = dict[str, Any]
ROUNDS = 8  # a chain of answers that bring each other back is followed this far at once


def holds(node: Node, path: str, stored: Any, run: Run) -> bool:
    """Whether an answer is relevant, and one of the choices where there are some."""
    return bool(run.at(split(path)[1], lambda inner: _holds(node, stored, inner)))


def _holds(node: Node, stored: Any, run: Run) -> bool:
    if node.relevant is not None and not node.relevant(run):
        return False
    question = node.question
    if question is None or stored is None or (question.choice_filter is None and question.nodes is None):
        return True
    return all(is_offered(node, name, run) for name in nodes_answered(stored))


def settled(changed: Node, run: Run, answers: Answers, aside: Answers) -> None:
    """Moves what hangs on a changed answer between `answers` (which `run` reads) and `aside`, in place."""
    if not changed.affects or _untouched(changed, answers, aside):
        return
    for _ in range(ROUNDS):
        moved = False
        for node in changed.affects:
            if not node.repeats and node.path not in answers and node.path not in aside:
                continue
            for path in _paths(node, answers, aside):
                moved = _moved(node, path, run, answers, aside) or moved
        if not moved:
            return


def forget_household(form: Form, answers: Answers, aside: Answers) -> None:
    """Takes away what was said by and of a household, where another one takes its place: its consent, and whatever is
    sensitive, which a review shows masked."""
    for given in (answers, aside):
        for path in list(given):
            node = form.nodes.get(split(path)[0])
            if node is not None and (node.role == "consent" or (node.question is not None and node.question.sensitive)):
                del given[path]


def _untouched(changed: Node, answers: Answers, aside: Answers) -> bool:
    """Whether nothing that hangs on this answer has been answered yet."""
    touches = changed.touches
    if len(touches) < len(changed.affects):
        return False
    return touches.isdisjoint(answers) and touches.isdisjoint(aside)


def _paths(node: Node, answers: Answers, aside: Answers) -> list[str]:
    if not node.repeats:
        return [node.path]
    return [path for path in (*answers, *aside) if split(path)[0] == node.path]


def _moved(node: Node, path: str, run: Run, answers: Answers, aside: Answers) -> bool:
    here = path in answers
    stored = answers[path] if here else aside[path]
    if holds(node, path, stored, run) is here:
        return False
    run.forget()
    if here:
        aside[path] = answers.pop(path)
    else:
        answers[path] = aside.pop(path)
    return True


def restored(form: Form, run: Run, found: Answers) -> tuple[Answers, Answers]:
    """What was known before the beginning: the relevant part as answers, the rest aside."""
    answers: Answers = {}
    aside = dict(found)
    run.answers = answers
    for _ in range(ROUNDS):
        before = len(aside)
        for path in list(aside):
            node = form.nodes[split(path)[0]]
            _moved(node, path, run, answers, aside)
        if len(aside) == before:
            break
    return answers, aside
