"""What is known before a form begins: values by question name or by role, as the answers that they would have been."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from bot.forms.answers import parse_answer
from bot.forms.expressions import Run, truth
from bot.forms.facts import Facts
from bot.forms.model import Form, Node
from bot.forms.options import is_offered
from bot.forms.reading import typed
from bot.forms.state import Refused, State
from bot.forms.walk import run_of


def coerced(form: Form, state: State, facts: Facts, known: Mapping[str, Any]) -> dict[str, Any]:
    """The answers, by path, that these values make; what does not fit its question is asked like any other."""
    found: dict[str, Any] = {}
    for node in form.nodes.values():
        question = node.question
        if question is None or (question.name not in known and question.role not in known):
            continue
        if question.computed or question.type == "note" or node.repeats:
            continue
        value = known.get(question.name, known.get(question.role) if question.role else None)
        stored = _stored(node, value, facts, run_of(state, facts, found)) if value not in (None, "") else None
        if stored is not None:
            found[node.path] = stored
    return found


def _stored(node: Node, value: Any, facts: Facts, run: Run) -> Any:
    question = node.question
    if question is None:
        return None
    if question.type in ("select_multiple", "rank"):
        names = value.split() if isinstance(value, str) else list(value)
        return names if names and all(_in_list(node, name, run) for name in names) else None
    if question.type == "select_one":
        return value if isinstance(value, str) and _in_list(node, value, run) else None
    if isinstance(value, dict | list):
        return _whole(question.type, value)
    words = value.isoformat() if isinstance(value, date | datetime) else str(value)
    stored = parse_answer(question, words, facts.local.date())
    return None if isinstance(stored, Refused) or not _constrained(node, stored, run) else stored


def _in_list(node: Node, name: str, run: Run) -> bool:
    """A choice of the list; its filter is asked later, when the answers that it hangs on are there."""
    question = node.question
    if question is None or question.nodes:
        return False
    return name in question.choices_by_name if not question.list else is_offered(node, name, run)


def _whole(kind: str, value: Any) -> Any:
    if kind == "geopoint" and isinstance(value, dict) and {"latitude", "longitude"} <= value.keys():
        return {"accuracy": None, **value}
    if kind in ("image", "audio", "video", "file"):
        return value if isinstance(value, list) else [value]
    return None


def _constrained(node: Node, stored: Any, run: Run) -> bool:
    question = node.question
    if question is None or question.constraint is None:
        return True
    run.this = typed(question.type, stored)
    return truth(question.constraint.call(run))
