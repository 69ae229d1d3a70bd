"""Filing and acting: the one place where storage, routing, the lifecycle and rights meet.

Both run inside a turn's transaction and tell those whom it concerns through the turn; neither sends.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, NamedTuple

import msgspec

from bot import notices, workdays
from bot.forms.model import Form
from bot.forms.state import Record
from bot.languages import SHANGHAI
from bot.lifecycle import STEPS, Refused, Relation, Status, take
from bot.messages import Message, Said, say
from bot.rights import EVERYTHING, Right, Scope, relations, scope_of
from bot.routing.model import Case
from bot.routing.rules import Route, route
from bot.turn import Told, Turn
from storage import chats, files, households, people
from storage import items as stored
from storage.items import Filter, Item, NewEvent

HOUSEHOLD_OTHER = "other"  # the answer for a household that is not in the register
VISIT = "visited_on"  # the role whose answer makes an item a visit


class NoPlace(Exception):
    """Nothing says in which village this is."""


class Absent(Exception):
    """There is no such item, or it is not theirs to see; nobody can tell the two apart."""


@dataclass(frozen=True, slots=True)
class Filed:
    """What filing made."""

    item: Item
    assist: tuple[str, ...]  # names of units
    record_only: bool  # nobody has to act: it is kept for the record
    twin: Item | None  # an open item of the same form about the same household


# --- filing ---------------------------------------------------------------------------------------------------


def file(turn: Turn, form: Form, record: Record, draft: int | None) -> Filed:
    """Stores an item, routes it, opens its entries, and tells the lead unit. Raises NoPlace."""
    roles = dict(record.roles)
    roles["household"] = _household(turn, roles)
    area = _area(turn, roles)
    case = Case(
        form.code, area, str(roles.get("topic") or ""), str(roles.get("urgency") or ""), _by_name(record.answers)
    )
    if turn.live.rules is None:
        raise NoPlace
    way = route(turn.live.rules, case)
    record_only = way.accept_days is None and way.resolve_days is None
    step = "record" if record_only else "route"
    item = _add(turn, form, record, draft, roles, Placed(case, way, STEPS[step].target or Status.FILED))
    stored.begin_events(
        turn.connection,
        [
            _event(turn, item.id, "file", "", Status.FILED, {}, ""),
            _event(turn, item.id, step, Status.FILED, item.status, {}, way.lead.code),
        ],
    )
    if not record_only:
        stored.open_entry(turn.connection, item.id, way.lead.code, "lead", turn.now)
        for unit in way.assist:
            stored.open_entry(turn.connection, item.id, unit.code, "assist", turn.now)
    _visited(turn, roles)
    twin = _twin(turn, item)
    if not record_only and (way.notify == "at_once" or item.urgency == "urgent"):
        headline = say("New, urgent") if item.urgency == "urgent" else say("New")
        tell_unit(turn, item, way.lead.code, headline)
    return Filed(item, tuple(unit.name for unit in way.assist), record_only, twin)


class Placed(NamedTuple):
    """A case with where it goes and the state in which it begins."""

    case: Case
    way: Route
    status: Status


def _add(turn: Turn, form: Form, record: Record, draft: int | None, roles: Mapping[str, Any], placed: Placed) -> Item:
    """Stores the item; it is put together here, since all that a read would give is known."""
    case, way, status = placed
    secret = {path: value for path, value in record.answers.items() if path in record.sensitive}
    clear = {path: value for path, value in record.answers.items() if path not in record.sensitive}
    accept, resolve = (_due(turn.now, days) for days in (way.accept_days, way.resolve_days))
    values: dict[str, Any] = {
        "number": stored.next_number(turn.connection, turn.today.year),
        "draft": draft,
        "form": form.code,
        "form_version": form.version,
        "ruleset": turn.live.ruleset,
        "rule": way.rule,
        "reason": msgspec.to_builtins(way.reason),
        "topic": case.topic,
        "area": case.area,
        "area_path": turn.live.paths[case.area],
        "household": roles["household"],
        "urgency": case.urgency,
        "title": str(roles.get("title") or notices.form_words.get(form.code, say("visit log")).msgid)[:200],
        "answers": msgspec.to_builtins(clear),
        "status": status.value,
        "reporter": turn.person.id if turn.person is not None else None,
        "filed_at": turn.now,
        "accept_by": accept.at.astimezone(UTC) if accept else None,
        "resolve_by": resolve.at.astimezone(UTC) if resolve else None,
        "provisional": bool((accept and accept.provisional) or (resolve and resolve.provisional)),
        "changed_at": turn.now,
        "duplicate_of": None,
    }
    secrets = turn.offices.vault.seal_json(secret) if secret else None
    identity = stored.add(turn.connection, values | {"secrets": secrets})
    files.adopt(turn.connection, draft, identity)
    return Item(id=identity, **values, **_named(turn, case, roles["household"]), **_led(way, status))


def _named(turn: Turn, case: Case, household: str | None) -> dict[str, Any]:
    """The names that people read in place of codes."""
    directory = turn.live.directory
    topic = directory.topics.get(case.topic)
    found = households.by_code(turn.connection, EVERYTHING, household) if household else None
    return {
        "topic_name": topic.name if topic is not None else "",
        "area_name": directory.areas[case.area].name,
        "household_head": found.head if found is not None else "",
        "reporter_name": turn.person.name if turn.person is not None else "",
    }


def _led(way: Route, status: Status) -> dict[str, Any]:
    """The units with an open entry: none where it is kept for the record."""
    if status == Status.CLOSED:
        return {"lead": "", "lead_name": ""}
    return {"lead": way.lead.code, "lead_name": way.lead.name, "assist": tuple(unit.code for unit in way.assist)}


def _by_name(answers: Mapping[str, Any]) -> dict[str, Any]:
    return {path.rpartition("/")[2]: value for path, value in answers.items() if "[" not in path}


def _due(now: datetime, days: int | None) -> workdays.Deadline | None:
    return workdays.deadline(now, days) if days is not None else None


def _area(turn: Turn, roles: Mapping[str, Any]) -> str:
    """Where it is: what was answered, else the household's village, else the reporter's."""
    if roles.get("area") in turn.live.paths:
        return str(roles["area"])
    if roles["household"]:
        found = households.by_code(turn.connection, EVERYTHING, roles["household"])
        if found is not None:
            return found.area
    villages = turn.person.areas(Right.FILE) if turn.person is not None else ()
    if not villages:
        raise NoPlace
    return villages[0].rpartition("/")[2]


def _household(turn: Turn, roles: Mapping[str, Any]) -> str | None:
    """The register's code; a household that is not in it is added on the spot, for an admin to confirm."""
    answered = roles.get("household")
    name = str(roles.get("household_name") or "").strip()
    members = _members(roles, turn.today)
    if answered and answered != HOUSEHOLD_OTHER:
        if members and not households.members(turn.connection, str(answered)):
            households.set_members(turn.connection, str(answered), members, size=len(members) + 1)
        return str(answered)
    if not name:
        return None
    code = households.new_code()
    vault = turn.offices.vault
    phone, number = str(roles.get("phone") or ""), str(roles.get("id_number") or "")
    row: dict[str, Any] = {
        "code": code, "area": _area(turn, {**roles, "household": None}), "group": "", "head": name,
        "initials": households.initials(name), "category": "", "marks": [], "size": None,
        "phone": vault.seal_text(phone), "id_number": vault.seal_text(number),
        "id_index": vault.index(number) if number else None, "confirmed": False, "last_visit": None, "last_income": "",
        "made_at": turn.now,
    }  # fmt: skip
    households.add(turn.connection, [row])
    if members:
        households.set_members(turn.connection, code, members, size=len(members) + 1)
    return code


