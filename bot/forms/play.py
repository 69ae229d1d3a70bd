"""Plays a form with answers made up from a seed: to see a workbook as the field will, and to test every path of it."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bot.forms.engine import begin, step
from bot.forms.facts import Entry, Facts, Rows
from bot.forms.model import Form
from bot.forms.prompts import prompt
from bot.forms.state import (
    AnyGiven,
    Back,
    Done,
    Photo,
    Place,
    Record,
    Reply,
    Review,
    Said,
    Skip,
    State,
    Submit,
    given_of,
)
from bot.forms.walk import locate
from bot.languages import SHANGHAI
from bot.messages import Choice, Labels, Message

MOST_STEPS = 2_000
PATIENCE = 6  # turns that changed nothing, before a question is skipped
WORDS = ("屋顶漏雨，五组三户", "水管冻裂，停水三天", "李某", "王某甲", "已经联系了村医", "3", "25", "3000", "昨天")
KINDS = {"image": "photo", "audio": "voice", "video": "video", "file": "document"}
AWAY = (Back, Review)
NOW = datetime(2026, 11, 24, 9, 0, tzinfo=SHANGHAI)


@dataclass(frozen=True, slots=True)
class Played:
    """A form from its first question to its record: what was asked, and what was given."""

    transcript: tuple[tuple[Message, AnyGiven | None], ...]
    record: Record
    state: State


class Stuck(Exception):
    """A form that made-up answers did not bring to its end."""


def made_up(form: Form) -> dict[str, Rows]:
    """Lists with a few made-up rows for each that the form reads from outside."""
    return {name: Rows(_rows(name), suggested=[f"{name}1", f"{name}2"]) for name in form.lists}


def _rows(name: str) -> Iterator[Entry]:
    for number in range(1, 13):
        fields = {"head": f"王某{number}", "members": number % 6 + 1, "area": "621022101204", "last_income": "same"}
        yield Entry(f"{name}{number}", Labels({"zh": f"示例{number}", "en": f"Sample {number}"}), fields)


def play(form: Form, seed: int, facts: Facts | None = None) -> Played:
    """Answers a form at random, mostly by its buttons; raises Stuck where it does not end."""
    chance = random.Random(seed)  # noqa: S311
    facts = facts or Facts(NOW, seed, lists=made_up(form))
    state, replies = begin(form, facts)
    transcript: list[tuple[Message, AnyGiven | None]] = []
    refused = 0
    for _ in range(MOST_STEPS):
        for message in prompt(form, state, replies, facts):
            given = _answer(form, state, replies, message, chance, refused)
            transcript.append((message, given))
        before = state
        state, replies = step(form, state, given, facts)
        refused = refused + 1 if state.answers == before.answers else 0
        if isinstance(replies[-1], Done):
            return Played(tuple(transcript), replies[-1].record, state)
    raise Stuck(form.code)


def _answer(
    form: Form, state: State, replies: tuple[Reply, ...], message: Message, chance: random.Random, unchanged: int
) -> AnyGiven:
    """A button or typed words; a skip only where several others led to nothing."""
    offers = [given for given in _offers(message) if unchanged > PATIENCE or not isinstance(given, Skip)]
    path = getattr(replies[-1], "path", "")
    found = locate(form, path) if path else None
    kind = found[0].question.type if found and found[0].question else ""
    typed = _typed(kind, chance, unchanged)
    if typed is not None and (not unchanged or not offers or chance.random() < 0.5):
        return typed
    return chance.choice(offers or _offers(message) or [Said(chance.choice(WORDS))])


def _offers(message: Message) -> list[AnyGiven]:
    """What the buttons give, without those that lead away; where submitting is offered, that alone."""
    choices = [choice for row in message.choices for choice in row]
    found = [given_of(action.values["given"]) for choice in choices if (action := _action(choice))]
    submit: list[AnyGiven] = [given for given in found if isinstance(given, Submit)]
    return submit or [given for given in found if not isinstance(given, AWAY)]


def _action(choice: Choice) -> Any:
    return choice.action if choice.action and "given" in choice.action.values else None


def _typed(kind: str, chance: random.Random, refused: int) -> AnyGiven | None:
    """Something of the type that is asked for; after a refusal something else."""
    if kind in ("integer", "decimal", "range"):
        return Said(str(chance.choice((1, 2, 3, 5, 25, 61, 70, chance.randint(0, 10 ** min(refused, 6))))))
    if kind in ("date", "datetime"):
        day = NOW - timedelta(days=chance.randint(0, 40 * (refused + 1)))
        return Said(f"{day:%Y-%m-%d}" if kind == "date" else f"{day:%Y-%m-%d} 8:30")
    if kind == "time":
        return Said("8:30")
    if kind == "geopoint":
        return Place(36.5, 107.3, 10.0)
    if kind in KINDS:
        return Photo({"reference": f"made-up-{chance.randint(1, 999)}"}, KINDS[kind])
    if kind == "text":
        return Said(_text(chance, refused))
    return None


def _text(chance: random.Random, refused: int) -> str:
    """Words; where they were refused, also numbers as long as telephones and identity cards have them."""
    if not refused:
        return chance.choice(WORDS)
    return chance.choice((*WORDS, "13800000000", "11010519491231002X", "甲", "乙" * chance.randint(1, 20)))
