"""A rule's condition over answers, in the forms' own expression language: "${households} > 10"."""

from collections.abc import Callable, Iterable

from bot.forms.expressions import ExpressionError, Run, condition
from bot.messages import Said
from bot.routing.model import Case

Condition = Callable[[Case], bool]


def compiled(text: str) -> Condition:
    """The condition as a function of a case. One that fails on these answers does not hold: routing never stops."""
    expression = condition(text)

    def holds(case: Case) -> bool:
        try:
            return expression(Run(case.answers, case.now)) is True
        except Exception:  # whatever an expression meets in an answer, the item still needs a unit
            return False

    return holds


def fault(text: str, questions: Iterable[str] | None = None) -> Said | None:
    """What is wrong with the text of a condition; `questions` are the names that it may use, where they are known."""
    try:
        condition(text, questions)
    except ExpressionError as error:
        return error.why
    return None


def always(text: str) -> bool | None:
    """True or False for a condition that is the same whatever was answered; None for any other."""
    expression = condition(text)
    if expression.reads or any(word in text for word in ("today", "now", "random", "uuid", "date")):
        return None
    return compiled(text)(Case("", ""))
