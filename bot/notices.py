"""What people are told of an item: sentences and buttons, the same in chat, in a notice and on a page."""

from datetime import datetime

from bot.acts import action_labels
from bot.languages import listed
from bot.lifecycle import UNDER_WAY, Relation, Status, Step, offered
from bot.live import Live
from bot.messages import Action, Choice, Lines, Message, Said, Text, say, say_n
from bot.routing.directory import Directory
from bot.workdays import day_of
from storage.items import Item

status_words: dict[Status, Text] = {
    Status.FILED: say("filed"),
    Status.ROUTED: say("waiting to be accepted"),
    Status.ACCEPTED: say("accepted"),
    Status.IN_PROGRESS: say("in progress"),
    Status.RESOLVED: say("resolved, waiting for the reporter to confirm"),
    Status.CLOSED: say("closed"),
    Status.RETURNED: say("sent back, waiting to be passed on"),
    Status.REOPENED: say("reopened"),
    Status.WITHDRAWN: say("withdrawn"),
}

form_words: dict[str, Text] = {
    "visit_log": say("visit log"),
    "household_application": say("household application"),
    "issue_report": say("issue report"),
    "list_check": say("list check"),
    "asset_upkeep": say("asset upkeep"),
}


def status_of(item: Item) -> Text:
    """How far it is; of what a department's list began, for whom it waits; of what was joined to another item, to
    which, and how far that one is."""
    if item.status == Status.FILED:
        return say("The village is to verify it")
    if item.into is None:
        return status_words[Status(item.status)]
    now = status_words[Status(item.into.status)]
    return say("joined to {number} (which is: {status})", number=item.into.number, status=now)


def status_to(person: int, item: Item) -> Text:
    """The same in somebody's own list: where it waits for them, it says so."""
    status = status_of(item)
    if (item.keeper or item.reporter) != person:
        return status
    if item.status == Status.RESOLVED:
        return say("resolved, waiting for you to confirm")
    return say("{status}, waiting for your answer", status=status) if item.asked_at is not None else status


HINDERED: dict[str, Text] = {
    "unaccepted": say("It is not accepted yet: please accept it first."),
    "asked": say("The reporter was asked already, and the answer is waited for."),
    "not asked": say("No question waits for an answer."),
    "paused": say("The clock stands still already."),
    "not paused": say("The clock runs already."),
    "extending": say("More days are asked for already, and nobody has decided yet."),
    "not extending": say("It is decided already, or was not asked for."),
    "noted": say("It was kept for the record or joined to another one: no unit had it to resolve."),
}


def hindered(item: Item, by: str) -> Said:
    """Why an item does not stand so that an action can be taken; `by` is the lifecycle's hindrance."""
    if by in HINDERED:
        return HINDERED[by]
    return say("Somebody was faster, or it has moved on: it is now “{status}”.", status=status_of(item))


def item_slot(number: str) -> str:
    """The slot of messages about one item."""
    return f"item/{number}"


def place(live: Live, item: Item) -> str:
    """Where it is."""
    return where(live, item.area)


def where(live: Live, area: str) -> str:
    """A place as people say it, from the county down: 环县曲子镇西沟村; tables part the names with a slash."""
    return live.directory.path(area).replace("/", "")


def subject(live: Live, item: Item) -> Said:
    """What an item is about, in two or three words."""
    topic = live.directory.topics.get(item.topic)
    return topic.name if topic is not None else form_name(live.directory, item.form)


def form_name(directory: Directory, code: str) -> Said:
    """What a form is called: ours in the catalogue's words, a place's own by its title."""
    return form_words.get(code) or directory.forms.get(code) or code


def heading(live: Live, item: Item) -> Said:
    """The number, what it is about, and that it is urgent."""
    values = {"number": item.number, "subject": subject(live, item)}
    if item.urgency == "urgent":
        return say("{number} {subject} (urgent)", **values)
    return say("{number} {subject}", **values)


