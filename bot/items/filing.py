"""Filing: a finished form becomes an item, routed, in its unit's inbox, with its deadlines."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

import msgspec

from bot import notices, workdays
from bot.forms.model import Form
from bot.forms.state import Record
from bot.items import helping
from bot.items.telling import event_of, tell_person, tell_unit
from bot.lifecycle import STEPS, Status
from bot.messages import Message, say
from bot.rights import EVERYTHING, Person, Right
from bot.routing.model import Case, by_name
from bot.routing.rules import Route, route
from bot.turn import Turn
from storage import assets, confirming, files, households
from storage import items as stored
from storage.items import Item
from storage.prepared import sent_together

HOUSEHOLD_OTHER = "other"  # the answer for a household that is not in the register
VISIT = "visited_on"  # the role whose answer makes an item a visit


class NoPlace(Exception):
    """Nothing says in which village this is."""


@dataclass(frozen=True, slots=True)
class Filed:
    """What filing made."""

    item: Item
    assist: tuple[str, ...]  # names of units
    record_only: bool  # nobody has to act: it is kept for the record
    twin: Item | None  # an open item of the same form about the same household
    joined: bool = False  # it is kept with the twin, and goes no way of its own
    check_by: date | None = None  # the day by which the household is to be visited


def file(turn: Turn, form: Form, record: Record, draft: int | None) -> Filed:
    """Stores an item, routes it, opens its entries, and tells the lead unit. Raises NoPlace."""
    roles = dict(record.roles)
    roles["household"] = household_of(turn, roles)
    case = _case(turn, form, record, roles)
    if turn.live.rules is None:
        raise NoPlace
    way = route(turn.live.rules, case)
    record_only = way.accept_days is None and way.resolve_days is None
    twin = helping.twin_of(turn, form.code, roles["household"])
    if twin is not None:
        way, record_only = helping.kept_with(way), True
    step = "record" if record_only else "route"
    status = STEPS[step].target or Status.FILED
    item = add(turn, form, record, draft, roles, Placed(case, way, status), turn.person)
    with sent_together(turn.connection):
        files.adopt(turn.connection, draft, item.id)
        filed = event_of(turn, item.id, "file", "", Status.FILED, {}, "")
        sent = event_of(turn, item.id, step, Status.FILED, item.status, {}, way.lead.code)
        stored.begin_events(turn.connection, [filed, sent])
        if not record_only:
            _open(turn, item, way)
        _visited(turn, roles)
        _looked(turn, roles)
    check = helping.begin(turn, item, way, twin)
    if was_visit(roles):
        helping.visited(turn, roles["household"], item.number)
    if not record_only:
        _tell(turn, item, way)
    assisting = tuple(unit.name for unit in way.assist)
    return Filed(item, assisting, record_only, twin or _twin(turn, item), twin is not None, check)


def _case(turn: Turn, form: Form, record: Record, roles: Mapping[str, Any]) -> Case:
    """What the rules are asked about."""
    topic, urgency = (str(roles.get(name) or "") for name in ("topic", "urgency"))
    return Case(form.code, _area(turn, roles), topic, urgency, by_name(record.answers), turn.now)


def _open(turn: Turn, item: Item, way: Route) -> None:
    """The entries in the inboxes of the unit that leads, and of those that assist."""
    stored.open_entry(turn.connection, item.id, way.lead.code, "lead", turn.now)
    for unit in way.assist:
        stored.open_entry(turn.connection, item.id, unit.code, "assist", turn.now)


def _tell(turn: Turn, item: Item, way: Route) -> None:
    """The unit hears of it at once where the rule or the urgency says so; else its digest tells it."""
    urgent = item.urgency == "urgent"
    if urgent or way.notify == "at_once":
        tell_unit(turn, item, way.lead.code, say("New, urgent") if urgent else say("New"))


class Placed(NamedTuple):
    """A case with where it goes and the state in which it begins."""

    case: Case
    way: Route
    status: Status


def add(
    turn: Turn,
    form: Form,
    record: Record,
    draft: int | None,
    roles: Mapping[str, Any],
    placed: Placed,
    reporter: Person | None,
) -> Item:
    """Stores the item; it is put together here, since all that a read would give is known."""
    case, way, status = placed
    due = workdays.due(turn.now, way.accept_days, way.resolve_days)
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
        "title": str(roles.get("title") or _untitled(form))[:200],
        "status": status.value,
        "reporter": reporter.id if reporter is not None else None,
        "filed_at": turn.now,
        "accept_by": due.accept_by,
        "resolve_by": due.resolve_by,
        "provisional": due.provisional,
        "changed_at": turn.now,
        "duplicate_of": None,
    }
    both = parted(turn, record)
    identity = stored.add(turn.connection, values | both)
    values["answers"] = both["answers"]
    named = _named(turn, case, roles["household"], reporter)
    return Item(id=identity, **values, **named, **_led(way, status))


def _untitled(form: Form) -> str:
    """What stands for a title where a form asks for none."""
    ours = notices.form_words.get(form.code)
    return ours.msgid if ours is not None else next(iter(form.title.words.values()), form.code)


def parted(turn: Turn, record: Record) -> dict[str, Any]:
    """The answers that can be read, and the sensitive ones, sealed."""
    secret = {path: value for path, value in record.answers.items() if path in record.sensitive}
    clear = {path: value for path, value in record.answers.items() if path not in record.sensitive}
    sealed = turn.offices.vault.seal_json(secret) if secret else None
    return {"answers": msgspec.to_builtins(clear), "secrets": sealed}


def _named(turn: Turn, case: Case, household: str | None, reporter: Person | None) -> dict[str, Any]:
    """The names that people read in place of codes."""
    directory = turn.live.directory
    topic = directory.topics.get(case.topic)
    found = households.by_code(turn.connection, EVERYTHING, household) if household else None
    return {
        "topic_name": topic.name if topic is not None else "",
        "area_name": directory.areas[case.area].name,
        "household_head": found.head if found is not None else "",
        "reporter_name": reporter.name if reporter is not None else "",
    }


def _led(way: Route, status: Status) -> dict[str, Any]:
    """The units with an open entry: none where it is kept for the record."""
    if status == Status.CLOSED:
        return {"lead": "", "lead_name": ""}
    return {"lead": way.lead.code, "lead_name": way.lead.name, "assist": tuple(unit.code for unit in way.assist)}


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


def household_of(turn: Turn, roles: Mapping[str, Any]) -> str | None:
    """The register's code; a household that is not in it is added on the spot, for an admin to confirm."""
    answered = roles.get("household")
    name = str(roles.get("household_name") or "").strip()
    members = _members(roles, turn.today)
    if answered and answered != HOUSEHOLD_OTHER:
        answered = _standing(turn, str(answered))
    if answered and answered != HOUSEHOLD_OTHER:
        if members and not households.members(turn.connection, str(answered)):
            households.set_members(turn.connection, str(answered), members, size=len(members) + 1)
        return str(answered)
    if not name:
        return None
    code = households.new_code()
    vault = turn.offices.vault
    phone, number = str(roles.get("phone") or ""), str(roles.get("id_number") or "")
    known = households.by_identity(turn.connection, vault.index(number)) if number else None
    if known is not None:
        return known
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


