"""What filing and acting mean for a household's help: checks in time, applications joined, plans opened."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import msgspec

from bot import notices, workdays
from bot.households import plans
from bot.items.telling import event_of, tell_person, tell_unit, told_of
from bot.lifecycle import STEPS, UNACCEPTED, UNDER_WAY, Relation, Status
from bot.live import Live
from bot.messages import Action, Choice, Lines, Message, Said, say
from bot.rights import EVERYTHING, Scope
from bot.routing.rules import Route
from bot.turn import Told, Turn
from storage import Connection, applications, stages
from storage import items as stored
from storage import plans as stored_plans
from storage.items import Item

APPLICATION = "household_application"
OVER = frozenset({Status.RESOLVED, Status.CLOSED, Status.WITHDRAWN})  # no stage of it is waited for
OF_THE_REPORTER = frozenset({"close", "reopen"})  # what the first reporter decides for those that were joined
MOST_JOINED = 20  # that are shown of those that were joined to one


def kept_with(way: Route) -> Route:
    """The way of an application that is kept with another one: it has no deadlines of its own."""
    return msgspec.structs.replace(way, accept_days=None, resolve_days=None)


def begin(turn: Turn, item: Item, way: Route, twin: Item | None) -> date | None:
    """Joins an application to its twin; else the day by which the household is to be visited (入户核实), if it is."""
    if twin is not None:
        joined(turn, item, twin)
        return None
    if way.check_days is None or not item.lead:
        return None
    by = workdays.deadline(turn.now, way.check_days)
    stages.add(turn.connection, item.id, stages.CHECK, by.at, by.provisional)
    for kind in turn.live.stages:
        until = workdays.deadline(turn.now, kind.days)
        stages.add(turn.connection, item.id, kind.stage, min(until.at, item.resolve_by or until.at), until.provisional)
    return workdays.day_of(by.at)


def visited(turn: Turn, household: str, number: str) -> None:
    """A visit to the household is the check that its application waits for."""
    for identity in stages.open_of_household(turn.connection, household, stages.CHECK):
        checked(turn, stored.by_id(turn.connection, identity), number)


def checked(turn: Turn, item: Item, note: str) -> bool:
    """Somebody was there: it is written down, and the unit that leads hears of it. False where that is known."""
    return ticked(turn, item, stages.CHECK, note)


def ticked(turn: Turn, item: Item, stage: str, note: str) -> bool:
    """A stage is done: written down, and the unit that leads hears of it. False where it was, or there is none."""
    person = turn.person.id if turn.person is not None else None
    if not stages.done(turn.connection, item.id, stage, turn.now, person, note):
        return False
    action = "check" if stage == stages.CHECK else "stage"
    values = {"text": note} if stage == stages.CHECK else {"text": note, "name": stage_name(turn.live, stage)}
    event = event_of(turn, item.id, action, item.status, item.status, values, item.lead)
    stored.add_event(turn.connection, event)
    if item.lead:
        tell_unit(turn, item, item.lead, told_of(turn, item, action, values))
    return True


def stage_name(live: Live, stage: str) -> str:
    """What the place calls a stage; its code, where the place has it no more."""
    return next((kind.name for kind in live.stages if kind.stage == stage), stage)


def stage_choice(live: Live, stage: str, number: str) -> Choice:
    """A button that says that a stage is done."""
    label = say("The household was visited") if stage == stages.CHECK else say("Done: {name}",
                                                                              name=stage_name(live, stage))  # fmt: skip
    return Choice(label, Action("stage_done", number, {"stage": stage}))


def next_stage(connection: Connection, item: Item) -> stages.Stage | None:
    """The first stage that is not done."""
    return next((each for each in stages.of_item(connection, item.id) if each.done_at is None), None)


def twin_of(turn: Turn, form: str, household: str | None) -> Item | None:
    """An open application of the same household, which a new one is joined to."""
    if form != APPLICATION or not household:
        return None
    return stored.open_for_household(turn.connection, household, form, 0)


def joined_to(connection: Connection, scope: Scope, item: Item) -> list[Item]:
    """The applications in scope that were joined to an item, the earliest first."""
    if item.form != APPLICATION or not item.household:
        return []
    wanted = stored.Filter(household=item.household, joined_to=item.id, oldest_first=True)
    return stored.listed(connection, scope, wanted, MOST_JOINED)


def joined(turn: Turn, item: Item, twin: Item) -> None:
    """Two applications of one household go one way: the later one is kept with the earlier, and nobody is forgotten."""
    stored.set_duplicate(turn.connection, item.id, twin.id)
    _noted(turn, item, "joined", twin.number)
    _noted(turn, twin, "join", item.number)
    if twin.lead:
        tell_unit(turn, twin, twin.lead, told_of(turn, twin, "join", {"text": item.number}))
    if twin.answerable != item.reporter:
        text = say("{number} was filed about the same household as your {yours}, and is joined to it.",
                   number=item.number, yours=twin.number)  # fmt: skip
        tell_person(turn, twin.answerable, Message(text=text))


def followed(turn: Turn, item: Item, action: str, values: Mapping[str, Any]) -> None:
    """What a step of an application means for those that are joined to it."""
    if item.form != APPLICATION or not item.household:
        return
    if action == "accept":
        _opened(turn, item)
    others = applications.joined_to(turn.connection, item.household, item.id)
    if action == "withdraw" and others:
        _alone(turn, item, others[0])
        return
    if Relation.REPORTER in STEPS[action].tells or action in OF_THE_REPORTER:
        headline = told_of(turn, item, action, {name: str(value) for name, value in values.items()})
        for other in others:
            if other.answerable != item.answerable:
                about = say("{yours}, joined to {number}:", yours=other.number, number=item.number)
                tell_person(turn, other.answerable, Message(text=Lines((about, headline))))


def _opened(turn: Turn, item: Item) -> None:
    """An application that was accepted opens the household's plan; whoever accepted it is asked what is to be done."""
    plan = stored_plans.open_for(turn.connection, item.household or "", item.id, item.lead, turn.now)
    if plan is None:
        return
    _noted(turn, item, "plan", "")
    found = stored_plans.by_id(turn.connection, EVERYTHING, plan)
    if found is None or turn.person is None:
        return
    message = plans.message(turn, found, say("A plan of help is opened: please decide what is done."))
    tell_person(turn, turn.person.id, message)
    if turn.chat is not None:
        turn.told.append(Told(turn.chat.id, turn.chat.language, message))


