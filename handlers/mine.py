"""/mine: where each of a reporter's items stands."""

from bot import items, notices
from bot.lifecycle import Status
from bot.messages import Action, Choice, Lines, Message, Said, say, say_n
from bot.turn import Turn
from storage.items import Item

A_PAGE = 6
NAMED = 16  # characters of what was said


def mine(turn: Turn) -> list[Message]:
    """Items, what waits for their reporter first, then the latest, each with its state; a tap opens one."""
    offset = int(turn.value("offset") or 0)
    found, count = items.mine(turn, A_PAGE, offset)
    if not found:
        return [Message(text=say("You have not filed anything yet."), slot="mine")]
    lines: list[Said] = [say_n("You have filed {count} item:", "You have filed {count} items:", count)]
    lines += [_line(turn, item) for item in found]
    choices = [
        tuple(Choice(item.number, Action("item", item.number)) for item in found[n : n + 2])
        for n in range(0, len(found), 2)
    ]
    return [Message(text=Lines(tuple(lines)), choices=(*choices, *paging("mine", offset, A_PAGE, count)), slot="mine")]


def _line(turn: Turn, item: Item) -> Said:
    head = _named(turn, item)
    status = notices.status_to(turn.person.id, item) if turn.person is not None else notices.status_of(item)
    if item.lead and item.status != Status.CLOSED:
        return say("{heading}: {unit}, {status}", heading=head, unit=item.lead_name, status=status)
    return say("{heading}: {status}", heading=head, status=status)


def _named(turn: Turn, item: Item) -> Said:
    """Whom it is about, or how it began: a reporter knows their own words, not the topic that was made of them."""
    if item.household_head:
        return say("{heading} ({about})", heading=notices.heading(turn.live, item), about=item.household_head)
    title = item.title if len(item.title) <= NAMED else item.title[: NAMED - 1] + "…"
    if item.urgency == "urgent":
        return say("{number} “{title}” (urgent)", number=item.number, title=title)
    return say("{number} “{title}”", number=item.number, title=title)


def paging(
    action: str, offset: int, size: int, count: int, target: str = "", **of: str
) -> tuple[tuple[Choice, ...], ...]:
    """Buttons to the page before and after, where there are such; `of` says which list it is."""
    row = []
    if offset > 0:
        row.append(Choice(say("Previous"), Action(action, target, {**of, "offset": max(0, offset - size)})))
    if offset + size < count:
        row.append(Choice(say("Next"), Action(action, target, {**of, "offset": offset + size})))
    return (tuple(row),) if row else ()
