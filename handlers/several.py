"""several: one thing done with several items at once, as a page asks for it."""

from bot import items
from bot.acts import action_labels
from bot.lifecycle import Refused
from bot.messages import Message, Said, say, say_n
from bot.turn import Turn
from handlers import acting
from handlers.resolve import left_undone

TOGETHER = ("accept", "claim", "resolve")
MOST = 50  # items at once


def several(turn: Turn) -> list[Message]:
    """Each item that can be is dealt with; of each other one it is said why not."""
    action, numbers = str(turn.value("do")), turn.value("numbers")
    if action not in TOGETHER or not isinstance(numbers, list):
        return [Message(text=say("That cannot be done with several items at once."), refused=True)]
    values = {"text": str(turn.value("text"))} if action == "resolve" else {}
    left, done, undone = list[Said](), 0, list[Message]()
    for number in dict.fromkeys(str(each) for each in numbers[:MOST]):
        why = _one(turn, number, action, values)
        left += [why] if why is not None else []
        done += why is None
        undone += _undone(turn, number) if why is None and action == "resolve" else []
    told = say_n("{action}: {count} item.", "{action}: {count} items.", done, action=action_labels[action])
    first = [Message(text=told)] if done or not left else []
    return [*first, *undone, *(Message(text=words, refused=True) for words in left)]


def _undone(turn: Turn, number: str) -> list[Message]:
    """What was resolved though stages of it are not done."""
    text = left_undone(turn, items.seen(turn, number))
    return [] if text is None else [Message(text=say("{number}: {what}", number=number, what=text))]


def _one(turn: Turn, number: str, action: str, values: dict[str, str]) -> Said | None:
    """Why it could not be done; None where it was."""
    try:
        items.act(turn, number, action, values)
    except items.Absent:
        return acting.absent(number).text
    except Refused as refused:
        return say("{number}: {what}", number=number, what=acting.words_why(items.seen(turn, number), refused))
    return None
