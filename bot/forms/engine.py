"""The form engine: `step(form, state, given, facts) -> (state, replies)`, pure.

The position is derived: the path that is being edited, else the first relevant question without an answer. Answers
that stopped being relevant are set aside, and come back when they are relevant again.
"""

from collections.abc import Callable, Mapping
from typing import Any

from msgspec.structs import replace

from bot.forms import given as handlers
from bot.forms.facts import Facts
from bot.forms.known import coerced
from bot.forms.model import Form
from bot.forms.records import record
from bot.forms.settle import restored
from bot.forms.state import AnyGiven, Ask, Reply, Reviewed, State
from bot.forms.turning import Turn, current
from bot.forms.walk import run_of

__all__ = ["begin", "current", "record", "replies_now", "step"]

Result = tuple[State, tuple[Reply, ...]]


def begin(form: Form, facts: Facts, known: Mapping[str, Any] | None = None) -> Result:
    """A new conversation; what is `known`, by question name or by role, is never asked."""
    state = State(form=form.code, version=form.version, began=facts.local, seed=facts.seed)
    found = coerced(form, state, facts, known or {})
    answers, aside = restored(form, run_of(state, facts, {}), found)
    state = replace(state, answers=answers, aside=aside, known=tuple(found))
    return state, replies_now(form, state, facts)


def replies_now(form: Form, state: State, facts: Facts) -> tuple[Reply, ...]:
    """What the form asks where it stands: to show it again, after an interruption."""
    path = current(form, state, run_of(state, facts))
    return (Ask(path),) if path else (Reviewed(),)


def step(form: Form, state: State, given: AnyGiven, facts: Facts) -> Result:
    """The state after something was given, and what the form says to it. It raises nothing for any Given."""
    run = run_of(state, facts)
    path = current(form, state, run)
    return HANDLERS[type(given)](Turn(form, state, facts, run, path), given)


HANDLERS: Mapping[type, Callable[[Turn, Any], Result]] = handlers.HANDLERS
