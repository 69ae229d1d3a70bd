"""An expression tried out in a form."""

from bot.forms.expressions import ExpressionError, Run, Value, compile_expression
from bot.forms.expressions.values import kind_of, single
from bot.forms.lists import list_rows
from bot.forms.model import Form
from bot.forms.placed import PLACED
from bot.forms.references import Book, FormNames


def names_of(form: Form) -> FormNames:
    """Names as an expression at the top of the form sees them."""
    lists = {row: question.choices for question in form.questions if (row := question.choices_list)}
    book = Book(dict(form.nodes), form.root.path.removeprefix("/"), lists, PLACED, list_rows)
    return FormNames(book, form.root, 0)


def evaluated(form: Form, source: str, run: Run) -> tuple[str, Value]:
    """The type of an expression's value and the value; or "error" and the sentence that says why there is none."""
    try:
        compiled = compile_expression(source, names_of(form))
    except ExpressionError as error:
        return "error", error.why
    value = compiled.call(run)
    if compiled.kind == "nodes":
        return "nodes", list(value)
    return kind_of(value), single(value)
