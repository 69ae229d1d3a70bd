"""Correcting: the reporter answers a filed form anew; what is changed is said, and routed again while nobody has taken
it up."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from bot import notices, workdays
from bot.forms.again import differences, reopened
from bot.forms.facts import Facts
from bot.forms.model import Form
from bot.forms.state import Record, State
from bot.items import effects, filing, moving
from bot.items.days import was
from bot.items.reading import Absent, seen
from bot.items.telling import event_of, tell, told_of
from bot.languages import listed
from bot.lifecycle import UNACCEPTED, Refused, Status, take
from bot.lists import lists
from bot.messages import Lines, Message, Said, say
from bot.rights import EVERYTHING, relations
from bot.routing.model import Case, by_name
from bot.routing.rules import Route, route
from bot.turn import Turn
from storage import files
from storage import items as stored
from storage.items import Item

LONGEST = 1_000  # characters of what is said to have changed


def correctable(turn: Turn, number: str) -> Item:
    """The item, where whoever speaks may correct it now; raises Absent or lifecycle.Refused."""
    item = seen(turn, number)
    take("correct", Status(item.status), relations(turn.person, item.parties), {}, item.facts)
    return item


def as_filed(turn: Turn, item: Item) -> State:
    """The form as it was filled in, where one of its answers is chosen to be changed."""
    form = turn.live.form(item.form, item.form_version)
    return reopened(form, answers_of(turn, item), _facts(turn), item.number)


def answers_of(turn: Turn, item: Item) -> dict[str, Any]:
    """All of an item's answers, the sensitive ones too."""
    sealed = stored.secrets(turn.connection, EVERYTHING, item.number)
    return {**item.answers, **(turn.offices.vault.open_json(sealed) if sealed else {})}


def _facts(turn: Turn) -> Facts:
    return Facts(turn.now, person=turn.person.name if turn.person is not None else "", lists=lists(turn, EVERYTHING))


def corrected(turn: Turn, number: str, form: Form, record: Record, draft: int | None) -> Message:
    """Writes what was answered anew, and tells whom it concerns; the message for whoever did it."""
    try:
        item = correctable(turn, number)
    except Absent:
        return Message(text=say("There is no item {number} that you could open.", number=number), final=True)
    except Refused:
        status = notices.status_words[Status(seen(turn, number).status)]
        text = say("{number} is “{status}” now and can no longer be corrected; nothing was changed.", number=number,
                   status=status)  # fmt: skip
        return Message(text=text, slot="form", final=True)
    before = answers_of(turn, item)
    changed = differences(form, before, msgspec.to_builtins(record.answers), _facts(turn))
    if not changed:
        return Message(text=say("{number}: nothing was changed.", number=number), slot="form", final=True)
    return _written(turn, item, form, record, draft, changed)


def _written(turn: Turn, item: Item, form: Form, record: Record, draft: int | None, changed: list[Said]) -> Message:
    before = answers_of(turn, item)
    values = _meant(turn, item, form, before, record)
    way = _Way.of(turn, item, before, record, values)
    stored.correct(turn.connection, item.id, values | filing.parted(turn, record))
    files.adopt(turn.connection, draft, item.id)
    if effects.ends_a_pause(turn, item, "correct"):
        effects.resume(turn, item)
    said: list[Said] = [say("Corrected: {text}", text=listed(changed))]
    kept = _noted(turn, item, changed, way)
    if way.by_rule is not None and item.status in UNACCEPTED:
        said += way.anew(turn, item, kept)
    after = stored.by_id(turn.connection, item.id)
    headline = Lines(tuple(said))
    notice = notices.notice(turn.live, after, headline, relations(turn.person, after.parties), turn.now)
    return msgspec.structs.replace(notice, slot="form")


def _noted(turn: Turn, item: Item, changed: list[Said], way: "_Way") -> dict[str, str]:
    """The event, in Chinese as everything that is kept; whoever has it and keeps it hears of it."""
    said = turn.offices.languages.said
    text = said(listed(changed), "zh")[:LONGEST]
    if way.elsewhere is not None and item.status not in UNACCEPTED:
        text += said(say(" (by the rules it would go to {unit} now)", unit=way.elsewhere.lead.name), "zh")
    kept = {"text": text}
    anew = way.by_rule is not None and item.status in UNACCEPTED
    details = kept | (was(accept=item.accept_by, resolve=item.resolve_by) if anew else {})
    stored.add_event(turn.connection, event_of(turn, item.id, "correct", item.status, item.status, details, item.lead))
    if way.elsewhere is None or item.status not in UNACCEPTED:
        tell(turn, stored.by_id(turn.connection, item.id), "correct", kept, item.lead)
    return kept


@dataclass(frozen=True, slots=True)
class _Way:
    """Where the rules that hold now send it by what is answered: another way than before, another unit than it has."""

    by_rule: Route | None  # where another rule, or the same one otherwise, holds for it now
    elsewhere: Route | None

    @classmethod
    def of(cls, turn: Turn, item: Item, before: Mapping[str, Any], record: Record, values: Mapping[str, Any]) -> "_Way":
        if turn.live.rules is None:
            return cls(None, None)
        old = Case(item.form, item.area, item.topic, item.urgency, by_name(before), item.filed_at)
        named = by_name(record.answers)
        new = Case(item.form, values["area"], values["topic"], values["urgency"], named, item.filed_at)
        was, now = route(turn.live.rules, old), route(turn.live.rules, new)
        if _same(was, now):
            return cls(None, None)
        return cls(now, now if now.lead.code not in (was.lead.code, item.lead) else None)

    def anew(self, turn: Turn, item: Item, kept: Mapping[str, str]) -> list[Said]:
        """Nobody has taken it up yet: it goes where the rules say and has its days from today; what is to be said."""
        assert self.by_rule is not None  # noqa: S101 - asked before
        if self.elsewhere is not None:
            moving.send(turn, stored.by_id(turn.connection, item.id), self.elsewhere)
        due = workdays.due(turn.now, self.by_rule.accept_days, self.by_rule.resolve_days)
        stored.set_deadlines(turn.connection, item.id, due.accept_by, due.resolve_by, due.provisional)
        if self.elsewhere is None:
            return []
        went = say("Went to {unit}, since it was corrected", unit=self.elsewhere.lead.name)
        moving.told(turn, item, Lines((told_of(turn, item, "correct", kept), went)), reporter=False)
        return [went]


def _same(was: Route, now: Route) -> bool:
    return all(getattr(was, name) == getattr(now, name) for name in ("lead", "assist", "accept_days", "resolve_days"))


def _meant(turn: Turn, item: Item, form: Form, before: Mapping[str, Any], record: Record) -> dict[str, Any]:
    """What the answers mean: the title, topic, place, urgency and household; what was not changed stays."""
    roles, paths = record.roles, {node.path: node.role for node in form.nodes.values()}
    changed = {role for path, role in paths.items() if role and before.get(path) != record.answers.get(path)}
    area = str(roles["area"]) if "area" in changed and roles.get("area") in turn.live.paths else item.area
    household = item.household
    if changed & {"household", "household_name"}:
        household = filing.household_of(turn, {**roles, "area": area})
    texts = {
        name: str(roles.get(name) or getattr(item, name)) if name in changed else getattr(item, name)
        for name in ("title", "topic", "urgency")
    }
    return {
        **texts,
        "title": texts["title"][:200],
        "area": area,
        "area_path": turn.live.paths[area],
        "household": household,
    }
