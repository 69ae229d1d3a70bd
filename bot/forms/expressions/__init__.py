"""XPath expressions of XForms, read once and compiled to closures over typed values.

The semantics are JavaRosa's, ODK's reference engine, where it has any: dates are values of their own, an unanswered
question is an empty text, numbers are doubles, and two numbers are equal within 1e-12.
"""

from bot.forms.expressions.compiled import Compiled
from bot.forms.expressions.compiler import Names, compile_expression
from bot.forms.expressions.conditions import condition
from bot.forms.expressions.run import Run
from bot.forms.expressions.syntax import ExpressionError, parse
from bot.forms.expressions.values import Value, number, text, truth

__all__ = [
    "Compiled",
    "ExpressionError",
    "Names",
    "Run",
    "Value",
    "compile_expression",
    "condition",
    "number",
    "parse",
    "text",
    "truth",
]
