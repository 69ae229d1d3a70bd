"""stage_done: the next stage of an application is done (入户核实, 村级评议 …), said by who stands to it."""

from bot import items
from bot.items import helping
from bot.lifecycle import OPEN, Status
from bot.messages import Action, Choice, Lines, Message, Said, say
from bot.rights import relations
from bot.turn import Turn
from handlers import acting
from storage import stages
from storage.items import Item


def stage_done(turn: Turn) -> list[Message]:
    """Writes down what came of it; a visit log about the household does the same for the visit that checks it."""
    item = items.seen(turn, turn.target)
    stage, text = str(turn.value("stage")) or stages.CHECK, str(turn.value("text")).strip()
    if not relations(turn.person, item.parties):
        return [Message(text=acting.NOT_YOURS, refused=True)]
    ahead = helping.next_stage(turn.connection, item) if Status(item.status) in OPEN else None
    if ahead is None or ahead.name != stage:
        return [Message(text=say("That is not what comes next here, or it was written down already."), refused=True)]
    if not text:
        return _ask(turn, item, stage)
    if turn.chat is not None:
        turn.expect(None)
    helping.ticked(turn, item, stage, text)
    return [_written(turn, item, stage)]


def _ask(turn: Turn, item: Item, stage: str) -> list[Message]:
    if turn.chat is None:
        return [Message(text=say("Something is missing: please fill it in."), refused=True)]
    turn.expect(Action("stage_done", item.number, {"stage": stage, "needs": "text"}))
    if stage == stages.CHECK:
        return [Message(text=say("{number}: who was at the household, and what did you find? Write it.",
                                 number=item.number), slot="expects")]  # fmt: skip
    name = helping.stage_name(turn.live, stage)
    text = say("{number}: what came of “{name}”? Write it.", number=item.number, name=name)
    return [Message(text=text, slot="expects")]


def _written(turn: Turn, item: Item, stage: str) -> Message:
    """That it is done; and what comes next, until when."""
    done = _done(turn, stage)
    ahead = helping.next_stage(turn.connection, item)
    if ahead is None:
        return Message(text=done, choices=_opening(item))
    return Message(text=Lines((done, helping.stage_words(turn.live, ahead, turn.now))), choices=_opening(item))


def _opening(item: Item) -> tuple[tuple[Choice, ...], ...]:
    return ((Choice(item.number, Action("item", item.number)),),)


def _done(turn: Turn, stage: str) -> Said:
    if stage == stages.CHECK:
        return say("Written down: the household was visited and checked.")
    return say("Written down: {name} is done.", name=helping.stage_name(turn.live, stage))