def _members(roles: Mapping[str, Any], today: date) -> list[dict[str, Any]]:
    """Those besides the head, as a form's repeat names them."""
    found = []
    for row in _many(roles.get("members")):
        age = row.get("age")
        born = today.year - int(age) if isinstance(age, int | float) else None
        state = row.get("state")
        found.append({"name": str(row.get("name") or ""), "born": born, "details": {"state": state} if state else {}})
    return [member for member in found if member["name"]]


def _many(value: Any) -> list[Any]:
    if value is None:
        return []
    return list(value) if isinstance(value, list | tuple) else [value]


def _visited(turn: Turn, roles: Mapping[str, Any]) -> None:
    when = roles.get(VISIT)
    if when and roles["household"] and roles.get("person") != "absent":
        day = when if isinstance(when, date) else date.fromisoformat(str(when)[:10])
        households.visited(turn.connection, roles["household"], day, str(roles.get("income") or ""))


def _twin(turn: Turn, item: Item) -> Item | None:
    """Two people may file about one household at once: both are kept, one is linked to the other, both are told."""
    if item.household is None or item.status == Status.CLOSED:
        return None
    twin = stored.open_for_household(turn.connection, item.household, item.form, item.id)
    if twin is None:
        return None
    stored.set_duplicate(turn.connection, item.id, twin.id)
    if twin.reporter != item.reporter:
        text = say(
            "{number} was filed about the same household as your {yours}; the unit will look at both.",
            number=item.number,
            yours=twin.number,
        )
        tell_person(turn, twin.reporter, Message(text=text))
    return twin


