"""/email: letters to one's own address, confirmed by a code that is sent there; what goes there, and how to end it."""

from bot.messages import Action, Choice, Lines, Message, Said, say
from bot.people import mailboxes as boxes
from bot.turn import Told, Turn
from storage import mailboxes
from storage.mailboxes import Mailbox

SLOT = "email"


def email(turn: Turn) -> list[Message]:
    """Asks for an address, takes it, takes its code, or shows and changes what goes there."""
    if not turn.offices.email:
        return [Message(text=say("Letters cannot be sent from here: no mail server is set. Ask your administrator."))]
    turn.expect(None)
    if turn.value("code"):
        return _confirmed(turn, str(turn.value("code")))
    typed = str(turn.value("address")) or turn.target
    if typed:
        return _begun(turn, typed)
    mailbox = mailboxes.of_person(turn.connection, _person(turn))
    if mailbox is None or turn.value("do") == "another":
        return _asked(turn, say("Which address? Write it; a code is sent there."))
    return _changed(turn, mailbox, str(turn.value("do")))


def _person(turn: Turn) -> int:
    assert turn.person is not None  # noqa: S101 - strangers do not get here
    return turn.person.id


# --- an address ---


def _asked(turn: Turn, text: Said) -> list[Message]:
    turn.expect(Action("email", values={"needs": "address"}))
    return [Message(text=text, slot=SLOT)]


def _begun(turn: Turn, typed: str) -> list[Message]:
    address = boxes.address_of(typed)
    if not address:
        return _asked(turn, say("“{typed}” is no address. It looks like name@example.cn.", typed=typed[:80]))
    try:
        mailbox, code = boxes.begin(turn, _person(turn), address, turn.here.language)
    except boxes.TooMany:
        return [Message(text=say("Too many codes were sent. Wait a quarter of an hour, then try again."), slot=SLOT)]
    turn.told.append(Told(mailbox.chat, mailbox.language, _code_letter(code)))
    turn.expect(Action("email", values={"needs": "code"}))
    text = say("A code is on its way to {address}. Write it here within 30 minutes; until then nothing is sent there.",
               address=address)  # fmt: skip
    another = (Choice(say("Another address"), Action("email", values={"do": "another"})),)
    return [Message(text=text, choices=(another,), slot=SLOT)]


def _code_letter(code: str) -> Message:
    """The code alone is of no use to somebody who looks over the shoulder."""
    lines = (
        say("{code} is your code for Cunqing", code=code),
        say("Write it in the chat in which you left this address, within 30 minutes."),
        say("If you left no address there, somebody has mistyped theirs: you need not do anything."),
    )
    return Message(text=Lines(lines))


def _confirmed(turn: Turn, typed: str) -> list[Message]:
    try:
        right = boxes.confirm(turn, _person(turn), typed)
    except boxes.TooMany:
        return [Message(text=say("Too many wrong codes. Wait a quarter of an hour, then begin again with /email."))]
    if right:
        mailbox = mailboxes.of_person(turn.connection, _person(turn))
        assert mailbox is not None  # noqa: S101 - confirmed just now
        return [_shown(turn, mailbox, say("Confirmed."))]
    if mailboxes.pending(turn.connection, _person(turn)) is not None:
        turn.expect(Action("email", values={"needs": "code"}))
    again = (Choice(say("Another address"), Action("email", values={"do": "another"})),)
    text = say("That is not the code, or it is too old. Write the six digits from the letter, or begin again.")
    return [Message(text=text, choices=(again,), slot=SLOT)]


# --- what goes there ---


def _changed(turn: Turn, mailbox: Mailbox, do: str) -> list[Message]:
    if do == "end":
        mailboxes.end(turn.connection, mailbox.key, "person", turn.now)
        text = say("No more letters are sent to {address}.", address=boxes.clear(turn.offices.vault, mailbox))
        return [Message(text=text, slot=SLOT, final=True)]
    notices, digests = mailbox.notices ^ (do == "notices"), mailbox.digests ^ (do == "digests")
    if do in ("notices", "digests"):
        mailboxes.choose(turn.connection, mailbox.key, notices=notices, digests=digests)
        mailbox = mailboxes.of_person(turn.connection, _person(turn)) or mailbox
    return [_shown(turn, mailbox)]


def _shown(turn: Turn, mailbox: Mailbox, first: Said | None = None) -> Message:
    """Where letters go, and which; whoever has no chat app has nothing to choose."""
    lines: list[Said] = [first] if first is not None else []
    lines.append(say("Letters go to {address}.", address=boxes.clear(turn.offices.vault, mailbox)))
    rows: list[tuple[Choice, ...]] = []
    if mailboxes.rings(turn.connection, _person(turn)):
        lines += [_notices(mailbox), *([_digests(mailbox)] if _in_unit(turn) else [])]
        rows.append((_choice(say("Notices only in the chat") if mailbox.notices else say("Notices by letter too"),
                             "notices"),))  # fmt: skip
        if _in_unit(turn):
            label = say("The digest in the chat") if mailbox.digests else say("The digest by letter")
            rows.append((_choice(label, "digests"),))
    else:
        lines.append(say("You have no chat app here: what happens to your items, and your digest, go there."))
    rows.append((_choice(say("Another address"), "another"), _choice(say("No more letters"), "end")))
    return Message(text=Lines(tuple(lines)), choices=tuple(rows), slot=SLOT)


def _in_unit(turn: Turn) -> bool:
    return turn.person is not None and bool(turn.person.units())


def _notices(mailbox: Mailbox) -> Said:
    if mailbox.notices:
        return say("Notices come in the chat, and by letter too.")
    return say("Notices come in the chat only.")


def _digests(mailbox: Mailbox) -> Said:
    return say("The digest comes by letter.") if mailbox.digests else say("The digest comes in the chat.")


def _choice(label: Said, do: str) -> Choice:
    return Choice(label, Action("email", values={"do": do}))