def deadline(item: Item, now: datetime) -> Said | None:
    """The deadline that counts now, in words."""
    status = Status(item.status)
    if item.paused_at is not None:
        return say(
            "The clock stands still since {day}: {reason}", day=day_of(item.paused_at), reason=item.paused_for or ""
        )
    if status == Status.FILED and item.accept_by is not None:
        if item.accept_by < now:
            return say("was to be verified by {day}: overdue", day=day_of(item.accept_by))
        return say("to be verified by {day}", day=day_of(item.accept_by))
    if late_before_accepted(item, now) and item.resolve_by is not None:
        return say("was to be resolved by {day}: overdue", day=day_of(item.resolve_by))
    if status in (Status.ROUTED, Status.RETURNED) and item.accept_by is not None:
        if item.accept_by < now:
            return say("was to be accepted by {day}: overdue", day=day_of(item.accept_by))
        return say("to be accepted by {day}", day=day_of(item.accept_by))
    if status in (Status.ACCEPTED, Status.IN_PROGRESS, Status.REOPENED) and item.resolve_by is not None:
        if item.resolve_by < now:
            return say("was to be resolved by {day}: overdue", day=day_of(item.resolve_by))
        return say("to be resolved by {day}", day=day_of(item.resolve_by))
    return None


def late_before_accepted(item: Item, now: datetime) -> bool:
    """Whether it was passed on so late that its unit has still time to accept it, and none to resolve it."""
    if Status(item.status) not in (Status.ROUTED, Status.RETURNED) or item.accept_by is None or item.resolve_by is None:
        return False
    return item.resolve_by < now <= item.accept_by


def led_elsewhere(item: Item, unit: str) -> Said | None:
    """In the inbox of a unit that assists, in place of a deadline: whose it is, and whether its own part is awaited."""
    if item.lead == unit or unit not in item.assist or Status(item.status) not in UNDER_WAY:
        return None
    if unit in item.awaited:
        return say("{unit} leads it; your part is to be reported", unit=item.lead_name)
    return say("{unit} leads it; your part is reported", unit=item.lead_name)


def _origin(item: Item) -> Said:
    """Who filed it; or that a department's list began it, and who is to verify it."""
    if item.status == Status.FILED:
        return say(
            "From a list of {day}; {reporter} verifies it.", reporter=item.answerable_name, day=day_of(item.filed_at)
        )
    return say("Filed by {reporter} on {day}.", reporter=item.reporter_name, day=day_of(item.filed_at))


NOBODY: frozenset[Relation] = frozenset()


def summary(live: Live, item: Item, now: datetime, relations: frozenset[Relation] = NOBODY) -> Said:
    """An item in a few lines, for whoever stands to it in these relations."""
    lines: list[Said] = [
        heading(live, item),
        say("{place}: “{title}”", place=place(live, item), title=item.title),
        _origin(item),
        _standing(item),
    ]
    due = deadline(item, now)
    return Lines((*lines, *((due,) if due is not None else ()), *waited_for(live, item, relations)))


def _standing(item: Item) -> Said:
    """Who has it, and how far it is."""
    status = status_of(item)
    if not item.lead:
        return say("Now: {status}", status=status)
    if item.holder_name and item.status not in (Status.CLOSED, Status.WITHDRAWN):
        return say("{unit} ({person}): {status}", unit=item.lead_name, person=item.holder_name, status=status)
    return say("{unit}: {status}", unit=item.lead_name, status=status)


def waited_for(live: Live, item: Item, relations: frozenset[Relation] = NOBODY) -> list[Said]:
    """What is waited for beside the lead's own work: an answer, a decision, the parts of assisting units."""
    found: list[Said] = []
    if item.asked_at is not None and Relation.REPORTER in relations:
        found.append(say("Your answer is waited for."))
    elif item.asked_at is not None:
        found.append(say("{person} was asked and has not answered yet.", person=item.answerable_name))
    if item.wants_days is not None:
        found.append(say("More working days are asked for ({days}); nobody has decided yet.", days=item.wants_days))
    if item.status not in (Status.ACCEPTED, Status.IN_PROGRESS):
        return found
    awaited = [live.directory.units[unit].name for unit in item.awaited if unit in live.directory.units]
    if awaited:
        found.append(say("Still to report its part: {units}", units=listed(awaited)))
    return found


