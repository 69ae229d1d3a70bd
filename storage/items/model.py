"""An item as it stands, and what happened to it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.lifecycle import Fact
from bot.rights import Parties

NUMBER = re.compile(r"\d{4}-\d{6}")


@dataclass(frozen=True, slots=True)
class Into:
    """The item that another one was joined to: where it stands, and the units that have it."""

    number: str
    status: str
    units: frozenset[str]


@dataclass(frozen=True, slots=True)
class Item:
    """An item as it stands, with the names that people read."""

    id: int
    number: str
    form: str
    form_version: str
    ruleset: int
    rule: str
    reason: dict[str, Any]
    topic: str
    topic_name: str
    area: str
    area_path: str
    area_name: str
    household: str | None
    household_head: str
    urgency: str
    title: str
    answers: dict[str, Any]
    status: str
    reporter: int
    reporter_name: str
    filed_at: datetime
    accept_by: datetime | None
    resolve_by: datetime | None
    provisional: bool
    changed_at: datetime
    duplicate_of: int | None
    lead: str
    lead_name: str
    draft: int | None
    keeper: int | None = None  # who answers for it in place of its reporter
    paused_at: datetime | None = None  # since when the clock stands still
    paused_for: str | None = None  # what for
    paused_by: datetime | None = None  # the deadline to resolve it that stood then
    wants_days: int | None = None  # working days more that are asked for, until somebody decides
    asked_at: datetime | None = None  # when the reporter was asked what is not answered yet
    holder: int | None = None  # who of the lead unit has taken it
    holder_name: str = ""
    keeper_name: str = ""
    assist: tuple[str, ...] = ()
    reported: tuple[str, ...] = ()  # those of the assisting units that have reported their part
    into: Into | None = None  # what it was joined to, and goes no way of its own

    @property
    def facts(self) -> frozenset[Fact]:
        """What is so beside its state."""
        so = {
            Fact.PAUSED: self.paused_at is not None,
            Fact.EXTENDING: self.wants_days is not None,
            Fact.ASKED: self.asked_at is not None,
            Fact.NOTED: self.accept_by is None and self.resolve_by is None and self.paused_by is None,
        }
        return frozenset(fact for fact, is_so in so.items() if is_so)

    @property
    def awaited(self) -> tuple[str, ...]:
        """Assisting units whose part is still to be reported."""
        return tuple(unit for unit in self.assist if unit not in self.reported)

    @property
    def answerable(self) -> int:
        """Who is told of it, and confirms it: its reporter, or whoever answers for it in their place."""
        return self.keeper or self.reporter

    @property
    def answerable_name(self) -> str:
        """The name of whoever answers for it now."""
        return self.keeper_name or self.reporter_name

    @property
    def parties(self) -> Parties:
        """What decides who stands how to it."""
        joined = self.into.units if self.into is not None else frozenset[str]()
        return Parties(self.reporter, self.lead, frozenset(self.assist), self.area_path, self.keeper or 0, joined)


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened to an item."""

    sequence: int
    action: str
    before: str
    after: str
    person: int | None
    person_name: str
    unit: str | None
    unit_name: str
    at: datetime
    details: dict[str, Any]
    cause: str
    previous: str
    hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NewEvent:
    """What is to be written down about an item."""

    item: int
    action: str
    before: str
    after: str
    person: int | None
    unit: str | None
    at: datetime
    cause: str
    details: Mapping[str, Any] = field(default_factory=dict)
