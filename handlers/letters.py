"""stop_letters: a mailbox ends by the link in a letter; letter_bounced: because a letter came back. letter_answered: a
reply to a letter becomes a comment on the item."""

from bot import items
from bot.auditing import write
from bot.lifecycle import Refused
from bot.messages import Lines, Message, Said, say
from bot.people import mailboxes as boxes
from bot.turn import Told, Turn
from storage import mailboxes, people
from storage.mailboxes import Mailbox


def stop_letters(turn: Turn) -> list[Message]:
    """Whoever has the letter has its link; whose mailbox it was hears of it in the chat."""
    mailbox = mailboxes.by_key(turn.connection, turn.target)
    if mailbox is not None:
        address = boxes.shown(boxes.clear(turn.offices.vault, mailbox))
        _end(turn, mailbox, "letter", say("No more letters are sent to {address}: the link in one ended them.",
                                          address=address))  # fmt: skip
    return []


def letter_bounced(turn: Turn) -> list[Message]:
    """A letter came back for good, with its link, by which its mailbox is known."""
    refused(turn, boxes.key_of(turn.offices.vault, turn.target))
    return []


def refused(turn: Turn, key: str) -> None:
    """The mail server of an address knows no such mailbox, or it takes no letters."""
    mailbox = mailboxes.by_key(turn.connection, key)
    if mailbox is not None:
        address = boxes.shown(boxes.clear(turn.offices.vault, mailbox))
        _end(turn, mailbox, "refused", say("{address} takes no letters: its mail server refuses them.",
                                           address=address))  # fmt: skip


def _end(turn: Turn, mailbox: Mailbox, by: str, why: Said) -> None:
    mailboxes.end(turn.connection, mailbox.key, by, turn.now)
    if mailbox.person is not None:
        items.tell_person(turn, mailbox.person, Message(text=say("{why} /email begins anew.", why=why)))
    if mailbox.unit is not None:
        _of_unit(turn, mailbox.unit, by, why)


def _of_unit(turn: Turn, unit: str, by: str, why: Said) -> None:
    """A unit's address is an admin's to set: those who work there hear of it, and it is written down."""
    write(turn, "mailbox", "units", {"code": unit}, {"code": unit, "ended": by}, "")
    name = turn.live.directory.units[unit].name if unit in turn.live.directory.units else unit
    text = say("The mailbox of {unit}: {why} An administrator can set it again.", unit=name, why=why)
    for person in people.on_duty(turn.connection, unit):
        items.tell_person(turn, person, Message(text=text))


# --- replies -------------------------------------------------------------------------------------------------


def letter_answered(turn: Turn) -> list[Message]:
    """A comment of whoever got the letter: the reply's address says which, and it has to come from where that went."""
    number, mailbox = boxes.answered(turn.connection, turn.offices.vault, turn.target)
    if mailbox is None or mailbox.person is None:
        return []
    ours = boxes.clear(turn.offices.vault, mailbox)
    if str(turn.value("from")).strip().lower() != ours.lower():
        return _told(turn, mailbox, say("{number}: nothing was noted", number=number),
                     say("A reply came from another address than this one."))  # fmt: skip
    turn.person = people.person(turn.connection, mailbox.person)
    text = str(turn.value("text")).strip()
    if turn.person is None or not text:
        return []
    try:
        items.act(turn, number, "comment", {"text": text})
    except (items.Absent, Refused):
        return _told(turn, mailbox, say("{number}: nothing was noted", number=number),
                     say("You cannot comment on it any more."))  # fmt: skip
    return []


def _told(turn: Turn, mailbox: Mailbox, *lines: Said) -> list[Message]:
    turn.told.append(Told(mailbox.chat, mailbox.language, Message(text=Lines(lines))))
    return []
