"""Conditions over values by name, as a rule writes them: `${members} > 3 and ${urgency} = 'urgent'`."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from bot.forms.expressions import syntax
from bot.forms.expressions.compiled import Compiled, as_truth
from bot.forms.expressions.compiler import compile_expression
from bot.forms.expressions.syntax import ExpressionError
from bot.forms.expressions.values import Value
from bot.messages import say


@dataclass(frozen=True, slots=True)
class PlainNames:
    """`${name}` (or the bare name) means the value of that name in `Run.answers`."""

    known: frozenset[str] | None  # None: any name

    def variable(self, name: str) -> Compiled:
        if self.known is not None and name not in self.known:
            raise ExpressionError(say("There is no question {name}.", name=name))
        return Compiled(lambda run: _plain(run.answers.get(name)), "any", frozenset({name}))

    def path(self, path: syntax.Path) -> Compiled:
        if path.start == "" and len(path.steps) == 1 and not path.steps[0].predicates:
            return self.variable(path.steps[0].name)
        raise ExpressionError(say("A condition names questions as ${name}, not by paths."))

    def call(self, _call: syntax.Call) -> Compiled | None:
        return None


def _plain(value: Any) -> Value:
    if value is None:
        return ""
    if isinstance(value, list):
        return " ".join(map(str, value))
    return float(value) if value.__class__ is int else value


def condition(source: str, names: Iterable[str] | None = None) -> Compiled:
    """A condition over values by name, with `truth` of its result: `condition("${members} > 3")(Run(values, now))`.

    Values are texts, numbers, booleans, dates, or lists of texts (several choices). `names` are those that exist.
    """
    compiled = compile_expression(source, PlainNames(None if names is None else frozenset(names)))
    return Compiled(as_truth(compiled), "boolean", compiled.reads)
