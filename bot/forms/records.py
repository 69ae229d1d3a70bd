"""The record of a form: what is relevant, by path and by meaning."""

import math
from datetime import date, datetime
from typing import Any

from bot.forms.expressions import Run, text
from bot.forms.facts import Facts
from bot.forms.model import Form, Node
from bot.forms.reading import value_of
from bot.forms.state import Record, State
from bot.forms.walk import places, run_of
from bot.messages import Labels

MEDIA = ("image", "audio", "video", "file")


def stored_value(node: Node, path: str, run: Run) -> Any:
    """The JSON value of a question: the answer as it is kept, else its default or calculation; None for none."""
    question = node.question
    if question is None:
        return None
    if path in run.answers and not question.computed:
        return run.answers[path]
    value = value_of(node, run)
    if value == "":
        return None
    return str(value).split() if question.type in ("select_multiple", "rank") else jsonable(value)


def jsonable(value: Any) -> Any:
    """A typed value as JSON keeps it: whole numbers without a fraction, dates in ISO 8601."""
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, Labels):
        return text(value)
    if isinstance(value, list):
        return [jsonable(each) for each in value]
    if isinstance(value, float):
        if not math.isfinite(value):
            return text(value)
        return int(value) if value == int(value) else value
    return value


def record(form: Form, state: State, facts: Facts) -> Record:
    """All relevant answers and calculations of a form, whether or not it is complete."""
    run = run_of(state, facts)
    answers: dict[str, Any] = {}
    roles: dict[str, Any] = {}
    sensitive: list[str] = []
    for path, node, indices in places(form, run):
        if node.question is None or node.question.type == "note":
            continue
        run.indices = indices
        value = stored_value(node, path, run)
        if value is None:
            continue
        answers[path] = value
        if node.question.sensitive:
            sensitive.append(path)
        _enter(roles, node, indices, value)
    run.indices = ()
    return Record(form.code, form.version, answers, roles, tuple(sensitive))


def _enter(roles: dict[str, Any], node: Node, indices: tuple[int, ...], value: Any) -> None:
    """A role's value: the first outside repeats; in a repeat a list, the repeat's own role its instances by role."""
    if node.role and not indices:
        roles.setdefault(node.role, value)
    elif node.role:
        roles.setdefault(node.role, []).append(value)
    for repeat, at in zip(node.repeats, indices, strict=False):
        if repeat.role and repeat is node.repeats[-1] and node.question:
            rows = roles.setdefault(repeat.role, [])
            while len(rows) < at:
                rows.append({})
            rows[at - 1][node.role or node.question.name] = value
