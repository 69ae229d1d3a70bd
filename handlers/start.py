"""/start [CODE]: comes in with an invitation, or greets somebody who is in already."""

from bot.messages import Message, Text, say
from bot.people import accounts, coming
from bot.rights import Person
from bot.turn import Turn
from handlers.help import contact
from handlers.menu import shown
from storage import people


def start(turn: Turn) -> list[Message]:
    """Binds this chat to the person whose code it is, once."""
    code = turn.text.partition(" ")[2].strip()
    if code and turn.here.private:
        return _come_in(turn, code)
    if turn.person is None:
        return stranger(turn)
    return [shown(turn, say("Hello, {name}. What would you like to do?", name=turn.person.name))]


def stranger(turn: Turn) -> list[Message]:
    """Someone unknown is told how to get in, and learns nothing else."""
    text = say(
        "This is Cunqing, for village work teams and responsible units. To come in you need an invitation: ask your"
        " administrator for one, and open its link or send /start and the code."
    )
    return [Message(text=text), *contact(turn.offices)]


def _come_in(turn: Turn, code: str) -> list[Message]:
    chat = turn.here
    source = f"{chat.channel}/{turn.incoming.account}"
    try:
        identity = accounts.redeem(turn.connection, code, source, turn.now)
    except accounts.TooMany:
        return [Message(text=too_many())]
    person = people.person(turn.connection, identity) if identity is not None else None
    if person is None:
        if turn.person is not None:
            return [
                shown(turn, say("You are in already, {name}; that code is used or not valid.", name=turn.person.name))
            ]
        return [Message(text=coming.why_refused(turn.connection, code, turn.now))]
    people.bind(turn.connection, chat.channel, turn.incoming.account, person.id, turn.now)
    chat.person, chat.account, chat.changed = person.id, turn.incoming.account, True
    turn.person = person
    return [shown(turn, welcome(person))]


def welcome(person: Person) -> Text:
    """The first words to somebody who has come in."""
    return say("Welcome, {name}. This chat is now yours; nobody else can use your invitation.", name=person.name)


def refused() -> Text:
    """What somebody hears who asks for what there is not."""
    return say(
        "This invitation is not valid: it may be mistyped, used or too old. Ask your administrator for a new one."
    )


def too_many() -> Text:
    """What somebody hears who tries too often."""
    return say("Too many wrong codes. Wait a quarter of an hour, then try once more with the right one.")
