"""Turns a tree into closures: what can be known from the text is decided here, once."""

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any, Protocol

from bot.forms.expressions import syntax
from bot.forms.expressions.functions import CONVERSIONS, FUNCTIONS, Function
from bot.forms.expressions.regex import compile_regex
from bot.forms.expressions.run import Run
from bot.forms.expressions.syntax import ExpressionError
from bot.forms.expressions.values import NAN, Value, equal, number, same_number, single, text, truth
from bot.messages import say

Closure = Callable[[Run], Value]


@dataclass(frozen=True, slots=True)
class Compiled:
    """A closure, the type of its values where it is known ("any" else), and the paths that it reads."""

    call: Closure
    kind: str = "any"  # string, number, numeric (or the empty text), boolean, date, any; nodes; found (chosen nodes)
    reads: frozenset[str] = frozenset()
    constant: bool = False

    def __call__(self, run: Run) -> Value:
        return self.call(run)


class Names(Protocol):
    """What the paths, the variables and the functions of a place mean."""

    def path(self, path: syntax.Path) -> Compiled: ...
    def variable(self, name: str) -> Compiled: ...
    def call(self, call: syntax.Call) -> Compiled | None:
        """A function that is about places ("position(..)"); None where it is none of these."""


def compile_expression(source: str, names: Names) -> Compiled:
    """The closure of an expression's text; raises ExpressionError."""
    return compile_node(syntax.parse(source), names)


def compile_node(node: syntax.Node, names: Names) -> Compiled:
    """The closure of one node of the tree."""
    return _COMPILERS[type(node)](node, names)


def constant(value: Value, kind: str) -> Compiled:
    """A value that the text itself gives."""
    return Compiled(lambda _run: value, kind, constant=True)


def reads_of(parts: Iterable[Compiled]) -> frozenset[str]:
    """All that these read."""
    return frozenset().union(*(part.reads for part in parts))


def one(part: Compiled) -> Compiled:
    """The same with exactly one value: a nodeset that no predicate narrows is an error here, not a surprise later."""
    if part.kind == "found":
        call = part.call
        return Compiled(lambda run: single(call(run)), "any", part.reads)
    if part.kind != "nodes":
        return part
    raise ExpressionError(
        say("This names every instance of a repeat: use sum(), max(), count(), join() … or say which one it is.")
    )


def as_number(part: Compiled) -> Closure:
    """The closure's value as a double."""
    call = one(part).call
    if part.kind == "number":
        return call
    if part.kind == "numeric":
        return lambda run: NAN if (value := call(run)) == "" else value
    return lambda run: number(call(run))


def as_text(part: Compiled) -> Closure:
    """The closure's value as a text."""
    call = one(part).call
    return call if part.kind == "string" else lambda run: text(call(run))


def as_truth(part: Compiled) -> Closure:
    """The closure's value as true or false."""
    call = part.call
    return call if part.kind == "boolean" else lambda run: truth(call(run))


# --- nodes ---------------------------------------------------------------------------------------------------


def _number(node: syntax.Number, _names: Names) -> Compiled:
    return constant(node.value, "number")


def _literal(node: syntax.Literal, _names: Names) -> Compiled:
    return constant(node.value, "string")


def _variable(node: syntax.Variable, names: Names) -> Compiled:
    return names.variable(node.name)


def _path(node: syntax.Path, names: Names) -> Compiled:
    return names.path(node)


def _negation(node: syntax.Negation, names: Names) -> Compiled:
    part = compile_node(node.of, names)
    value = as_number(part)
    return Compiled(lambda run: -value(run), "number", part.reads)


def _chain(node: syntax.Chain, names: Names) -> Compiled:
    parts = [compile_node(operand, names) for operand in node.operands]
    if node.operators[0] in ("and", "or"):
        return Compiled(_LOGIC[node.operators[0]]([as_truth(part) for part in parts]), "boolean", reads_of(parts))
    result = parts[0]
    for operator, part in zip(node.operators, parts[1:], strict=True):
        result = _BINARY[operator](result, part)
    return result


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


_LOGIC = {"or": _any, "and": _all}


