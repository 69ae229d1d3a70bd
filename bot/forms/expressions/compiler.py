"""Turns a tree into closures: what can be known from the text is decided here, once."""

from collections.abc import Callable
from typing import Any, Protocol

from bot.forms.expressions import syntax
from bot.forms.expressions.compiled import Closure, Compiled, as_number, as_text, as_truth, constant, one, reads_of
from bot.forms.expressions.functions import CONVERSIONS, FUNCTIONS, Function
from bot.forms.expressions.operators import BINARY, LOGIC
from bot.forms.expressions.regex import compile_regex
from bot.forms.expressions.run import Run
from bot.forms.expressions.syntax import ExpressionError
from bot.forms.expressions.values import Value
from bot.messages import say


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
        return Compiled(LOGIC[node.operators[0]]([as_truth(part) for part in parts]), "boolean", reads_of(parts))
    result = parts[0]
    for operator, part in zip(node.operators, parts[1:], strict=True):
        result = BINARY[operator](result, part)
    return result


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
