"""How an expression reads an answer: its stored JSON as a typed value, its default or calculation where it has one."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from bot.forms.expressions import Run, Value
from bot.forms.expressions.values import number
from bot.forms.model import MAX_INSTANCES, Node


def _point(place: dict[str, Any]) -> str:
    return f"{place['latitude']} {place['longitude']} 0 {place.get('accuracy') or 0}"


def _attached(files: list[Any]) -> str:
    return f"{len(files)}" if files else ""


TYPED: dict[str, Callable[[Any], Value]] = {
    "integer": float,
    "decimal": float,
    "range": float,
    "select_multiple": " ".join,
    "rank": " ".join,
    "date": date.fromisoformat,
    "datetime": datetime.fromisoformat,
    "geopoint": _point,
    "image": _attached,
    "audio": _attached,
    "video": _attached,
    "file": _attached,
}
KINDS = {
    "text": "string",
    "select_one": "string",
    "select_multiple": "string",
    "acknowledge": "string",
    "integer": "numeric",
    "decimal": "numeric",
    "range": "numeric",
}


def typed(kind: str, stored: Any) -> Value:
    """The value of a stored answer of this question type; the empty text for none."""
    if stored is None:
        return ""
    convert = TYPED.get(kind)
    return convert(stored) if convert else stored


PRELOADED: dict[str, Callable[[Run], Value]] = {
    "start": lambda run: run.began,
    "today": lambda run: run.began.date(),
    "end": lambda run: run.now,
    "username": lambda run: run.person,
}


def value_of(node: Node, run: Run) -> Value:
    """What a question's value is, where its repeats stand now."""
    question = node.question
    if question is None:
        return ""
    path = node.at(run.indices) if node.repeats else node.path
    if path in run.memo:
        return run.memo[path]
    if path in run.answers and not question.computed:
        return typed(question.type, run.answers[path])
    value = run.memo[path] = _derived(node, run)
    return value


def _derived(node: Node, run: Run) -> Value:
    question = node.question
    if question is None or (node.relevant and not node.relevant(run)):
        return ""
    if question.preload:
        return PRELOADED[question.preload](run) if question.preload in PRELOADED else ""
    if question.calculation:
        value = question.calculation.call(run)
        return "" if value != value else value  # noqa: PLR0124  NaN is no value, as in JavaRosa
    return default_of(node, run)


def default_of(node: Node, run: Run) -> Value:
    """The value of the `default` column, where `today()` is the day on which the form was begun."""
    question = node.question
    if question is None or question.default is None:
        return ""
    now, run.now = run.now, run.began
    try:
        return question.default.call(run)
    finally:
        run.now = now


def closure(node: Node) -> Callable[[Run], Value]:
    """A closure over this node's value, as short as its type allows."""
    question, path = node.question, node.path
    if question is None:
        return lambda _run: ""
    if question.computed or question.default is not None:
        return _worked_out(node)
    return _inside(node, question.type) if node.repeats else _outside(path, question.type)


def _worked_out(node: Node) -> Callable[[Run], Value]:
    """A calculation or a default: most often one that this run has worked out already."""
    path = node.path
    if node.repeats:
        return lambda run: value_of(node, run)

    def value(run: Run) -> Value:
        memo = run.memo
        return memo[path] if path in memo else value_of(node, run)

    return value


def is_plain_text(node: Node) -> bool:
    """Whether a node's value is the text of its stored answer, which stands at one path."""
    question = node.question
    if question is None or question.computed or question.default is not None or node.repeats:
        return False
    return question.type not in TYPED


def _outside(path: str, kind: str) -> Callable[[Run], Value]:
    convert = TYPED.get(kind)
    if convert is None:
        return lambda run: run.answers.get(path) or ""
    return lambda run: "" if (stored := run.answers.get(path)) is None else convert(stored)


def _inside(node: Node, kind: str) -> Callable[[Run], Value]:
    template, depth = node.template, len(node.repeats)
    return lambda run: typed(kind, run.answers.get(template % run.indices[:depth]))


def instances(repeat: Node, run: Run) -> int:
    """How many instances a repeat has here; 0 where it is not relevant."""
    if repeat.relevant and not repeat.relevant(run):
        return 0
    if repeat.count:
        wanted = number(repeat.count.call(run))
        return max(0, min(int(wanted), MAX_INSTANCES)) if abs(wanted) < 1e9 else 0
    return _added(repeat, run)


def _added(repeat: Node, run: Run) -> int:
    prefix = repeat.at(run.indices)
    found = 1 if repeat.first else 0
    while found < MAX_INSTANCES and run.answers.get(f"{prefix}[{found + 1}]"):
        found += 1
    return found


def wanted(repeat: Node, run: Run) -> float:
    """How many instances the form's own count asks for, unbounded."""
    return number(repeat.count.call(run)) if repeat.count else 0.0