def _equality(left: Compiled, right: Compiled, wanted: bool) -> Compiled:
    one_, other = one(left).call, one(right).call
    reads = left.reads | right.reads
    if left.kind == right.kind == "string":
        if wanted:
            return Compiled(lambda run: one_(run) == other(run), "boolean", reads)
        return Compiled(lambda run: one_(run) != other(run), "boolean", reads)
    kinds = {left.kind, right.kind}
    if "number" in kinds and kinds <= {"number", "numeric"}:
        one_, other = as_number(left), as_number(right)
        return Compiled(lambda run: same_number(one_(run), other(run)) is wanted, "boolean", reads)
    if right.constant and right.kind == "string":
        words = right.call(None)  # type: ignore[arg-type] # a constant looks at nothing
        return Compiled(_is_text(one_, words, wanted), "boolean", reads)
    return Compiled(lambda run: equal(one_(run), other(run)) is wanted, "boolean", reads)


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


_BINARY: dict[str, Callable[[Compiled, Compiled], Compiled]] = {
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


# --- calls ---------------------------------------------------------------------------------------------------


def _call(node: syntax.Call, names: Names) -> Compiled:
    special = _SPECIAL.get(node.name)
    if special:
        return special(node, names)
    placed = names.call(node)
    if placed:
        return placed
    function = FUNCTIONS.get(node.name)
    if function is None:
        raise ExpressionError(say("There is no function {name}().", name=node.name))
    check_count(node, function.least, function.most)
    return _applied(function, [compile_node(argument, names) for argument in node.arguments])


def check_count(node: syntax.Call, least: int, most: int) -> None:
    """Refuses a call with too few or too many arguments."""
    if least <= len(node.arguments) <= most:
        return
    wanted = str(least) if least == most else f"{least}–{most}" if most < 99 else f"{least}+"
    given = len(node.arguments)
    raise ExpressionError(
        say("{name}() takes {wanted} values, not {given}.", name=node.name, wanted=wanted, given=given)
    )


def _applied(function: Function, parts: list[Compiled]) -> Compiled:
    calls = [_converted(part, function.takes_at(place)) for place, part in enumerate(parts)]
    call, reads = function.call, reads_of(parts)
    if function.runs:
        return Compiled(lambda run: call(run, *[each(run) for each in calls]), function.kind, reads)
    if len(calls) == 1:
        only = calls[0]
        return Compiled(lambda run: call(only(run)), function.kind, reads)
    return Compiled(lambda run: call(*[each(run) for each in calls]), function.kind, reads)


def _converted(part: Compiled, wanted: str) -> Closure:
    if wanted == "nodes":
        return part.call
    call = one(part).call
    if wanted in (part.kind, "any"):
        return call
    convert = CONVERSIONS[wanted]
    return lambda run: convert(call(run))


def _if(node: syntax.Call, names: Names) -> Compiled:
    check_count(node, 3, 3)
    parts = [compile_node(argument, names) for argument in node.arguments]
    test, then, other = as_truth(parts[0]), one(parts[1]).call, one(parts[2]).call
    kind = parts[1].kind if parts[1].kind == parts[2].kind else "any"
    return Compiled(lambda run: then(run) if test(run) else other(run), kind, reads_of(parts))


def _coalesce(node: syntax.Call, names: Names) -> Compiled:
    check_count(node, 2, 99)
    parts = [one(compile_node(argument, names)) for argument in node.arguments]
    calls = [part.call for part in parts]

    def first(run: Run) -> Value:
        return next((value for call in calls if (value := call(run)) != ""), "")

    return Compiled(first, "any", reads_of(parts))


def _regex(node: syntax.Call, names: Names) -> Compiled:
    check_count(node, 2, 2)
    pattern = node.arguments[1]
    if not isinstance(pattern, syntax.Literal):
        raise ExpressionError(say("The pattern of regex() must be written out, in quotes."))
    matches = compile_regex(pattern.value)
    part = compile_node(node.arguments[0], names)
    said = as_text(part)
    return Compiled(lambda run: matches(said(run)), "boolean", part.reads)


_SPECIAL: dict[str, Callable[[syntax.Call, Names], Compiled]] = {"if": _if, "coalesce": _coalesce, "regex": _regex}

_COMPILERS: dict[type, Callable[[Any, Names], Compiled]] = {
    syntax.Number: _number,
    syntax.Literal: _literal,
    syntax.Variable: _variable,
    syntax.Negation: _negation,
    syntax.Chain: _chain,
    syntax.Path: _path,
    syntax.Call: _call,
}
