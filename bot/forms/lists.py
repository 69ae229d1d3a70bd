"""Rows of lists in expressions: instance('list')/root/item[…]/column, and pulldata()."""

from dataclasses import replace
from typing import Any

from bot.forms.expressions import Compiled, ExpressionError, Run, Value, syntax
from bot.forms.expressions.compiled import as_text, one, reads_of
from bot.forms.expressions.compiler import compile_node
from bot.forms.expressions.values import number, truth
from bot.forms.model import Choice
from bot.forms.references import FormNames, predicate
from bot.forms.rows import field_of
from bot.messages import say


def list_rows(start: syntax.Call, steps: tuple[syntax.Step, ...], names: FormNames) -> Compiled:
    """instance('list')/root/item[…]/column."""
    name = literal(start, 0)
    if len(steps) not in (2, 3) or [step.name for step in steps[:2]] != ["root", "item"]:
        raise ExpressionError(say("Write instance('{list}')/root/item[…]/column.", list=name))
    column = steps[2].name if len(steps) == 3 else "name"
    inside = replace(names, rows=True, inner=None)
    predicates = steps[1].predicates
    if name in names.book.choices:
        return _inner_rows(names.book.choices[name], predicates, column, inside)
    names.book.used.add(name)
    return _outer_row(name, predicates, column, inside)


def _inner_rows(
    rows: tuple[Choice, ...], predicates: tuple[syntax.Node, ...], column: str, names: FormNames
) -> Compiled:
    tests = [predicate(each, names) for each in predicates]

    def found(run: Run) -> list[Value]:
        kept = list(rows)
        for test, positional in tests:
            kept = [row for place, row in enumerate(kept) if keeps(test, positional, place + 1, row, run)]
        return [field_of(row, column) for row in kept]

    return Compiled(found, "found" if tests else "nodes", reads_of(test for test, _ in tests))


def keeps(test: Compiled, positional: bool, place: int, row: Any, run: Run) -> bool:
    """Whether a row passes a predicate."""
    before, run.item = run.item, row
    try:
        value = test.call(run)
    finally:
        run.item = before
    return number(value) == place if positional else truth(value)


def _outer_row(name: str, predicates: tuple[syntax.Node, ...], column: str, names: FormNames) -> Compiled:
    key = _key(predicates[0]) if len(predicates) == 1 else None
    if key is None:
        raise ExpressionError(
            say("Rows of {list} are found by their name: instance('{list}')/root/item[name = …]/column.", list=name)
        )
    return looked_up(name, column, one(compile_node(key, names)), "found")


def _key(predicate: syntax.Node) -> syntax.Node | None:
    if not isinstance(predicate, syntax.Chain) or predicate.operators != ("=",):
        return None
    left, right = predicate.operands
    is_name = isinstance(left, syntax.Path) and left.start == "" and [step.name for step in left.steps] == ["name"]
    return right if is_name else None


def looked_up(name: str, column: str, key: Compiled, kind: str = "any") -> Compiled:
    """A column of the row that an outside list has under this key."""
    wanted = as_text(key)

    def value(run: Run) -> Value:
        lookup, said = run.lists.get(name), wanted(run)
        return field_of(lookup.get(said), column) if lookup is not None and said else ""

    return Compiled(value, kind, key.reads)


def literal(call: syntax.Call, place: int) -> str:
    """An argument that must be written out in quotes."""
    argument = call.arguments[place] if place < len(call.arguments) else None
    if isinstance(argument, syntax.Literal):
        return argument.value.strip()
    raise ExpressionError(say("{name}() wants its name written out, in quotes.", name=call.name))
