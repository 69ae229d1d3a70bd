"""The choices of a question, as they stand for these answers; and which of them a typed text means."""

import random
import re
from collections.abc import Sequence
from typing import Any

import msgspec

from bot.forms.answers import yes_or_no
from bot.forms.expressions import Run
from bot.forms.facts import Entry, Lookup, folded
from bot.forms.lists import keeps
from bot.forms.model import Node, Question
from bot.forms.rows import choice_label
from bot.messages import Labels, Said, say

OTHER = "other"
MOST = 500  # entries of an outside list that are looked at for one filter
FEWEST = 2  # characters of a label that may stand for the whole
SEPARATORS = re.compile(r"[\s、,，;；和]+")


class Option(msgspec.Struct, frozen=True):
    """A choice on offer."""

    name: str
    label: Said


def passes(question: Question, row: Any, run: Run) -> bool:
    """Whether choice_filter lets a row through."""
    return question.choice_filter is None or keeps(question.choice_filter, False, 0, row, run)


def options(node: Node, run: Run) -> list[Option]:
    """The choices of a question whose list stands in the workbook, or in its own repeats."""
    question = node.question
    if question is None or question.list:
        return []
    if question.nodes:
        names = dict.fromkeys(str(name) for name in question.nodes.call(run) if name != "")
        return [Option(name, name) for name in names]
    rows = [choice for choice in question.choices if passes(question, choice, run)]
    if question.randomize:
        random.Random(f"{run.seed}/{question.path}").shuffle(rows)  # noqa: S311
    return [Option(choice.name, choice.label.said(run)) for choice in rows]


def any_option(node: Node, question: Question, run: Run) -> bool:
    """Whether a question whose list stands in the workbook, or in its own repeats, has a choice now."""
    if question.nodes:
        return bool(options(node, run))
    return any(passes(question, choice, run) for choice in question.choices)


def is_offered(node: Node, name: str, run: Run) -> bool:
    """Whether this is a choice now."""
    question = node.question
    if question is None:
        return False
    if question.other and name == OTHER:
        return True
    if question.nodes:
        return any(option.name == name for option in options(node, run))
    row = _row(question, name, run)
    return row is not None and passes(question, row, run)


def _row(question: Question, name: str, run: Run) -> Any:
    if not question.list:
        return question.choices_by_name.get(name)
    lookup = run.lists.get(question.list)
    return lookup.get(name) if lookup is not None else None


def label(node: Node, name: str, run: Run) -> Said:
    """The label of a choice that was made."""
    question = node.question
    if question and question.other and name == OTHER:
        return say("Not in the list")
    return choice_label(node, name, run)


# --- outside lists -------------------------------------------------------------------------------------------


def lookup_of(question: Question, run: Run) -> Lookup | None:
    """The outside list of a question."""
    found: Lookup | None = run.lists.get(question.list)
    return found


def entries(question: Question, found: Sequence[Entry], run: Run) -> list[Option]:
    """Those of an outside list's entries that the question lets through."""
    return [Option(entry.name, _label(entry)) for entry in found if passes(question, entry, run)]


def _label(entry: Entry) -> Said:
    return entry.label


def searched(question: Question, words: str, run: Run, limit: int = MOST) -> list[Option]:
    """The choices of an outside list that these words are about; all of them for no words."""
    lookup = lookup_of(question, run)
    if lookup is None:
        return []
    wide = MOST if question.choice_filter else limit
    return entries(question, lookup.search(words, wide), run)[:limit]


# --- typed choices -------------------------------------------------------------------------------------------


def meant(node: Node, said: str, run: Run) -> str | None:
    """The choice that a text names by its label, its name or its place (from 1); None where it names none."""
    on_offer = options(node, run)
    words = folded(said).strip("。.!！")
    for option in on_offer:
        if words in _names(option):
            return option.name
    if words.isdecimal() and 1 <= int(words) <= len(on_offer):
        return on_offer[int(words) - 1].name
    return _answered(words, {option.name for option in on_offer})


def within(node: Node, said: str, run: Run) -> str | None:
    """The one choice whose label has a text in it, first at its beginning; None where none has, or several."""
    words = folded(said).strip("。.!！")
    if len(words) < FEWEST:
        return None
    holding = [option for option in options(node, run) if any(words in label for label in _labels(option))]
    begun = [option for option in holding if any(label.startswith(words) for label in _labels(option))]
    found = begun or holding
    return found[0].name if len(found) == 1 else None


def _answered(words: str, names: set[str]) -> str | None:
    answer = yes_or_no(words)
    name = {True: "yes", False: "no", None: ""}[answer]
    return name if name in names else None


def _names(option: Option) -> set[str]:
    return {folded(option.name), *_labels(option)}


def _labels(option: Option) -> set[str]:
    return spellings(option.label)


def spellings(label: Said) -> set[str]:
    """How a workbook's label can be typed, in each of its languages."""
    labels = label.words.values() if isinstance(label, Labels) else [label]
    return {folded(label) for label in labels if isinstance(label, str)}


def all_meant(node: Node, said: str, run: Run) -> list[str] | None:
    """The choices that a text names, apart by commas or spaces; None where one of its words names none."""
    whole = meant(node, said, run)
    if whole is not None:
        return [whole]
    names = [meant(node, word, run) or within(node, word, run) for word in SEPARATORS.split(said.strip()) if word]
    found = [name for name in names if name is not None]
    return list(dict.fromkeys(found)) if found and len(found) == len(names) else None


def found_by_label(question: Question, said: str, run: Run) -> str | None:
    """The one entry of an outside list whose label (or whose name) is exactly this; or the only one found at all, where
    this is the whole name of its head."""
    words = folded(said)
    found = searched(question, said.strip(), run, 20)
    same = [option.name for option in found if words in _names(option)]
    if len(found) == 1 and not same:
        row = _row(question, found[0].name, run)
        same = [row.name] if row is not None and folded(str(row.fields.get("head", ""))) == words else []
    return same[0] if len(same) == 1 else None


def nodes_answered(stored: Any) -> list[str]:
    """The names in a stored answer of any question with choices."""
    return list(stored) if isinstance(stored, list) else [stored] if stored else []