# What is done often, and so stands in front; the rest is behind “More…”.
OFTEN = frozenset({"accept", "send_back", "reply", "resolve", "close", "reopen", "grant", "refuse", "go_on",
                   "answer_question"})  # fmt: skip


def parted(item: Item, relations: frozenset[Relation]) -> tuple[list[Choice], list[Choice]]:
    """The actions open to somebody as buttons: those in front, and those behind “More…”."""
    steps = open_steps(item, relations)
    front = [step for step in steps if _in_front(step, item, relations)]
    rest = [step for step in steps if step not in front]
    if len(rest) < 2:
        return [_choice(step, item) for step in steps], []
    return [_choice(step, item) for step in front], [_choice(step, item) for step in rest]


def open_steps(item: Item, relations: frozenset[Relation]) -> list[Step]:
    """The actions open to somebody; nobody takes what somebody has taken."""
    steps = offered(Status(item.status), relations, item.facts)
    return [step for step in steps if step.action != "claim" or item.holder is None]


def _in_front(step: Step, item: Item, relations: frozenset[Relation]) -> bool:
    if step.action == "pass_on":
        return item.status == Status.RETURNED or Relation.LEAD not in relations
    if step.action == "contribute":
        return bool(item.awaited)
    return step.action in OFTEN and not (step.action == "send_back" and item.status == Status.ACCEPTED)


def _choice(step: Step, item: Item) -> Choice:
    return Choice(action_labels[step.action], Action(step.action, item.number))


def in_rows(choices: list[Choice]) -> tuple[tuple[Choice, ...], ...]:
    """Buttons, two a row."""
    return tuple(tuple(choices[n : n + 2]) for n in range(0, len(choices), 2))


def buttons(
    item: Item, relations: frozenset[Relation], details: Action | None = None
) -> tuple[tuple[Choice, ...], ...]:
    """The actions that stand in front, two a row; then “More…”, and the details where they are not shown."""
    front, rest = parted(item, relations)
    if details is None and not front:  # whoever opens an item with nothing pressing sees all at once
        front, rest = rest, []
    if item.status == Status.FILED and Relation.REPORTER in relations:
        front = [Choice(say("Verify: {head}", head=item.household_head), Action("verify", item.number)), *front]
    last = [Choice(say("More…"), Action("more", item.number))] if rest else []
    if details is not None:
        last.append(Choice(say("Details"), details))
    return (*in_rows(front), *((tuple(last),) if last else ()))


def notice(live: Live, item: Item, headline: Said, relations: frozenset[Relation], now: datetime) -> Message:
    """Something that happened to an item, with what the hearer can do about it."""
    text = Lines((headline, summary(live, item, now, relations)))
    choices = buttons(item, relations, Action("item", item.number))
    return Message(text=text, choices=choices, slot=item_slot(item.number))


def filed(live: Live, item: Item, assist: list[str]) -> Said:
    """What the reporter hears: who has it, its number, and until when."""
    lines: list[Said] = [say("Reported to {unit}, number {number}.", unit=item.lead_name, number=item.number)]
    if item.accept_by is not None and item.resolve_by is not None:
        lines.append(
            say(
                "They have to accept it by {accept} and resolve it by {resolve}."
                " Tap “My items” at any time to see how it stands.",
                accept=day_of(item.accept_by),
                resolve=day_of(item.resolve_by),
            )
        )
    if item.provisional:
        lines.append(say("The holidays of that year are not published yet; the dates may still move."))
    if assist:
        lines.append(say("Assisting: {units}.", units=listed(assist)))
    return Lines(tuple(lines))


def recorded(item: Item, watched: int, unseen: int, village: str) -> Said:
    """What the reporter hears of something that is kept for the record."""
    noted = say("Noted, visit {number}.", number=item.number)
    if not watched:
        return noted
    left = say_n(
        "This month {village} has {watched} households to be visited; {count} is left.",
        "This month {village} has {watched} households to be visited; {count} are left.",
        unseen,
        village=village,
        watched=watched,
    )
    return Lines((noted, left))
