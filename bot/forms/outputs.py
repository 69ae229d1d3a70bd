"""The words of labels and hints, with the values that `${...}` puts into them."""

from collections.abc import Callable

from bot.forms.expressions import Run, Value, syntax
from bot.forms.expressions.compiled import one
from bot.forms.expressions.compiler import compile_node
from bot.forms.expressions.values import text
from bot.forms.model import Node
from bot.forms.phrases import Part, Phrase
from bot.forms.placed import choice_question
from bot.forms.references import FormNames
from bot.forms.rows import choice_label
from bot.forms.xform import Words
from bot.messages import Labels


def phrase(words: dict[str, Words], names: FormNames) -> Phrase:
    """The phrase of a text in all its languages; raises ExpressionError."""
    fixed = Labels({code: "".join(piece for piece, _ in pieces) for code, pieces in words.items()})
    if not any(is_output for pieces in words.values() for _, is_output in pieces):
        return Phrase(fixed)
    parts = {
        code: tuple(_part(piece, names, is_output) for piece, is_output in pieces) for code, pieces in words.items()
    }
    return Phrase(fixed, parts)


def _parts(pieces: Words, names: FormNames) -> tuple[Part, ...]:
    return tuple(_part(piece, names, is_output) for piece, is_output in pieces)


def _part(piece: str, names: FormNames, is_output: bool) -> Part:
    if not is_output:
        return piece
    node = syntax.parse(piece)
    return _labelled(node, names) or one(compile_node(node, names)).call


def _labelled(node: syntax.Node, names: FormNames) -> Callable[[Run], Value] | None:
    """The labels of a select's answer, where an output names it: people read words, not codes."""
    if isinstance(node, syntax.Call) and node.name == "jr:choice-name":
        return _label_of(choice_question(node, names), compile_node(node.arguments[0], names).call)
    if isinstance(node, syntax.Path) and not isinstance(node.start, syntax.Call):
        target = names.place(node).node
        if target.question and target.question.type.startswith("select"):
            return _label_of(target, one(compile_node(node, names)).call)
    return None


def _label_of(question: Node, value: Callable[[Run], Value]) -> Callable[[Run], Value]:
    def labels(run: Run) -> Labels:
        found = [choice_label(question, name, run) for name in text(value(run)).split()]
        codes = dict.fromkeys(code for label in found for code in label.words)
        return Labels({code: "、".join(_word(label, code) for label in found) for code in codes})

    return labels


def _word(label: Labels, code: str) -> str:
    return label.words.get(code) or next(iter(label.words.values()), "")
