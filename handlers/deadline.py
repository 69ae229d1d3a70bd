"""deadline: the schedule's; a stage of an item's deadline has come, and those whom it concerns are told, once."""

from collections.abc import Sequence

import msgspec

from bot import items, notices
from bot.items import helping
from bot.lifecycle import Relation
from bot.messages import Action, Choice, Message, Said, say
from bot.rights import EVERYTHING, Right, covers
from bot.schedule import deadlines
from bot.schedule.deadlines import Stage
from bot.turn import Turn
from storage import deadlines as stored
from storage import items as stored_items
from storage import people
from storage.items import Item

OF_ITEMS = ("verify", "accept", "resolve", "answer", "check")  # all else is a stage of the place's own


def deadline(turn: Turn) -> list[Message]:
    """Tells of a stage, unless it has passed since the schedule looked: somebody was faster, or it has gone further."""
    wanted = str(turn.value("stage"))
    stages = deadlines.stages(turn.connection, turn.now, turn.target)
    stage = next((each for each in stages if each.id == wanted), None)
    item = stored_items.by_number(turn.connection, EVERYTHING, turn.target)
    if stage is None or item is None:
        return []
    if stage.kind == "answer":
        _unanswered(turn, item, stage)
    elif stage.kind == "verify":
        _unverified(turn, item, stage)
    elif stage.name in ("before", "today"):
        _keep(turn, item, stage, "remind")
        items.tell_unit(turn, item, item.lead, _headline(turn, stage))
        if stage.kind == "check":
            _to_visit(turn, item, stage)
        elif stage.kind not in OF_ITEMS:
            _to_do(turn, item, stage)
    else:
        _supervise(turn, item, stage)
    return []


def _keep(turn: Turn, item: Item, stage: Stage, action: str, **more: str) -> None:
    values = {"stage": f"{stage.kind}-{stage.name}", "due": stage.day.isoformat(), **more}
    items.act_alone(turn, item.number, action, values)


def _named(turn: Turn, stage: Stage) -> Said:
    """What an item's deadline is of, in a word."""
    ours = {"accept": say("acceptance"), "resolve": say("resolution"), "check": say("visit to check")}
    return ours.get(stage.kind) or helping.stage_name(turn.live, stage.kind)


def _before_whom(turn: Turn, item: Item, told: Sequence[int]) -> str:
    """The names of those before whom it is brought, as its event keeps them; the unit where there is nobody."""
    found = [people.person(turn.connection, person) for person in told]
    return "、".join(person.name for person in found if person is not None) or item.lead_name


def _to_visit(turn: Turn, item: Item, stage: Stage) -> None:
    """Whoever answers for it in the village is the one to go there: a tap opens the visit log."""
    go = Choice(say("Note the visit"), Action("visit_log", values={"known": {"household": item.household}}))
    headline = _check_headline(stage)
    notice = notices.notice(turn.live, item, headline, frozenset({Relation.REPORTER}), turn.now)
    message = Message(text=notice.text, choices=((go,), *notice.choices), slot=notice.slot)
    items.tell_person(turn, item.answerable, message)


def _to_do(turn: Turn, item: Item, stage: Stage) -> None:
    """The village's part is the reporter's, the township's that of the nearest coordinator; the unit hears anyway."""
    by = next((kind.by for kind in turn.live.stages if kind.stage == stage.kind), "county")
    told = {"village": ([item.answerable], Relation.REPORTER),
            "township": (_coordinators(turn, item)[0], Relation.COORDINATOR)}.get(by)  # fmt: skip
    for person in told[0] if told is not None else ():
        standing = frozenset({told[1]}) if told is not None else frozenset()
        notice = notices.notice(turn.live, item, _headline(turn, stage), standing, turn.now)
        choices = ((helping.stage_choice(turn.live, stage.kind, item.number),), *notice.choices)
        items.tell_person(turn, person, msgspec.structs.replace(notice, choices=choices))


def _stage_headline(turn: Turn, stage: Stage) -> Said:
    name = helping.stage_name(turn.live, stage.kind)
    if stage.name == "today":
        return say("{name} is to be done today", name=name)
    if stage.name == "before":
        return say("{name} is to be done by the next working day", name=name)
    return say("Overdue: {name}, which was to be done by {day}", name=name, day=stage.day)


