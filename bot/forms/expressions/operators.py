"""The operators of expressions: each makes one closure of two, or of many."""

import math
from collections.abc import Callable
from functools import partial

from bot.forms.expressions.compiled import Closure, Compiled, as_number, one
from bot.forms.expressions.run import Run
from bot.forms.expressions.values import Value, equal, same_number


def _any(calls: list[Closure]) -> Closure:
    if len(calls) == 2:
        first, second = calls
        return lambda run: first(run) or second(run)
    return lambda run: any(call(run) for call in calls)


def _all(calls: list[Closure]) -> Closure:
    if len(calls) == 2:
        first, second = calls
        return lambda run: first(run) and second(run)
    return lambda run: all(call(run) for call in calls)


LOGIC = {"or": _any, "and": _all}


def _equality(left: Compiled, right: Compiled, wanted: bool) -> Compiled:
    one_, other = one(left).call, one(right).call
    reads = left.reads | right.reads
    if left.kind == right.kind == "string":
        return Compiled(_same_text(left, right, wanted), "boolean", reads)
    kinds = {left.kind, right.kind}
    if "number" in kinds and kinds <= {"number", "numeric"}:
        one_, other = as_number(left), as_number(right)
        return Compiled(lambda run: same_number(one_(run), other(run)) is wanted, "boolean", reads)
    if right.constant and right.kind == "string":
        words = right.call(None)  # type: ignore[arg-type] # a constant looks at nothing
        return Compiled(_is_text(one_, words, wanted), "boolean", reads)
    return Compiled(lambda run: equal(one_(run), other(run)) is wanted, "boolean", reads)


def _same_text(left: Compiled, right: Compiled, wanted: bool) -> Closure:
    """Two texts; most often an answer and a word of the expression, which are then compared without further calls."""
    call, other = left.call, right.call
    if not right.constant:
        return (lambda run: call(run) == other(run)) if wanted else lambda run: call(run) != other(run)
    words, path = right.call(None), left.answer  # type: ignore[arg-type] # a constant looks at nothing
    if path and wanted:
        return lambda run: (run.answers.get(path) or "") == words
    if path:
        return lambda run: (run.answers.get(path) or "") != words
    return (lambda run: call(run) == words) if wanted else lambda run: call(run) != words


def _is_text(value: Closure, words: str, wanted: bool) -> Closure:
    """Whether a value is a text that stands in the expression: nearly always two texts, compared as they are."""

    def call(run: Run) -> Value:
        found = value(run)
        return (found == words if found.__class__ is str else equal(found, words)) is wanted

    return call


def _less(left: Compiled, right: Compiled) -> Compiled:
    one_, other = as_number(left), as_number(right)
    return Compiled(lambda run: one_(run) < other(run), "boolean", left.reads | right.reads)


def _at_most(left: Compiled, right: Compiled) -> Compiled:
    one_, other = as_number(left), as_number(right)
    return Compiled(lambda run: one_(run) <= other(run), "boolean", left.reads | right.reads)


def _arithmetic(operate: Callable[[float, float], float], left: Compiled, right: Compiled) -> Compiled:
    one_, other = as_number(left), as_number(right)
    return Compiled(lambda run: operate(one_(run), other(run)), "number", left.reads | right.reads)


def _divided(left: float, right: float) -> float:
    if right:
        return left / right
    return math.nan if left == 0 or math.isnan(left) else math.copysign(math.inf, left) * math.copysign(1, right)


def _remainder(left: float, right: float) -> float:
    return math.fmod(left, right) if right and math.isfinite(left) else math.nan


BINARY: dict[str, Callable[[Compiled, Compiled], Compiled]] = {
    "=": partial(_equality, wanted=True),
    "!=": partial(_equality, wanted=False),
    "<": _less,
    "<=": _at_most,
    ">": lambda left, right: _less(right, left),
    ">=": lambda left, right: _at_most(right, left),
    "+": partial(_arithmetic, float.__add__),
    "-": partial(_arithmetic, float.__sub__),
    "*": partial(_arithmetic, float.__mul__),
    "div": partial(_arithmetic, _divided),
    "mod": partial(_arithmetic, _remainder),
}