# --- acting ---------------------------------------------------------------------------------------------------


def act(turn: Turn, number: str, action: str, values: Mapping[str, Any]) -> Item:
    """One action of the lifecycle on an item; raises Absent, or lifecycle.Refused with why."""
    item = seen(turn, number)
    standing = relations(turn.person, item.standing)
    given = {name: str(value) for name, value in values.items()}
    take(action, Status(item.status), standing, given)
    lead = _next_lead(turn, item, action, given)
    return _move(turn, item, action, given, lead)


def seen(turn: Turn, number: str) -> Item:
    """An item that whoever speaks may see; raises Absent."""
    scope = scope_of(turn.person) if turn.person is not None else Scope()
    item = stored.by_number(turn.connection, scope, number)
    if item is None:
        raise Absent
    return item


def _next_lead(turn: Turn, item: Item, action: str, values: Mapping[str, str]) -> str:
    """Whose lead it is after the action: a unit's code, or none when it is over."""
    if action == "pass_on":
        if values["unit"] not in turn.live.directory.units:
            raise Refused("needs", "unit")
        if values["unit"] == item.lead:
            raise Refused("same", "unit")
        return values["unit"]
    if action == "send_back":
        return _overview(turn, item)
    if action == "reopen" and not item.lead:
        had = [
            unit for unit in stored.entry_units(turn.connection, item.id, "lead") if unit in turn.live.directory.units
        ]
        return had[-1] if had else _overview(turn, item)
    return item.lead


def _overview(turn: Turn, item: Item) -> str:
    """The office that keeps the overview: the county's, or the city's for what the county's own office sends back."""
    directory = turn.live.directory
    for level in ("county", "city"):
        unit = directory.responsible(turn.live.overview, level, item.area)
        if unit is not None and unit.code != item.lead:
            return unit.code
    raise Refused("nobody")


def _move(turn: Turn, item: Item, action: str, values: Mapping[str, str], lead: str) -> Item:
    """Writes the new state, the entries and the event, and tells whom the table names."""
    before = Status(item.status)
    after = STEPS[action].target or before
    if after != before and not stored.set_status(turn.connection, item.id, before, after, turn.now):
        raise Refused("state")
    _entries(turn, item, action, after, lead)
    _deadlines(turn, item, action)
    stored.add_event(turn.connection, _event(turn, item.id, action, before, after, values, lead))
    changed = stored.by_id(turn.connection, item.id)
    _tell(turn, changed, action, values, item.lead)
    return changed


def _entries(turn: Turn, item: Item, action: str, after: Status, lead: str) -> None:
    connection = turn.connection
    if after in (Status.CLOSED, Status.WITHDRAWN):
        stored.end_entries(connection, item.id, turn.now, "done")
    elif lead != item.lead:
        if item.lead:
            stored.end_entries(connection, item.id, turn.now, action, part="lead")
        stored.open_entry(connection, item.id, lead, "lead", turn.now)


def _deadlines(turn: Turn, item: Item, action: str) -> None:
    """Whoever gets it anew has the same number of working days as the first unit had."""
    if action == "pass_on" and item.accept_by is not None:
        days = workdays.working_days_between(item.filed_at, item.accept_by)
        due = workdays.deadline(turn.now, days)
        stored.set_deadlines(turn.connection, item.id, due.at, item.resolve_by, item.provisional or due.provisional)
    if action == "reopen" and item.resolve_by is not None:
        days = workdays.working_days_between(item.filed_at, item.resolve_by)
        due = workdays.deadline(turn.now, days)
        stored.set_deadlines(turn.connection, item.id, item.accept_by, due.at, item.provisional or due.provisional)