def _standing(turn: Turn, code: str) -> str | None:
    """The household itself, or the one that it was merged into since it was answered; None where it was refused."""
    if households.by_code(turn.connection, EVERYTHING, code) is not None:
        return code
    return confirming.successor(turn.connection, code)


def _members(roles: Mapping[str, Any], today: date) -> list[dict[str, Any]]:
    """Those besides the head, as a form's repeat names them."""
    found = []
    for row in _many(roles.get("members")):
        age = row.get("member_age")
        born = today.year - int(age) if isinstance(age, int | float) else None
        state = row.get("member_state")
        details = {"state": state} if state else {}
        found.append({"name": str(row.get("member_name") or ""), "born": born, "details": details})
    return [member for member in found if member["name"]]


def _many(value: Any) -> list[Any]:
    if value is None:
        return []
    return list(value) if isinstance(value, list | tuple) else [value]


def was_visit(roles: Mapping[str, Any]) -> bool:
    """Whether somebody of a household in the register was met."""
    return bool(roles.get(VISIT) and roles["household"] and roles.get("person") != "absent")


def _visited(turn: Turn, roles: Mapping[str, Any]) -> None:
    when = roles.get(VISIT)
    if was_visit(roles):
        day = when if isinstance(when, date) else date.fromisoformat(str(when)[:10])
        households.visited(turn.connection, roles["household"], day, str(roles.get("income") or ""))


def _looked(turn: Turn, roles: Mapping[str, Any]) -> None:
    """How an asset is now; one that is not in the register has no row."""
    if roles.get("asset") and roles.get("condition"):
        assets.looked(turn.connection, str(roles["asset"]), str(roles["condition"]), turn.today)


def _twin(turn: Turn, item: Item) -> Item | None:
    """Two people may file about one household at once: both are kept, one is linked to the other, both are told."""
    if item.household is None or item.status == Status.CLOSED:
        return None
    twin = stored.open_for_household(turn.connection, item.household, item.form, item.id)
    if twin is None:
        return None
    stored.set_duplicate(turn.connection, item.id, twin.id)
    if twin.answerable != item.reporter:
        text = say(
            "{number} was filed about the same household as your {yours}; the unit will look at both.",
            number=item.number,
            yours=twin.number,
        )
        tell_person(turn, twin.answerable, Message(text=text))
    return twin
