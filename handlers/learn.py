"""learn: whoever passed a returned item on makes a draft rule of that in one tap; admins of the place are told."""

from bot import items
from bot.messages import Action, Choice, Message, say
from bot.rights import EVERYTHING, Role
from bot.turn import Turn
from handlers import acting, rules_learn
from storage import items as stored
from storage import staff
from storage.items import Event, Item


def offer(turn: Turn, number: str) -> list[Message]:
    """The offer under an item that this turn has passed on after it was sent back; nothing otherwise."""
    item = stored.by_number(turn.connection, EVERYTHING, number)
    passed = _passed(turn, item) if item is not None else None
    if item is None or passed is None or passed.cause != turn.cause or turn.chat is None or not item.topic:
        return []
    text = say("Shall “{topic}” in {county} always go to {unit}?", topic=item.topic_name, county=_county(turn, item),
               unit=item.lead_name)  # fmt: skip
    choices = ((Choice(say("Make a draft rule of it"), Action("learn", number)),),)
    return [Message(text=text, choices=choices, slot=f"learn/{number}")]


def _county(turn: Turn, item: Item) -> str:
    directory = turn.live.directory
    return directory.areas[directory.base("county", item.area)].label


def _passed(turn: Turn, item: Item) -> Event | None:
    """The last time that it was passed on, where it had been sent back before."""
    events = stored.events(turn.connection, item.id)
    back = next((place for place, event in enumerate(events) if event.action == "send_back"), len(events))
    return next((event for event in reversed(events[back:]) if event.action == "pass_on"), None)


def learn(turn: Turn) -> list[Message]:
    """The button: a draft, by whoever passed it on; admins of the place may make it live from their chat."""
    number = turn.target
    item = stored.by_number(turn.connection, EVERYTHING, number)
    passed = _passed(turn, item) if item is not None else None
    if item is None or passed is None or turn.person is None or passed.person != turn.person.id:
        return [acting.absent(number)]
    version = rules_learn.drafted(turn, number, turn.person.id)
    if version is None:
        return [Message(text=say("{number} was not sent back and passed on.", number=number))]
    told = _tell(turn, item, version)
    text = say("Draft {version} is kept; {count} admins are told, and nothing is sent by it yet.", version=str(version),
               count=told)  # fmt: skip
    return [Message(text=text, slot=f"learn/{number}", final=True)]


def _tell(turn: Turn, item: Item, version: int) -> int:
    """Admins around the item's county hear what the draft says, with the way to make it live."""
    assert turn.person is not None  # noqa: S101 - asked before
    values = {"name": turn.person.name, "number": item.number, "unit": item.lead_name, "version": str(version),
              "topic": item.topic_name, "county": _county(turn, item)}  # fmt: skip
    text = say(
        "{name} passed {number} on to {unit} and made a draft rule of it (draft {version}):"
        " “{topic}” in {county} goes to {unit}.",
        **values,
    )
    choices = (Choice(say("Make live"), Action("rules_publish", str(version))),
               Choice(say("Keep as a draft"), Action("rules_kept", str(version))))  # fmt: skip
    message = Message(text=text, choices=(choices,), slot=f"rules/{version}")
    held = [each for area in turn.live.directory.chains[item.area]
            for each in staff.holders(turn.connection, area=area, role=Role.ADMIN)]  # fmt: skip
    admins = dict.fromkeys(each.person for each in held)
    for person in admins:
        items.tell_person(turn, person, message)
    return len(admins)
