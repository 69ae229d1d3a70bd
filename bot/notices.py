"""What people are told of an item: sentences and buttons, the same in chat, in a notice and on a page."""

from datetime import date, datetime

from bot.languages import SHANGHAI, listed
from bot.lifecycle import Relation, Status, offered
from bot.live import Live
from bot.messages import Action, Choice, Lines, Message, Said, Text, say, say_n
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

action_labels: dict[str, Text] = {
    "accept": say("Accept"),
    "send_back": say("Not ours"),
    "pass_on": say("Pass on"),
    "reply": say("Reply to the reporter"),
    "resolve": say("Resolve"),
    "comment": say("Comment"),
    "close": say("Close"),
    "reopen": say("Not solved yet"),
    "withdraw": say("Withdraw"),
}

# What an event says happened, with {person}, {unit} (whose lead it is now) and {text}.
event_words: dict[str, Text] = {
    "file": say("filed it"),
    "route": say("went to {unit}"),
    "record": say("kept for the record"),
    "accept": say("accepted it"),
    "send_back": say("sent back: {text}"),
    "pass_on": say("passed on to {unit}"),
    "reply": say("replied: {text}"),
    "resolve": say("resolved: {text}"),
    "comment": say("commented: {text}"),
    "close": say("closed it"),
    "reopen": say("reopened: {text}"),
    "withdraw": say("withdrew it"),
    "reroute": say("went to {unit} by the new rules"),
    "hand_over": say("handed over to {unit}: {text}"),
    "remind": say("was reminded of a deadline"),
    "supervise": say("was brought before those in charge, as overdue"),
    "expire": say("closed by itself, since nobody answered"),
    "unmask": say("looked at a protected answer"),
    "check": say("checked it at the household: {text}"),
    "join": say("the application {text} about the same household was joined to it"),
    "joined": say("joined to {text}, about the same household"),
    "alone": say("stands on its own again"),
    "plan": say("opened a plan of help for the household"),
    "plan_close": say("closed the plan of help: {text}"),
    "keep": say("{text} answers for it from now on"),
}

form_words: dict[str, Text] = {
    "visit_log": say("visit log"),
    "household_application": say("household application"),
    "issue_report": say("issue report"),
    "list_check": say("list check"),
}


def item_slot(number: str) -> str:
    """The slot of messages about one item."""
    return f"item/{number}"


def day(moment: datetime) -> date:
    """The day in China."""
    return moment.astimezone(SHANGHAI).date()


def place(live: Live, item: Item) -> str:
    """Where, from the county down: 环县/曲子镇/西沟村."""
    return live.directory.path(item.area)


def subject(live: Live, item: Item) -> Said:
    """What an item is about, in two or three words."""
    topic = live.directory.topics.get(item.topic)
    return topic.name if topic is not None else form_words.get(item.form, item.form)


def heading(live: Live, item: Item) -> Said:
    """The number, what it is about, and that it is urgent."""
    values = {"number": item.number, "subject": subject(live, item)}
    if item.urgency == "urgent":
        return say("{number} {subject} (urgent)", **values)
    return say("{number} {subject}", **values)


def deadline(item: Item, now: datetime) -> Said | None:
    """The deadline that counts now, in words."""
    status = Status(item.status)
    if status == Status.FILED and item.accept_by is not None:
        if item.accept_by < now:
            return say("was to be verified by {day}: overdue", day=day(item.accept_by))
        return say("to be verified by {day}", day=day(item.accept_by))
    if status in (Status.ROUTED, Status.RETURNED) and item.accept_by is not None:
        if item.accept_by < now:
            return say("was to be accepted by {day}: overdue", day=day(item.accept_by))
        return say("to be accepted by {day}", day=day(item.accept_by))
    if status in (Status.ACCEPTED, Status.IN_PROGRESS, Status.REOPENED) and item.resolve_by is not None:
        if item.resolve_by < now:
            return say("was to be resolved by {day}: overdue", day=day(item.resolve_by))
        return say("to be resolved by {day}", day=day(item.resolve_by))
    return None


def _origin(item: Item) -> Said:
    """Who filed it; or that a department's list began it, and who is to verify it."""
    if item.status == Status.FILED:
        return say("From a list of {day}; {reporter} verifies it.", reporter=item.reporter_name, day=day(item.filed_at))
    return say("Filed by {reporter} on {day}.", reporter=item.reporter_name, day=day(item.filed_at))


def summary(live: Live, item: Item, now: datetime) -> Said:
    """An item in a few lines."""
    lines: list[Said] = [
        heading(live, item),
        say("{place}: “{title}”", place=place(live, item), title=item.title),
        _origin(item),
        say("{unit}: {status}", unit=item.lead_name, status=status_words[Status(item.status)])
        if item.lead
        else say("Now: {status}", status=status_words[Status(item.status)]),
    ]
    due = deadline(item, now)
    if due is not None:
        lines.append(due)
    return Lines(tuple(lines))


def buttons(item: Item, relations: frozenset[Relation]) -> tuple[tuple[Choice, ...], ...]:
    """The actions open to somebody, two a row."""
    steps = offered(Status(item.status), relations)
    choices = [Choice(action_labels[step.action], Action(step.action, item.number)) for step in steps]
    return tuple(tuple(choices[n : n + 2]) for n in range(0, len(choices), 2))


def notice(live: Live, item: Item, headline: Said, relations: frozenset[Relation], now: datetime) -> Message:
    """Something that happened to an item, with what the hearer can do about it."""
    text = Lines((headline, summary(live, item, now)))
    more = ((Choice(say("Details"), Action("item", item.number)),),)
    return Message(text=text, choices=buttons(item, relations) + more, slot=item_slot(item.number))


def filed(live: Live, item: Item, assist: list[str]) -> Said:
    """What the reporter hears: who has it, its number, and until when."""
    lines: list[Said] = [say("Reported to {unit}, number {number}.", unit=item.lead_name, number=item.number)]
    if item.accept_by is not None and item.resolve_by is not None:
        lines.append(
            say(
                "They have to accept it by {accept} and resolve it by {resolve}."
                " Tap “My items” at any time to see how it stands.",
                accept=day(item.accept_by),
                resolve=day(item.resolve_by),
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
