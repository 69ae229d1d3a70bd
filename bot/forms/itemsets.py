"""Where the choices of a question come from: a list in the workbook, an outside list, or a repeat of the form."""

from typing import Any

from bot.forms.expressions import Compiled, ExpressionError, syntax
from bot.forms.expressions.compiler import compile_node
from bot.forms.lists import literal
from bot.forms.model import Node
from bot.forms.references import Book, FormNames
from bot.forms.xform import Control
from bot.messages import say


def itemset(book: Book, node: Node, control: Control) -> dict[str, Any]:
    """What of a Question its itemset says; raises ExpressionError."""
    parsed = syntax.parse(control.nodeset)
    randomize = isinstance(parsed, syntax.Call) and parsed.name == "randomize"
    if randomize and isinstance(parsed, syntax.Call):
        parsed = parsed.arguments[0]
    if not isinstance(parsed, syntax.Path):
        raise ExpressionError(say("The choices cannot be read: {why}", why=control.nodeset))
    if isinstance(parsed.start, syntax.Call) and parsed.start.name == "instance":
        return {"randomize": randomize, **_rows(book, node, parsed, parsed.start)}
    steps = (*parsed.steps, syntax.Step(control.value))
    return {"nodes": FormNames(book, node, len(node.repeats)).path(syntax.Path(parsed.start, steps))}


def _rows(book: Book, node: Node, path: syntax.Path, start: syntax.Call) -> dict[str, Any]:
    name = literal(start, 0)
    names = FormNames(book, node, len(node.repeats), rows=True)
    keeps = _both([predicate for step in path.steps for predicate in step.predicates], names)
    rows = book.choices.get(name)
    if rows is None:
        book.used.add(name)
        return {"list": name, "choice_filter": keeps}
    by_name = {choice.name: choice for choice in rows}
    return {"choices": rows, "choices_list": name, "choices_by_name": by_name, "choice_filter": keeps}


def _both(predicates: list[syntax.Node], names: FormNames) -> Compiled | None:
    """Several [ ] after each other are conditions that must all hold."""
    if len(predicates) < 2:
        return compile_node(predicates[0], names) if predicates else None
    return compile_node(syntax.Chain(("and",) * (len(predicates) - 1), tuple(predicates)), names)
