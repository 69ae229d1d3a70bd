"""Rows of lists: Choices of the workbook, or Entries of an outside list; their columns and their labels."""

from typing import Any

from bot.forms.expressions import Run, Value
from bot.forms.model import Node
from bot.languages import worded
from bot.messages import Labels

NOT_LISTED = Labels({"zh": "不在名单里", "en": "not in the list"})  # inside a sentence of the workbook


def field_of(item: Any, name: str) -> Value:
    """A column of a list's row: rows are Choices of the workbook or Entries of an outside list."""
    if item is None:
        return ""
    if name == "name":
        return str(item.name)
    if name == "label":
        return label_of(item)
    value = item.fields.get(name)
    return "" if value is None else float(value) if value.__class__ is int else value


def label_of(item: Any) -> str:
    """A row's label in the form's first language."""
    label = getattr(item.label, "fixed", item.label)
    return worded(label, "zh") if isinstance(label, Labels) else str(label)


def is_choice(node: Node, name: str, run: Run) -> bool:
    """Whether a question's list has this name."""
    question = node.question
    if question is None or not question.list:
        return question is not None and name in question.choices_by_name
    lookup = run.lists.get(question.list)
    return lookup is not None and lookup.get(name) is not None


def choice_label(node: Node, name: str, run: Run) -> Labels:
    """The label of a choice, or its name where it has none; empty for no choice."""
    question = node.question
    if question is None or not name:
        return Labels({"zh": name})
    if question.other and name == "other":
        return NOT_LISTED
    if question.list:
        lookup = run.lists.get(question.list)
        entry = lookup.get(name) if lookup is not None else None
        label = entry.label if entry is not None else name
        return label if isinstance(label, Labels) else Labels({"zh": str(label)})
    choice = question.choices_by_name.get(name)
    return choice.label.said(run) if choice else Labels({"zh": name})