def _event(
    turn: Turn, item: int, action: str, before: str, after: str, values: Mapping[str, str], lead: str
) -> NewEvent:
    return NewEvent(
        item=item,
        action=action,
        before=str(before),
        after=str(after),
        person=turn.person.id if turn.person is not None else None,
        unit=lead or None,
        at=turn.now,
        cause=turn.cause,
        details=dict(values),
    )


# --- telling --------------------------------------------------------------------------------------------------


def _tell(turn: Turn, item: Item, action: str, values: Mapping[str, str], before: str) -> None:
    """Tells whom the step names, but not whoever acted."""
    step = STEPS[action]
    if action in ("route", "record"):
        return
    headline = told_of(turn, item, action, values)
    actor = turn.person.id if turn.person is not None else 0
    if Relation.REPORTER in step.tells and item.reporter != actor:
        tell_person(
            turn, item.reporter, notices.notice(turn.live, item, headline, frozenset({Relation.REPORTER}), turn.now)
        )
    lead = item.lead or before  # the unit that had it hears that it is over
    if Relation.LEAD in step.tells and lead and not _works_in(turn, lead):
        tell_unit(turn, item, lead, headline)


def told_of(turn: Turn, item: Item, action: str, values: Mapping[str, str]) -> Said:
    """Who did what: the first line of a notice."""
    text = values.get("text") or values.get("reason") or ""
    words = notices.event_words[action]
    values_of = {"unit": item.lead_name, "text": text}
    what = say(words.msgid, **{name: value for name, value in values_of.items() if "{" + name + "}" in words.msgid})
    return say("{person}: {what}", person=turn.person.name if turn.person is not None else "", what=what)


def _works_in(turn: Turn, unit: str) -> bool:
    return turn.person is not None and unit in turn.person.units()


def tell_unit(turn: Turn, item: Item, unit: str, headline: Said) -> None:
    """Tells those on duty in a unit, and its duty group."""
    message = notices.notice(turn.live, item, headline, frozenset({Relation.LEAD}), turn.now)
    if item.lead != unit:  # it has left this inbox, and cannot be opened there
        message = Message(text=message.text, slot=message.slot, final=True)
    for person in people.on_duty(turn.connection, unit):
        tell_person(turn, person, message)
    for chat, language in chats.of_unit(turn.connection, unit):
        turn.told.append(Told(chat, language, message))


def tell_person(turn: Turn, person: int, message: Message) -> None:
    """Tells somebody in each chat that is theirs; where there is none, the page shows it when they come."""
    for chat, language in chats.of_person(turn.connection, person):
        if turn.chat is None or turn.chat.id != chat:
            turn.told.append(Told(chat, language, message))


# --- reading --------------------------------------------------------------------------------------------------


def inbox(turn: Turn, unit: str, limit: int = 20, offset: int = 0) -> tuple[list[Item], int]:
    """What is open in a unit's inbox, the oldest first, and how many there are."""
    scope = scope_of(turn.person) if turn.person is not None else Scope()
    wanted = Filter(unit=unit, oldest_first=True)
    return (
        stored.listed(turn.connection, scope, wanted, limit, offset),
        stored.count(turn.connection, scope, wanted),
    )


def mine(turn: Turn, limit: int = 10, offset: int = 0) -> tuple[list[Item], int]:
    """What whoever speaks has filed, the latest first, and how many there are."""
    person = turn.person
    if person is None:
        return [], 0
    wanted = Filter(reporter=person.id)
    scope = scope_of(person)
    return stored.listed(turn.connection, scope, wanted, limit, offset), stored.count(turn.connection, scope, wanted)


def month_start(turn: Turn) -> date:
    """The first day of this month in China."""
    return turn.now.astimezone(SHANGHAI).date().replace(day=1)


def unseen(turn: Turn, village: str) -> tuple[int, int]:
    """How many watched households a village has, and how many of them have not been seen this month."""
    return households.visits(turn.connection, Scope(villages=(village,)), month_start(turn))


def names(units: Iterable[str], turn: Turn) -> list[str]:
    """Units' names by their codes."""
    return [turn.live.directory.units[unit].name for unit in units if unit in turn.live.directory.units]
