"""A form that was filed, as the conversation that it was: everything answered, to change one of the answers."""

from collections.abc import Mapping
from typing import Any

from msgspec.structs import replace

from bot.forms.facts import Facts
from bot.forms.model import MAX_INSTANCES, Form
from bot.forms.records import MEDIA
from bot.forms.state import State
from bot.forms.turning import current
from bot.forms.walk import locate, run_of, split
from bot.forms.wording import answer_words, masked, short
from bot.messages import Said, say

MOST = MAX_INSTANCES * 20  # questions that were skipped


def reopened(form: Form, answers: Mapping[str, Any], facts: Facts, about: str) -> State:
    """The state in which all of a record's answers stand; what was passed over is passed over, not asked."""
    state = State(form=form.code, version=form.version, began=facts.local, seed=facts.seed, about=about)
    state = replace(state, answers={path: value for path, value in answers.items() if _answered(form, path)})
    for _ in range(MOST):
        path = current(form, state, run_of(state, facts))
        if not path:
            break
        another = any(each.startswith(f"{path}/") for each in answers)  # of a repeat
        state = replace(state, answers={**state.answers, path: another if _repeats(form, path) else None})
    return replace(state, changing=True)


def _answered(form: Form, path: str) -> bool:
    found = locate(form, path)
    return found is not None and found[0].question is not None and not found[0].question.computed


def _repeats(form: Form, path: str) -> bool:
    found = locate(form, path)
    return found is not None and found[0].question is None


def differences(form: Form, before: Mapping[str, Any], after: Mapping[str, Any], facts: Facts) -> list[Said]:
    """What has been answered otherwise, question by question, in the form's order; what is sensitive masked."""
    order = {path: place for place, path in enumerate(form.nodes)}
    both = [path for path in {**before, **after} if _answered(form, path)]
    changed = [path for path in both if before.get(path) != after.get(path)]
    changed.sort(key=lambda path: order[split(path)[0]])
    return [_difference(form, path, before, after, facts) for path in changed]


def _difference(form: Form, path: str, before: Mapping[str, Any], after: Mapping[str, Any], facts: Facts) -> Said:
    was, now = (_words(form, path, answers, facts) for answers in (before, after))
    node, indices = locate(form, path) or (form.root, ())
    run = run_of(State(form=form.code, version=form.version, began=facts.local), facts, dict(after))
    run.indices = indices
    assert node.question is not None  # noqa: S101 - _answered asked for it
    return say("{question} {was} → {now}", question=short(node.question, run), was=was, now=now)


def _words(form: Form, path: str, answers: Mapping[str, Any], facts: Facts) -> Said:
    node, indices = locate(form, path) or (form.root, ())
    run = run_of(State(form=form.code, version=form.version, began=facts.local), facts, dict(answers))
    run.indices = indices
    stored = answers.get(path)
    question = node.question
    if question is not None and question.sensitive and stored is not None and question.type not in MEDIA:
        return masked(str(stored))
    return answer_words(node, stored, run)
