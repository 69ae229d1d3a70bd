"""bulletins_due, report_progress, report_made: a bulletin is ordered once a period; whoever waits for a report sees how
far it is, in the message that said that it is being made, and is sent its files."""

from pathlib import PurePosixPath

from bot import items
from bot.live import Live
from bot.messages import Choice, Document, Lines, Message, say
from bot.reports import ordered
from bot.reports.period import read
from bot.turn import Told, Turn
from storage import chats, deadlines, orders, people
from storage.orders import Order


def bulletins_due(turn: Turn) -> list[Message]:
    """A period is over: a bulletin of the city and of each county is ordered."""
    period = str(turn.value("period"))
    if turn.person is not None:
        return []
    for area in _bulletin_areas(turn.live):
        orders.add(turn.connection, Order(kind="bulletin", area=area, period=period), turn.now)
    turn.released.append(turn.offices.ordered)
    return []


def _bulletin_areas(live: Live) -> list[str]:
    """Cities and counties that units serve."""
    served = dict.fromkeys(unit.area for unit in live.directory.units.values())
    return [code for code in served if live.directory.areas[code].level in ("city", "county")]


def report_progress(turn: Turn) -> list[Message]:
    """Says in the message that is there already how many items have been read."""
    order = orders.by_id(turn.connection, int(turn.target))
    if turn.person is not None or order is None or order.status != "waiting":
        return []
    title = ordered.title(turn.live, order)
    text = say("{title} is being made: {done} of {total} items.", title=title, done=int(turn.value("done")),
               total=int(turn.value("total")))  # fmt: skip
    _say(turn, order, Message(text=text, slot=orders.slot(order.id), replaces=True))
    return []


def _say(turn: Turn, order: Order, message: Message) -> None:
    """Says something where it was ordered."""
    found = chats.of_person(turn.connection, order.person) if order.person is not None else []
    turn.told += [Told(chat, language, message) for chat, language in found if chat == order.chat]


def report_made(turn: Turn) -> list[Message]:
    """Sends the files to who ordered it; a bulletin of the schedule's to the heads and coordinators there."""
    order = orders.by_id(turn.connection, int(turn.target))
    files = [str(file) for file in turn.value("files") or ()]
    if turn.person is not None or order is None or not orders.done(turn.connection, order.id, files, turn.now):
        return []
    if order.person is None:
        if files:
            _to_heads(turn, order, files)
        return []
    if not files:
        text = say("The report could not be made. Please try once more, or tell your administrator.")
        _say(turn, order, Message(text=text, slot=orders.slot(order.id), replaces=True, final=True))
        return []
    text = say("{title} is made.", title=ordered.title(turn.live, order))
    _say(turn, order, Message(text=text, slot=orders.slot(order.id), replaces=True, final=True))
    messages = _messages(turn, order, files)
    found = chats.of_person(turn.connection, order.person)
    for chat, language in [each for each in found if each[0] == order.chat] or found:
        turn.told += [Told(chat, language, message) for message in messages]
    return []


def _messages(turn: Turn, order: Order, files: list[str]) -> list[Message]:
    """One message a file; the first says what it is."""
    text = say("{title}, {period}", title=ordered.title(turn.live, order), period=read(order.period).name)
    page = _page(turn, order)
    found = []
    for place, file in enumerate(files):
        path = PurePosixPath(file)
        document = Document(file, path.name, ordered.MIMES[path.suffix])
        found.append(
            Message(text=text if not place else path.suffix.removeprefix(".").upper(), document=document,
                    choices=page if not place else ())
        )  # fmt: skip
    return found


def _page(turn: Turn, order: Order) -> tuple[tuple[Choice, ...], ...]:
    """The way to the same on a page, where pages can be reached from everywhere."""
    if not turn.offices.public_url.startswith("https://"):
        return ()
    query = f"of={'u:' + order.unit if order.unit else order.area}&period={order.period}"
    if order.kind == "ledger":
        period = read(order.period)
        of = f"unit={order.unit}" if order.unit else f"area={order.area}"
        query = f"{of}&first={period.first}&last={period.last}"
    return ((Choice(say("Open the page"), url=f"{turn.offices.public_url}/{order.kind}?{query}"),),)


def _to_heads(turn: Turn, order: Order, files: list[str]) -> None:
    """The PDF alone: who wants the rows has them on the page."""
    [message] = _messages(turn, order, files[:1])
    text = Lines((say("The new bulletin is here."), message.text))
    message = Message(text=text, document=message.document, choices=message.choices)
    units = [unit.code for unit in turn.live.directory.units.values() if unit.area == order.area]
    heads = [person for unit in units for person in deadlines.heads(turn.connection, unit)]
    path = turn.live.paths[order.area or ""]
    for person in dict.fromkeys([*heads, *people.coordinating(turn.connection, path)]):
        items.tell_person(turn, person, message)
