"""Verifying: a department's list begins an item, and the household's cadre finishes it.

Until then it is filed and lies with the unit that its topic leads to, which cannot act on it yet. What the cadre finds
ends it, for the record, or sends it on its way by the rules, with the days that these give.
"""

from collections.abc import Mapping
from typing import Any

import msgspec

from bot import workdays
from bot.comparing.kinds import FINDING, FORM, Kind
from bot.forms.model import Form
from bot.forms.state import Record
from bot.items.filing import Filed, Placed, add
from bot.items.telling import event_of, tell_unit
from bot.lifecycle import STEPS, Status
from bot.messages import say
from bot.rights import Person, Right, Scope, scope_of
from bot.routing.model import Case, by_name
from bot.routing.rules import Route, route
from bot.turn import Turn
from storage import files, hits
from storage import items as stored
from storage.hits import ToVerify
from storage.items import Item

HELP = "help"  # the finding that somebody has to act on


def begin_check(turn: Turn, form: Form, record: Record, kind: Kind, cadre: Person) -> Item:
    """A hit becomes an item of the household's cadre, to be verified within the working days of its kind."""
    roles = {**record.roles, "topic": kind.topic}
    case, way = _way(turn, form.code, str(roles["area"]), kind.topic, record)
    item = add(turn, form, record, None, roles, Placed(case, way, Status.FILED), cadre)
    due = workdays.due(turn.now, kind.days, None)
    stored.set_deadlines(turn.connection, item.id, due.accept_by, None, due.provisional)
    stored.begin_events(turn.connection, [event_of(turn, item.id, "file", "", Status.FILED, {}, way.lead.code)])
    stored.open_entry(turn.connection, item.id, way.lead.code, "lead", turn.now)
    return stored.by_id(turn.connection, item.id)


def _way(turn: Turn, form: str, area: str, topic: str, record: Record) -> tuple[Case, Route]:
    assert turn.live.rules is not None  # noqa: S101 - a pack without rules is not loaded
    case = Case(form, area, topic, "", by_name(record.answers), turn.now)
    return case, route(turn.live.rules, case)


def to_verify(turn: Turn, limit: int = 0, number: str = "") -> list[ToVerify]:
    """What waits to be verified in the villages of whoever speaks, the most pressing first."""
    scope = scope_of(turn.person) if turn.person is not None else Scope()
    return hits.waiting(turn.connection, scope, limit, number=number)


def verified(turn: Turn, form: Form, record: Record, draft: int | None) -> Filed | None:
    """What a cadre found, on the item that their village was to verify; None where this form is about no such item."""
    waiting = _meant(turn, record) if form.code == FORM else None
    if waiting is None or turn.person is None:
        return None
    before = stored.by_id(turn.connection, waiting.id)
    keeper = turn.person.id if turn.person.id != before.reporter else before.keeper
    answers: Mapping[str, Any] = msgspec.to_builtins(record.answers)
    if not hits.verified(turn.connection, before.id, answers, draft, keeper):
        return None
    files.adopt(turn.connection, draft, before.id)
    if record.roles.get(FINDING) == HELP:
        return _sent_on(turn, before, record)
    return _recorded(turn, before)


def _meant(turn: Turn, record: Record) -> ToVerify | None:
    """The hit about this household that says the same, in a village of whoever speaks."""
    assert turn.person is not None  # noqa: S101 - strangers fill in no forms
    villages = Scope(villages=turn.person.areas(Right.FILE))
    found = hits.waiting(turn.connection, villages, household=str(record.roles.get("household") or ""))
    paths = [path for path in record.answers if path.rpartition("/")[2] in ("kind", "says")]
    same = [each for each in found if all(each.answers.get(path) == record.answers[path] for path in paths)]
    return same[0] if same else None


def _recorded(turn: Turn, item: Item) -> Filed:
    """Nothing has to be done: it ends here, and the unit can read what was found."""
    _step(turn, item, "record", item.lead)
    stored.end_entries(turn.connection, item.id, turn.now, "done")
    return Filed(stored.by_id(turn.connection, item.id), (), record_only=True, twin=None)


def _sent_on(turn: Turn, item: Item, record: Record) -> Filed:
    """On its way by the rules that hold now, which see what was found; the days count from today."""
    _case, way = _way(turn, item.form, item.area, item.topic, record)
    stored.end_entries(turn.connection, item.id, turn.now, "route", part="lead")  # it is new to them from now on
    stored.open_entry(turn.connection, item.id, way.lead.code, "lead", turn.now)
    for unit in way.assist:
        stored.open_entry(turn.connection, item.id, unit.code, "assist", turn.now)
    due = workdays.due(turn.now, way.accept_days, way.resolve_days)
    stored.set_deadlines(turn.connection, item.id, due.accept_by, due.resolve_by, due.provisional)
    stored.set_route(turn.connection, item.id, turn.live.ruleset, way.rule, msgspec.to_builtins(way.reason))
    _step(turn, item, "route", way.lead.code)
    after = stored.by_id(turn.connection, item.id)
    if way.notify == "at_once":
        tell_unit(turn, after, way.lead.code, say("New"))
    return Filed(after, tuple(unit.name for unit in way.assist), record_only=False, twin=None)


def _step(turn: Turn, item: Item, action: str, lead: str) -> None:
    after = STEPS[action].target or Status.ROUTED
    stored.set_status(turn.connection, item.id, Status.FILED, after, turn.now)
    stored.add_event(turn.connection, event_of(turn, item.id, action, Status.FILED, after, {}, lead))
