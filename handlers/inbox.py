"""/inbox: what is open for a unit, the oldest first."""

from bot import items, notices
from bot.messages import Action, Choice, Lines, Message, Said, say, say_n
from bot.turn import Turn
from handlers.mine import paging

A_PAGE = 6


def inbox(turn: Turn) -> list[Message]:
    """The inbox of the unit; of the first one for somebody who works in several, with buttons for the others."""
    units = turn.person.units() if turn.person is not None else ()
    if not units:
        return [Message(text=say("You do not work in a unit that has an inbox."))]
    unit = str(turn.action.target) if turn.action is not None and turn.action.target in units else units[0]
    offset = int(turn.value("offset") or 0)
    found, count = items.inbox(turn, unit, A_PAGE, offset)
    name = turn.live.directory.units[unit].name
    others = tuple(Choice(items.names([other], turn)[0], Action("inbox", other)) for other in units if other != unit)
    if not found:
        return [
            Message(text=say("{unit}: nothing is open.", unit=name), choices=(others,) if others else (), slot="inbox")
        ]
    lines: list[Said] = [say_n("{unit}: {count} open item", "{unit}: {count} open items", count, unit=name)]
    for place, item in enumerate(found, start=offset + 1):
        due = notices.deadline(item, turn.now)
        where = say("{place}: “{title}”", place=notices.place(turn.live, item), title=item.title)
        lines.append(
            Lines((Lines((f"{place}.", notices.heading(turn.live, item)), " "), where, *((due,) if due else ())))
        )
    choices = [
        tuple(Choice(item.number, Action("item", item.number)) for item in found[n : n + 2])
        for n in range(0, len(found), 2)
    ]
    rows = (*choices, *paging("inbox", offset, A_PAGE, count, unit), *((others,) if others else ()))
    return [Message(text=Lines(tuple(lines)), choices=rows, slot="inbox")]
