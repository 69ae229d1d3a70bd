"""Answers that somebody types to try a case with, as name=value."""

from collections.abc import Iterable

from bot.messages import Said, say
from bot.routing.directory import Unresolved
from bot.routing.sheet import suggested


def read(lines: Iterable[str], form: Said, questions: Iterable[str] | None) -> dict[str, str]:
    """The answers by their questions' names, which the form has to have, where they are known. Raises Unresolved."""
    known = list(questions) if questions is not None else None
    answers: dict[str, str] = {}
    for line in lines:
        name, equals, value = (part.strip() for part in line.replace("＝", "=").partition("="))
        if not equals or not name:
            raise Unresolved(say("“{typed}” is no answer: write name=value.", typed=line.strip()))
        if known is not None and name not in known:
            wrong = say("“{form}” has no question “{name}”.", form=form, name=name)
            raise Unresolved(suggested(wrong, name, known))
        answers[name] = value
    return answers
