"""What the handlers of an item's actions share: taking the action, asking for the words it needs, saying why not."""

from bot import items, notices
from bot.lifecycle import Refused, Status
from bot.messages import Action, Choice, Lines, Message, Said, Text, say
from bot.rights import relations
from bot.turn import Turn
from storage.items import Item

CHOSEN_REASONS = (say("Belongs to another unit"), say("Reported twice"), say("Too little to go on"))


def take(turn: Turn, action: str, done: Text | None = None) -> list[Message]:
    """Takes an action on the item that the button, the page or the waiting question names."""
    assert turn.action is not None  # noqa: S101 - found by its action
    number, values = turn.action.target, turn.action.values
    try:
        item = items.act(turn, number, action, values)
    except items.Absent:
        return [absent(number)]
    except Refused as refused:
        if refused.why == "needs" and turn.chat is not None:
            return ask(turn, action, number, refused.detail)
        return [why_not(turn, number, action, refused)]
    if turn.chat is not None:
        turn.expect(None)
    headline = done if done is not None else notices.status_words[Status(item.status)]
    return [shown(turn, item, headline)]


def shown(turn: Turn, item: Item, headline: Said | None = None) -> Message:
    """An item with what this person can do about it."""
    assert turn.person is not None  # noqa: S101 - strangers do not get here
    lines = (notices.summary(turn.live, item, turn.now),)
    text = Lines((headline, *lines)) if headline is not None else Lines(lines)
    standing = relations(turn.person, item.standing)
    more = ((Choice(say("Details"), Action("item", item.number, {"full": "yes"})),),)
    return Message(text=text, choices=notices.buttons(item, standing) + more, slot=notices.item_slot(item.number))


def ask(turn: Turn, action: str, number: str, what: str) -> list[Message]:
    """Asks for the words that an action needs; what is said next is taken for them."""
    turn.expect(Action(action, number, {"needs": what}))
    if what == "unit":
        return [Message(text=say("{number}: to which unit? Write its name.", number=number), slot="expects")]
    if what == "reason":
        if action != "send_back":
            return [Message(text=say("{number}: what is still wrong? Write it.", number=number), slot="expects")]
        choices = tuple(
            (Choice(reason, Action(action, number, {"reason": turn.said(reason)})),) for reason in CHOSEN_REASONS
        )
        text = say("{number}: please say why, or tap one.", number=number)
        return [Message(text=text, choices=choices, slot="expects")]
    questions = {
        "reply": say("{number}: what should the reporter know? Write it.", number=number),
        "resolve": say("{number}: what was done, with what result? Write it.", number=number),
        "comment": say("{number}: your comment? Write it.", number=number),
    }
    return [Message(text=questions[action], slot="expects")]


def absent(number: str) -> Message:
    """The same words for what is not there and for what is not theirs to see."""
    return Message(text=say("There is no item {number} that you could open.", number=number))


def why_not(turn: Turn, number: str, action: str, refused: Refused) -> Message:
    """Why an action cannot be taken, and where the item stands now."""
    item = items.seen(turn, number)
    words: dict[str, Said] = {
        "right": say("That is not yours to do."),
        "state": say("Somebody was faster, or it has moved on: {number} is now “{status}”.", number=number,
                     status=notices.status_words[Status(item.status)]),
        "same": say("{unit} has it already.", unit=item.lead_name),
        "nobody": say("There is no office above that it could be sent back to. Please pass it on to the right unit."),
        "needs": say("Something is missing: please fill it in."),
    }  # fmt: skip
    return shown(turn, item, words.get(refused.why, words["right"]))