def plan_closed(turn: Turn, item: int, evidence: str) -> None:
    """The plan that an application opened is closed: its events say so, and whoever answers for it hears of it."""
    found = stored.by_id(turn.connection, item)
    _noted(turn, found, "plan_close", evidence)
    if turn.person is None or turn.person.id != found.answerable:
        headline = told_of(turn, found, "plan_close", {"text": evidence})
        text = say("{number}: {what}", number=found.number, what=headline)
        tell_person(turn, found.answerable, Message(text=text))


def joined_plans(turn: Turn, household: str, into: str) -> None:
    """Two households are one: of two open plans the earlier one goes on with the measures of both, and the units that
    answer for them hear of it."""
    open_plans = [stored_plans.open_of(turn.connection, each) for each in (household, into)]
    found = [stored_plans.by_id(turn.connection, EVERYTHING, each) for each in open_plans if each is not None]
    both = sorted((each for each in found if each is not None), key=lambda each: each.id)
    if len(both) != 2:
        return
    earlier, later = both
    stored_plans.join(turn.connection, later.id, earlier.id)
    for plan, other, action in ((earlier, later, "plan_join"), (later, earlier, "plan_joined")):
        item = stored.by_id(turn.connection, plan.item)
        _noted(turn, item, action, other.number)
        tell_unit(turn, item, plan.unit, told_of(turn, item, action, {"text": other.number}))


def _alone(turn: Turn, gone: Item, other: applications.Joined) -> None:
    """What others were joined to was taken back: the earliest of them goes on in its place, with the same unit."""
    unit = applications.last_lead(turn.connection, gone.id)
    if unit not in turn.live.directory.units:
        return
    stored.set_status(turn.connection, other.id, Status.CLOSED, Status.REOPENED, turn.now)
    stored.open_entry(turn.connection, other.id, unit, "lead", turn.now)
    applications.parted(turn.connection, gone.household or "", gone.id, other.id)
    reason = {"reason": turn.offices.languages.said(say("{number} was withdrawn", number=gone.number), "zh")}
    event = event_of(turn, other.id, "reopen", Status.CLOSED, Status.REOPENED, reason, unit)
    stored.add_event(turn.connection, event)
    applications.same_deadlines(turn.connection, gone.id, other.id)
    item = stored.by_id(turn.connection, other.id)
    tell_unit(turn, item, unit, told_of(turn, item, "reopen", reason))


def _noted(turn: Turn, item: Item, action: str, text: str) -> None:
    event = event_of(turn, item.id, action, item.status, item.status, {"text": text}, item.lead)
    stored.add_event(turn.connection, event)


def due_words(live: Live, item: Item, stage: stages.Stage | None, now: datetime) -> Said | None:
    """The deadline that counts now, or the next stage where its day is sooner, as an inbox is ordered."""
    status = Status(item.status)
    if stage is not None and status in UNDER_WAY:
        own = item.accept_by if status in UNACCEPTED else item.resolve_by
        if own is None or stage.by < own:
            return stage_words(live, stage, now)
    return notices.deadline(item, now)


def stage_lines(turn: Turn, item: Item) -> list[Said]:
    """An item's stages in words."""
    found = stages.of_item(turn.connection, item.id)
    return [stage_words(turn.live, each, turn.now, over=Status(item.status) in OVER) for each in found]


def undone(turn: Turn, item: Item) -> list[Said]:
    """The names of an item's stages that are not done, in order."""
    found = stages.of_item(turn.connection, item.id)
    return [_called(turn.live, each.name) for each in found if each.done_at is None]


def _called(live: Live, stage: str) -> Said:
    return say("the check at the household") if stage == stages.CHECK else stage_name(live, stage)


def stage_words(live: Live, stage: stages.Stage, now: datetime, *, over: bool = False) -> Said:
    """A stage: who did it when, or until when it is to be done; of an item that is over, that it was not done."""
    if over and stage.done_at is None:
        return say("Not done: {name}", name=_called(live, stage.name))
    if stage.name == stages.CHECK:
        return _check_words(stage, now)
    name, day = stage_name(live, stage.name), workdays.day_of(stage.by)
    if stage.done_at is not None:
        return say("{name}: done on {day} by {person} ({note})", name=name, day=workdays.day_of(stage.done_at),
                   person=stage.person or "-", note=stage.note or "-")  # fmt: skip
    if stage.by < now:
        return say("Overdue: {name}, which was to be done by {day}", name=name, day=day)
    return say("{name} is to be done by {day}", name=name, day=day)


def _check_words(stage: stages.Stage, now: datetime) -> Said:
    day = workdays.day_of(stage.by)
    if stage.done_at is not None:
        return say("Household visited and checked on {day} by {person} ({note})", day=workdays.day_of(stage.done_at),
                   person=stage.person or "-", note=stage.note or "-")  # fmt: skip
    if stage.by < now:
        return say("Overdue: the household was to be visited and checked by {day}", day=day)
    return say("The household is to be visited and checked by {day}", day=day)
