"""A record's answers as people read them later: each beside its question, what is sensitive masked."""

from collections.abc import Mapping
from typing import Any

from bot.forms.facts import Facts
from bot.forms.model import Form
from bot.forms.state import State
from bot.forms.walk import locate, run_of
from bot.forms.wording import answered, of_member, whole_words
from bot.messages import Said


def told(form: Form, answers: Mapping[str, Any], facts: Facts) -> list[Said]:
    """A line for each answer whose question has a label, in the form's order: one member after the other."""
    places = {path: place for place, path in enumerate(form.nodes)}
    state = State(form=form.code, version=form.version, began=facts.local, answers=dict(answers))
    run = run_of(state, facts)
    found = []
    for path, stored in answers.items():
        located = locate(form, path)
        if located is None or located[0].question is None or located[0].question.label is None:
            continue
        node, run.indices = located
        assert node.question is not None  # noqa: S101 - asked above
        line = answered(node.question, whole_words(node, stored, run), run)
        place = places[node.path]
        begins = places[node.repeats[0].path] if node.repeats else place
        found.append((begins, run.indices, place, of_member(run.indices, line)))
    return [line for *_, line in sorted(found, key=lambda each: each[:3])]
