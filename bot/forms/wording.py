"""Answers as people read them: labels for codes, days for dates, and what is sensitive masked."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from bot import located
from bot.forms.expressions import Run
from bot.forms.model import Node, Question
from bot.forms.options import label, nodes_answered
from bot.languages import listed
from bot.messages import Lines, Said, say, say_n

LONGEST = 60  # characters of a text that are shown again
LABELLED = ("select_one", "select_multiple", "rank")


def answer_words(node: Node, stored: Any, run: Run) -> Said:
    """A stored answer in words; a skip has words too."""
    question = node.question
    if question is None:
        return say("Yes") if stored else say("No")
    if stored is None or stored == []:
        return say("(none)")
    if question.sensitive and isinstance(stored, str):
        return masked(stored)
    if question.type in LABELLED:
        return listed([label(node, name, run) for name in nodes_answered(stored)])
    worded = _WORDS.get(question.type)
    return worded(stored) if worded else _text(str(stored))


def masked(text: str) -> str:
    """The first three signs and the last two; all that is shorter is stars alone."""
    return text[:3] + "*" * (len(text) - 5) + text[-2:] if len(text) >= 8 else "*" * len(text)


def _text(text: str) -> str:
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def _day(stored: str) -> Said:
    return Lines((date.fromisoformat(stored),))


def _moment(stored: str) -> Said:
    return Lines((datetime.fromisoformat(stored),))


def _number(stored: float) -> Said:
    return Lines((stored,))


def _photos(stored: list[Any]) -> Said:
    return say_n("{count} photo", "{count} photos", len(stored))


def _files(stored: list[Any]) -> Said:
    return say_n("{count} file", "{count} files", len(stored))


def whole_words(node: Node, stored: Any, run: Run) -> Said:
    """The same for whoever has to act by it: every word of a text, and where a location is."""
    question = node.question
    if question is not None and not question.sensitive:
        if question.type == "text" and isinstance(stored, str):
            return stored
        if question.type == "geopoint" and stored:
            return spot(stored)
    return answer_words(node, stored, run)


def spot(stored: Any) -> Said:
    """A location by its numbers, and how far off it may be."""
    place, metres = located.numbers(stored), located.metres(stored)
    return say("{place} (within about {metres} m)", place=place, metres=metres) if metres else place


_WORDS: dict[str, Callable[[Any], Said]] = {
    "integer": _number,
    "decimal": _number,
    "range": _number,
    "date": _day,
    "datetime": _moment,
    "geopoint": lambda _stored: say("location sent"),
    "image": _photos,
    "audio": _files,
    "video": _files,
    "file": _files,
    "acknowledge": lambda _stored: say("Yes"),
}


def asked_words(node: Node, indices: tuple[int, ...], run: Run) -> Said:
    """What a question asks, or a repeat's "another one?"."""
    question = node.question
    if question is not None:
        return question.label.said(run) if question.label else question.name
    name = node.label.said(run) if node.label else node.path.rpartition("/")[2]
    if indices[-1] == 1:
        return say("{name}: is there one to enter?", name=name)
    return say("{name}: one more?", name=name)


def short(question: Question, run: Run) -> Said:
    """A question's short label where it has one, else its label: for where its answer stands beside it."""
    return question.short or (question.label.said(run) if question.label else question.name)


def of_member(indices: tuple[int, ...], line: Said) -> Said:
    """A line with the number of the member whose it is; what is nobody's own stays as it is."""
    return say("{number}{line}", number=f"{indices[-1]}. ", line=line) if indices else line


def answered(question: Question, words: Said, run: Run) -> Said:
    """A question and its answer in a line; a label that asks needs no colon."""
    if question.short is not None:
        return say("{label}: {answer}", label=question.short, answer=words)
    return say("{question} {answer}", question=short(question, run), answer=words)
