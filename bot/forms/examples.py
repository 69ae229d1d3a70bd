"""What to write where a number is asked for and something else was written: an example that the question takes."""

from collections.abc import Sequence

from bot.forms.answers import parse_answer
from bot.forms.model import Node, Question
from bot.forms.numbers import read_number
from bot.forms.state import Refused
from bot.forms.turning import Turn, unfit
from bot.messages import Text, say

MONEY = ("元", "钱", "款", "金额", "yuan", "money")
EXAMPLES = {"integer": ("3", "1", "10", "100", "1000", "10000"), "decimal": ("2.5", "3", "1", "10", "100", "1000")}
LARGE = {"integer": "35000", "decimal": "3000"}  # as an amount of money may be


def no_number(turn: Turn, node: Node, question: Question, said: str) -> Text | None:
    """What to say to words that are no number, where one is asked for; None elsewhere."""
    kind = "decimal" if question.type == "range" else question.type
    if kind not in EXAMPLES or read_number(said) is not None:
        return None
    if _is_money(turn, question) and _fits(turn, node, question, LARGE[kind]):
        return None
    example = _example(turn, node, question, EXAMPLES[kind])
    if kind == "integer":
        return say("Please write one whole number, such as {example}.", example=example)
    return say("Please write one number, such as {example}.", example=example)


def _is_money(turn: Turn, question: Question) -> bool:
    words = question.label.said(turn.run).words.values() if question.label is not None else ()
    return any(word in label.casefold() for label in words for word in MONEY)


def _example(turn: Turn, node: Node, question: Question, examples: Sequence[str]) -> str:
    return next((example for example in examples if _fits(turn, node, question, example)), examples[0])


def _fits(turn: Turn, node: Node, question: Question, example: str) -> bool:
    stored = parse_answer(question, example, turn.facts.local.date())
    return not isinstance(stored, Refused) and unfit(node, stored, turn.run) is None