def _check_headline(stage: Stage) -> Said:
    if stage.name == "today":
        return say("The household is to be visited and checked today")
    if stage.name == "before":
        return say("The household is to be visited and checked by the next working day")
    return say("Overdue: the household was to be visited and checked by {day}", day=stage.day)


def _headline(turn: Turn, stage: Stage) -> Said:
    if stage.kind == "check":
        return _check_headline(stage)
    if stage.kind not in OF_ITEMS:
        return _stage_headline(turn, stage)
    if stage.name == "today":
        return say("To be accepted today") if stage.kind == "accept" else say("To be resolved today")
    if stage.name == "before":
        return say("To be resolved by the next working day")
    if stage.kind == "accept":
        return say("Overdue: it was to be accepted by {day}", day=stage.day)
    return say("Overdue: it was to be resolved by {day}", day=stage.day)


def _supervise(turn: Turn, item: Item, stage: Stage) -> None:
    """The head hears of it first, then the coordinator, then the coordinator above; the unit each time."""
    heads = stored.heads(turn.connection, item.lead)
    clerks = [person for person in people.on_duty(turn.connection, item.lead) if person not in heads]
    nearest, above = _coordinators(turn, item)
    told: list[int] = list(heads)
    if stage.name in ("coordinator", "above") or not (heads or clerks):
        told += nearest
    if stage.name == "above":
        told += above
    told = list(dict.fromkeys(told))
    named = turn.offices.languages.said(_named(turn, stage), "zh")
    _keep(turn, item, stage, "supervise", name=named, text=_before_whom(turn, item, told))
    lead, coordinator = frozenset({Relation.LEAD}), frozenset({Relation.COORDINATOR})
    late = _headline(turn, stage)
    for person in clerks:
        items.tell_person(turn, person, notices.notice(turn.live, item, late, lead, turn.now))
    supervised = say("Please see to it: {what}", what=late)
    for person in told:
        standing = lead if person in heads else coordinator
        items.tell_person(turn, person, notices.notice(turn.live, item, supervised, standing, turn.now))


def _coordinators(turn: Turn, item: Item) -> tuple[list[int], list[int]]:
    """Those of the smallest area around it that has any, and those of larger areas."""
    depth: dict[int, int] = {}
    for each in people.coordinators(turn.connection, item.area_path):
        person = people.person(turn.connection, each)
        areas = person.areas(Right.COORDINATE) if person is not None else ()
        depth[each] = max((len(area) for area in areas if covers(area, item.area_path)), default=0)
    deepest = max(depth.values(), default=0)
    return [each for each in depth if depth[each] == deepest], [each for each in depth if 0 < depth[each] < deepest]


def _unanswered(turn: Turn, item: Item, stage: Stage) -> None:
    if stage.name == "over":
        items.act_alone(turn, item.number, "expire", {})
        return
    closes = deadlines.closes_on(item.changed_at, turn.now)
    _keep(turn, item, stage, "remind")
    headline = say("Is it solved? Without an answer it is closed on {day}.", day=closes)
    message = notices.notice(turn.live, item, headline, frozenset({Relation.REPORTER}), turn.now)
    items.tell_person(turn, item.answerable, message)


def _unverified(turn: Turn, item: Item, stage: Stage) -> None:
    """The cadre is reminded; once it is late the coordinators hear of it too, those above last."""
    cadre = (item.answerable, frozenset({Relation.REPORTER}))
    nearest, above = _coordinators(turn, item) if stage.name in ("coordinator", "above") else ([], [])
    told = [*nearest, *(above if stage.name == "above" else ())]
    for person, standing in (cadre, *((each, frozenset({Relation.COORDINATOR})) for each in told)):
        message = notices.notice(turn.live, item, _to_verify(stage), standing, turn.now)
        items.tell_person(turn, person, message)


def _to_verify(stage: Stage) -> Said:
    if stage.name == "before":
        return say("To be verified by the next working day")
    if stage.name == "today":
        return say("To be verified today")
    return say("Overdue: it was to be verified by {day}", day=stage.day)
