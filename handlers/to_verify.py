"""/to_verify: what departments' lists say of one's households, to be verified (待核实); a tap begins the form."""

from collections.abc import Sequence

from bot import items
from bot.messages import Action, Choice, Lines, Message, Said, say, say_n
from bot.turn import Turn
from bot.workdays import day_of
from storage.hits import ToVerify
from storage.items import Item

SHOWN = 6


def to_verify(turn: Turn) -> list[Message]:
    """The most pressing ones, each with its button."""
    found = items.to_verify(turn)
    if not found:
        return [Message(text=say("There is nothing to verify."), slot="to_verify")]
    lines: list[Said] = [say_n("{count} household to verify:", "{count} households to verify:", len(found))]
    lines += [_line(each) for each in found[:SHOWN]]
    return [Message(text=Lines(tuple(lines)), choices=buttons(found), slot="to_verify")]


def _line(waiting: ToVerify) -> Said:
    if waiting.accept_by is None:
        return f"{waiting.number} {waiting.title}"
    day = day_of(waiting.accept_by)
    return say("{number} {title} (by {day})", number=waiting.number, title=waiting.title, day=day)


def announced(turn: Turn, kind: Said, new: Sequence[Item]) -> Message:
    """What a village's cadres hear of a list: how many of theirs are in it, and until when to see to them."""
    first = new[0]
    text = say_n(
        "From a list ({kind}): {count} household of {village} is to be verified by {day}.",
        "From a list ({kind}): {count} households of {village} are to be verified by {day}.",
        len(new), kind=kind, village=first.area_name, day=day_of(first.accept_by or turn.now),
    )  # fmt: skip
    lines: list[Said] = [text, *(f"{item.number} {item.title}" for item in new[:SHOWN])]
    rows = [(Choice(say("Verify: {head}", head=item.household_head), Action("verify", item.number)),)
            for item in new[:SHOWN]]  # fmt: skip
    more = [(Choice(say("All to verify"), Action("to_verify")),)] if len(new) > SHOWN else []
    return Message(text=Lines(tuple(lines)), choices=(*rows, *more))


def buttons(found: Sequence[ToVerify]) -> tuple[tuple[Choice, ...], ...]:
    """A button for each, as many as are shown."""
    return tuple((Choice(say("Verify: {head}", head=each.head), Action("verify", each.number)),)
                 for each in found[:SHOWN])  # fmt: skip
