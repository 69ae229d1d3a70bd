"""What the handlers of an item's actions share: taking the action, asking for the words it needs, saying why not."""

from typing import Any

import msgspec

from bot import acts, items, notices, quotas
from bot.files.kinds import MOST_FILES
from bot.lifecycle import STEPS, Refused, Status
from bot.messages import Action, Choice, Lines, Message, Said, Text, say, say_n
from bot.rights import relations
from bot.sought import sought
from bot.turn import Turn
from storage import desk
from storage import items as stored
from storage.items import Item

NOT_YOURS = say("That is not yours to do.")

# What is kept of the words already given while the next ones are asked for.
KEPT = ("days", "reason", "text", "unit", "person", "holder")


def take(turn: Turn, action: str, done: Text | None = None) -> list[Message]:
    """Takes an action on the item that the button, the page or the waiting question names."""
    assert turn.action is not None  # noqa: S101 - found by its action
    number, values = turn.target, turn.action.values
    try:
        item = items.act(turn, number, action, values)
    except Refused as refused:
        if refused.why == "needs" and turn.chat is not None:
            return ask(turn, action, number, refused.detail)
        if refused.why in ASKED_AGAIN and turn.chat is not None:
            return [why_not(turn, number, action, refused), *ask(turn, action, number, ASKED_AGAIN[refused.why])]
        return [why_not(turn, number, action, refused)]
    if turn.chat is not None:
        turn.expect(None)
    return [shown(turn, item, done if done is not None else _done(turn, item, action))]


def _done(turn: Turn, item: Item, action: str) -> Said:
    """What was done: where it stands now, or, where the words or the unit say more, what the event says; in a group
    also who did it."""
    if turn.chat is not None and not turn.chat.private:
        return items.told_of(turn, item, action, stored.events(turn.connection, item.id)[-1].details)
    if STEPS[action].target is not None and action not in ("reply", "pass_on"):
        return notices.status_words[Status(item.status)]
    event = stored.events(turn.connection, item.id)[-1]
    return acts.happened(event.action, event.details, event.unit_name)


def shown(turn: Turn, item: Item, headline: Said | None = None) -> Message:
    """An item with what this person can do about it."""
    assert turn.person is not None  # noqa: S101 - strangers do not get here
    standing = relations(turn.person, item.parties)
    lines = (notices.summary(turn.live, item, turn.now, standing),)
    text = Lines((headline, *lines)) if headline is not None else Lines(lines)
    choices = notices.buttons(item, standing, Action("item", item.number, {"full": "yes"}))
    return Message(text=text, choices=choices, slot=notices.item_slot(item.number))


ASKED_AGAIN = {"days": "days", "colleague": "person"}  # what is asked once more where what was said does not do


# What is said among people in a group is not for the bot: a channel brings it only what is said to it.
BY_REPLYING = say("In this group, please reply to this message: I do not see what is said to everybody.")


def ask(turn: Turn, action: str, number: str, what: str) -> list[Message]:
    """Asks for what an action needs; what is said next is taken for it, or a tap on what is offered."""
    given = turn.action.values if turn.action is not None else {}
    kept = {name: given[name] for name in KEPT if name in given and name != what}
    turn.expect(Action(action, number, {**kept, "needs": what}))
    offered = tuple((Choice(label, Action(action, number, {**kept, **values})),) for label, values in
                    _offered(turn, action, number, what))  # fmt: skip
    wants = ("photo",) if what == "photo" else ()
    question = _question(action, number, what)
    if turn.chat is not None and not turn.chat.private and what != "person":
        question = Lines((question, BY_REPLYING))
    return [Message(text=question, choices=offered, slot="expects", wants=wants)]


def _question(action: str, number: str, what: str) -> Said:
    if what == "unit" and action == "involve":
        return say("{number}: which unit should assist? Write its name.", number=number)
    if what == "unit":
        return say("{number}: to which unit? Write its name.", number=number)
    if what == "reason" and action == "reopen":
        return say("{number}: what is still wrong? Write it.", number=number)
    questions: dict[str, Said] = {
        "reason": say("{number}: please say why, or tap one.", number=number),
        "days": say("{number}: how many working days more? Tap one, or write a number.", number=number),
        "person": say("{number}: to whom? Tap a colleague.", number=number),
        "photo": say("{number}: please send the photo.", number=number),
        "reply": say("{number}: what should the reporter know? Write it.", number=number),
        "resolve": say("{number}: what was done, with what result? Write it.", number=number),
        "comment": say("{number}: your comment? Write it.", number=number),
        "ask": say("{number}: what do you want to know from the reporter? Write it.", number=number),
        "answer_question": say("{number}: your answer? Write it, or send a photo.", number=number),
        "contribute": say("{number}: what has your unit done? Write it.", number=number),
    }
    return questions[what] if what in questions else questions[action]


Offered = list[tuple[Said, dict[str, Any]]]


def _offered(turn: Turn, action: str, number: str, what: str) -> Offered:
    """What can be tapped instead of writing: days, colleagues, a unit's own words, or those that are ready."""
    if what == "days":
        return [(say_n("{count} day", "{count} days", days), {"days": str(days)}) for days in acts.DAYS]
    if what == "person":
        return _colleagues(turn, number)
    if what not in ("reason", "text"):
        return []
    own = _own_words(turn, action, number)
    ready = acts.READY.get(action, ()) if what == "reason" or action == "ask" else ()
    return [(text, {what: text}) for text in own] or [(words, {what: turn.said(words)}) for words in ready]


def _own_words(turn: Turn, action: str, number: str) -> list[str]:
    """The words that the lead unit keeps ready for an action."""
    item = items.seen(turn, number)
    return desk.templates(turn.connection, item.lead).get(action, [])


def _colleagues(turn: Turn, number: str) -> Offered:
    item = items.seen(turn, number)
    return [(name, {"person": str(person), "holder": str(item.holder or 0)})
            for person, name in items.colleagues(turn, item)]  # fmt: skip


def absent(number: str) -> Message:
    """The same words for what is not there and for what is not theirs to see."""
    return Message(text=say("There is no item {number} that you could open.", number=sought(number)), refused=True)


def why_not(turn: Turn, number: str, action: str, refused: Refused) -> Message:
    """Why an action cannot be taken, and where the item stands now."""
    item = items.seen(turn, number)
    return msgspec.structs.replace(shown(turn, item, words_why(item, refused)), refused=True)


def words_why(item: Item, refused: Refused) -> Said:
    """Why an action cannot be taken on an item."""
    number = item.number
    words: dict[str, Said] = {
        "right": NOT_YOURS,
        "state": notices.hindered(item, refused.detail),
        "same": say("{unit} has it already.", unit=item.lead_name),
        "nobody": say("There is no office above that it could be sent back to. Please pass it on to the right unit."),
        "needs": say("Something is missing: please fill it in."),
        "taken": say("{person} has taken it already.", person=item.holder_name),
        "colleague": say("There is no such colleague in {unit}.", unit=item.lead_name),
        "days": say("Please write a number of working days from 1 to {most}.", most=items.MOST_DAYS),
        "own": say("Somebody else has to decide about the days that you asked for."),
        "today": say("You have urged {number} today already; tomorrow you can again.", number=number),
        "files": say("One item holds at most {most} files, so this one was not taken.", most=MOST_FILES),
        "sent": quotas.too_much_sent(refused.detail),
        "assists": say("{unit} assists already.", unit=refused.detail),
    }  # fmt: skip
    return words.get(refused.why, words["right"])
