"""/households: those that were added on the spot; an admin confirms, merges or refuses each."""

from bot import items, notices, workdays
from bot.auditing import write
from bot.items import helping
from bot.messages import Action, Choice, Lines, Message, Said, say, say_n
from bot.rights import EVERYTHING, Right, Scope, covers
from bot.routing.names import label
from bot.turn import Turn
from handlers import acting
from storage import confirming, plans
from storage import households as stored
from storage.confirming import Added
from storage.plans import Plan

SHOWN = 8  # that are listed, each with a button
SLOT = "households"


def households(turn: Turn) -> list[Message]:
    """Those that wait, the oldest first."""
    if turn.person is None or not turn.person.may(Right.CONFIGURE):
        return [Message(text=acting.NOT_YOURS)]
    found = confirming.waiting(turn.connection, Scope(areas=turn.person.areas(Right.CONFIGURE)))
    if not found:
        return [Message(text=say("No household waits to be confirmed."), slot=SLOT)]
    head = say_n("{count} household was added on the spot and waits to be confirmed:",
                 "{count} households were added on the spot and wait to be confirmed:", len(found))  # fmt: skip
    lines: list[Said] = [head]
    lines += [_line(turn, each) for each in found[:SHOWN]]
    rows = tuple(
        (Choice(_label(each.head, "", each.area_name), Action("household", each.code)),) for each in found[:SHOWN]
    )
    return [Message(text=Lines(tuple(lines)), choices=rows, slot=SLOT)]


def _line(turn: Turn, each: Added) -> Said:
    values: dict[str, Said] = {"head": each.head, "place": notices.where(turn.live, each.area)}
    if each.reporter_name:
        return say(
            "{head}, {place}, by {reporter} on {day}",
            day=workdays.day_of(each.made_at),
            reporter=each.reporter_name,
            **values,
        )
    return say("{head}, {place}, on {day}", day=workdays.day_of(each.made_at), **values)


def household(turn: Turn) -> list[Message]:
    """One of them, beside the registered ones that it may be."""
    found = _named(turn)
    if found is None:
        return [Message(text=say("This household waits for nobody any more."), slot=SLOT)]
    like = confirming.similar(turn.connection, found.code)
    lines: list[Said] = [_line(turn, found)]
    if found.size:
        lines.append(say_n("A household of {count}.", "A household of {count}.", found.size))
    if like:
        lines.append(say("It may be one that is registered already:"))
        lines += [_label(*each[1:]) for each in like]
    rows = []
    for code, *names in like:
        action = Action("household_decide", found.code, {"do": "merge", "into": code})
        rows.append((Choice(say("It is {household}", household=_label(*names)), action),))
    rows.append((Choice(say("A household of its own"), Action("household_decide", found.code, {"do": "confirm"})),))
    rows.append((Choice(say("There is no such household"), Action("household_decide", found.code, {"do": "refuse"})),))
    return [Message(text=Lines(tuple(lines)), choices=tuple(rows), slot=SLOT)]


def _label(head: str, group: str, village: str) -> str:
    return "·".join(part for part in (head, group, label(village)) if part)


def _named(turn: Turn) -> Added | None:
    """The household that the target names, where it is this admin's; a command's is anybody's."""
    found = confirming.by_code(turn.connection, turn.target)
    if found is None or turn.person is None:
        return found if turn.chat is None and turn.incoming.person is None else None
    return found if any(covers(area, found.area_path) for area in turn.person.areas(Right.CONFIGURE)) else None


def household_decide(turn: Turn) -> list[Message]:
    """By `do`: confirm, merge (into the code `into`), or refuse."""
    found = _named(turn)
    if found is None:
        return [Message(text=say("This household waits for nobody any more."), slot=SLOT)]
    match turn.value("do"):
        case "confirm":
            confirming.confirm(turn.connection, found.code)
            text: Said = say("{head} is confirmed.", head=found.head)
        case "merge":
            merged = _merged(turn, found, str(turn.value("into")))
            if merged is None:
                return [Message(text=say("There is no such registered household in your area."), slot=SLOT)]
            text = merged
        case "refuse":
            plan = plans.of_household(turn.connection, found.code)
            if plan is not None:
                return [Message(text=_helped(found, plan), choices=_others(), slot=SLOT)]
            confirming.refuse(turn.connection, found.code, turn.now)
            text = say("{head} is taken off the register; what was filed stays.", head=found.head)
            _tell(turn, found, say("{head}, whom you added in {place}, is not in the register: {why}", head=found.head,
                                   place=label(found.area_name), why=str(turn.value("note")) or "—"))  # fmt: skip
        case _:
            return [Message(text=say("That cannot be done here."), slot=SLOT)]
    before = {"code": found.code, "head": found.head, "area": found.area, "items": found.items}
    write(turn, str(turn.value("do")), "households", before, {"into": str(turn.value("into"))}, str(turn.value("note")))
    return [Message(text=text, choices=_others(), slot=SLOT)]


def _others() -> tuple[tuple[Choice, ...], ...]:
    return ((Choice(say("The others"), Action("households")),),)


def _helped(found: Added, plan: Plan) -> Said:
    """Why a household with a plan stays, and what can be done: without it, nobody would know whom the plan helps."""
    return say("{head} has a plan of help (application {number}, {unit}) and stays on the register. If it is another"
               " household of the register, merge it with that one; else confirm it as one of its own.",
               head=found.head, number=plan.number, unit=plan.unit_name)  # fmt: skip


def _merged(turn: Turn, found: Added, into: str) -> Said | None:
    target = stored.by_code(turn.connection, EVERYTHING, into)
    areas = turn.person.areas(Right.CONFIGURE) if turn.person is not None else ()
    theirs = turn.person is None or (target is not None and any(covers(area, target.area_path) for area in areas))
    if target is None or not theirs or not target.confirmed or target.code == found.code:
        return None
    helping.joined_plans(turn, found.code, target.code)
    confirming.merge(turn.connection, found.code, target.code, turn.now)
    known = _label(target.head, target.group, target.area_name)
    _tell(turn, found, say("{head}, whom you added, is {household} of the register.", head=found.head, household=known))
    return say("{head} is {household} now; {count} items went along.", head=found.head, household=known,
               count=found.items)  # fmt: skip


def _tell(turn: Turn, found: Added, text: Said) -> None:
    if found.reporter is not None:
        items.tell_person(turn, found.reporter, Message(text=text))
