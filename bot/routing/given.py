"""Answers that somebody types to try a case with, as name=value."""

from collections.abc import Iterable, Mapping

from bot.forms.model import Form, Question
from bot.languages import listed
from bot.messages import Labels, Said, say
from bot.routing.directory import Unresolved
from bot.routing.sheet import suggested

SHOWN = 12  # choices that a refusal names
Choices = Mapping[str, Labels]


def read(lines: Iterable[str], called: Said, form: Form | None) -> dict[str, str]:
    """The answers by the names of the form's questions, where the form is known; a choice by its code or by what its
    button says. Raises Unresolved."""
    offered = choices(form) if form is not None else None
    answers: dict[str, str] = {}
    for line in lines:
        name, equals, value = (part.strip() for part in line.replace("＝", "=").partition("="))
        if not equals or not name:
            raise Unresolved(say("“{typed}” is no answer: write name=value.", typed=line.strip()))
        if offered is not None and name not in offered:
            wrong = say("“{form}” has no question “{name}”.", form=called, name=name)
            raise Unresolved(suggested(wrong, name, offered))
        answers[name] = _chosen(name, value, offered[name]) if offered and offered[name] else value
    return answers


def choices(form: Form) -> dict[str, Choices]:
    """What each question's answer is chosen from, by its name; nothing where anything may be said, and for the urgency,
    whose words are the table's own."""
    return {question.name: _of(question) for question in form.questions}


def _of(question: Question) -> Choices:
    if question.other or question.role == "urgency" or question.type not in ("select_one", "select_multiple"):
        return {}
    return {choice.name: choice.label.fixed for choice in question.choices}


def _chosen(name: str, value: str, offered: Choices) -> str:
    """The codes of what was typed: one choice, or several with blanks between."""
    called = {words: code for code, label in offered.items() for words in (code, *label.words.values())}
    typed = [value] if value in called else value.split()
    unknown = [words for words in typed if words not in called]
    if unknown:
        known = [say("{code} ({label})", code=code, label=label) for code, label in list(offered.items())[:SHOWN]]
        raise Unresolved(
            say("“{name}” has no choice “{typed}”: write {known}.", name=name, typed=unknown[0], known=listed(known))
        )
    return " ".join(called[words] for words in typed)
