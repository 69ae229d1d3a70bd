"""/inbox: what is open for a unit, the most pressing first; for a coordinator, what was sent back, to be passed on.

With words behind it, where they are said.
"""

from bot import items, notices
from bot.items.helping import due_words
from bot.lifecycle import Status
from bot.messages import Action, Choice, Lines, Message, Said, say, say_n
from bot.rights import NOTHING, Person, Right, scope_of
from bot.sought import sought
from bot.turn import Turn
from handlers.mine import paging
from storage import items as stored
from storage import stages
from storage.items import Filter, Item

A_PAGE = 6
NAMED = 40  # characters of what was said: a list is looked through, and a tap shows the whole

Rows = tuple[tuple[Choice, ...], ...]


def inbox(turn: Turn) -> list[Message]:
    """The inbox of the unit; of the first one for somebody who works in several, with buttons for the others."""
    units = turn.person.units() if turn.person is not None else ()
    words = turn.target.strip()
    if words and words not in units:
        return [_searched(turn, sought(words))]
    if not units:
        return _sent_back(turn)
    unit = turn.target if turn.target in units else units[0]
    offset = int(turn.value("offset") or 0)
    found, count = items.inbox(turn, unit, A_PAGE, offset)
    name = turn.live.directory.units[unit].name
    others = tuple(Choice(items.names([other], turn)[0], Action("inbox", other)) for other in units if other != unit)
    if not found:
        return [
            Message(text=say("{unit}: nothing is open.", unit=name), choices=(others,) if others else (), slot="inbox")
        ]
    scope = scope_of(turn.person) if turn.person is not None else NOTHING
    ahead = stored.count(turn.connection, scope, Filter(unit=unit, statuses=(Status.FILED,)))
    head = _head(name, count - ahead, ahead)
    others_row = (others,) if others else ()
    more = (*paging("inbox", offset, A_PAGE, count, unit), *others_row)
    return [_page(turn, head, found, offset, more, unit)]


def _head(unit: str, count: int, ahead: int) -> Said:
    """How many are open; what villages are still to verify is told apart, as on the pages."""
    head = say_n("{unit}: {count} open item", "{unit}: {count} open items", count, unit=unit)
    besides = say_n("Besides, {count} is to be verified by its village",
                    "Besides, {count} are to be verified by their villages", ahead)  # fmt: skip
    return Lines((head, besides)) if ahead else head


def _searched(turn: Turn, words: str) -> Message:
    """`/inbox WORDS`: what they are said in, what is over too, the latest first."""
    scope = scope_of(turn.person) if turn.person is not None else NOTHING
    offset, wanted = int(turn.value("offset") or 0), Filter(words=words)
    count = stored.count(turn.connection, scope, wanted)
    if not count:
        return Message(text=say("Nothing was found for “{words}”.", words=words), slot="inbox")
    found = stored.listed(turn.connection, scope, wanted, A_PAGE, offset)
    head = say_n("“{words}”: {count} item", "“{words}”: {count} items", count, words=words)
    return _page(turn, head, found, offset, paging("inbox", offset, A_PAGE, count, words))


def _sent_back(turn: Turn) -> list[Message]:
    person = turn.person
    if person is None or not person.may(Right.COORDINATE):
        return [Message(text=say("You do not work in a unit that has an inbox."))]
    offset = int(turn.value("offset") or 0)
    if turn.value("late"):
        return [_late(turn, person, offset)]
    wanted = Filter(statuses=(Status.RETURNED,), pressing_first=True)
    count = stored.count(turn.connection, scope_of(person), wanted)
    late = stored.count(turn.connection, scope_of(person), _overdue(turn, person))
    more = ((Choice(_how_late(late), Action("inbox", "", {"late": "1"})),),) if late else ()
    if not count:
        text = say("Nothing that was sent back waits to be passed on.")
        return [Message(text=text, choices=more, slot="inbox")]
    found = stored.listed(turn.connection, scope_of(person), wanted, A_PAGE, offset)
    head = say_n(
        "{count} item was sent back and waits to be passed on",
        "{count} items were sent back and wait to be passed on",
        count,
    )
    return [_page(turn, head, found, offset, (*paging("inbox", offset, A_PAGE, count), *more))]


def _late(turn: Turn, person: Person, offset: int) -> Message:
    """What is overdue in the areas of whoever coordinates, as their page lists it."""
    wanted, scope = _overdue(turn, person), scope_of(person)
    count, found = (stored.count(turn.connection, scope, wanted),
                    stored.listed(turn.connection, scope, wanted, A_PAGE, offset))  # fmt: skip
    more = paging("inbox", offset, A_PAGE, count, late="1")
    return _page(turn, _how_late(count), found, offset, more, whose=True)


def _overdue(turn: Turn, person: Person) -> Filter:
    return Filter(areas=scope_of(person).areas, overdue_at=turn.now, pressing_first=True)


def _how_late(count: int) -> Said:
    return say_n("Overdue: {count} item", "Overdue: {count} items", count)


def _page(
    turn: Turn, head: Said, found: list[Item], offset: int, more: Rows, unit: str = "", *, whose: bool = False
) -> Message:
    lines, stage = [head], stages.next_of(turn.connection, [item.id for item in found])
    for place, item in enumerate(found, start=offset + 1):
        due = notices.led_elsewhere(item, unit) or due_words(turn.live, item, stage.get(item.id), turn.now)
        due = due or notices.status_words[Status(item.status)]
        due = say("{unit}, {due}", unit=item.lead_name, due=due) if whose else due
        where = say("{place}: “{title}”", place=notices.place(turn.live, item), title=_begun(item.title))
        lines.append(Lines((Lines((f"{place}.", notices.heading(turn.live, item)), " "), where, due)))
    choices = [
        tuple(Choice(item.number, Action("item", item.number)) for item in found[n : n + 2])
        for n in range(0, len(found), 2)
    ]
    return Message(text=Lines(tuple(lines)), choices=(*choices, *more), slot="inbox")


def _begun(title: str) -> str:
    return title if len(title) <= NAMED else title[: NAMED - 1] + "…"
