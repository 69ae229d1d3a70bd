"""A compiled expression, and its value as what is wanted: one value, a number, a text, true or false."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from bot.forms.expressions.run import Run
from bot.forms.expressions.syntax import ExpressionError
from bot.forms.expressions.values import NAN, Value, number, single, text, truth
from bot.messages import say

Closure = Callable[[Run], Value]


@dataclass(frozen=True, slots=True)
class Compiled:
    """A closure, the type of its values where it is known ("any" else), and the paths that it reads.

    `answer` is the path of an answer outside repeats, where it is nothing but that one's text.
    """

    call: Closure
    kind: str = "any"  # string, number, numeric (or the empty text), boolean, date, any; nodes; found (chosen nodes)
    reads: frozenset[str] = frozenset()
    constant: bool = False
    answer: str = ""

    def __call__(self, run: Run) -> Value:
        return self.call(run)


def constant(value: Value, kind: str) -> Compiled:
    """A value that the text itself gives."""
    return Compiled(lambda _run: value, kind, constant=True)


def reads_of(parts: Iterable[Compiled]) -> frozenset[str]:
    """All that these read."""
    return frozenset().union(*(part.reads for part in parts))


def one(part: Compiled) -> Compiled:
    """A part that has exactly one value: a nodeset that no predicate narrows is an error here, not a surprise later."""
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
