"""identified, identity_connected: what a government identity provider said about who looks at the pages."""

from bot.messages import Message, say
from bot.turn import Turn
from handlers.come_in import begin
from storage import people

CHANNEL = "oidc"  # an account there, by the keyed hash of its issuer and subject


def identified(turn: Turn) -> list[Message]:
    """Signs in whose account it is, or whose telephone the provider has verified."""
    account, phone = str(turn.value("account")), str(turn.value("phone"))
    identity = people.of_account(turn.connection, CHANNEL, account)
    if identity is None and phone:
        identity = people.by_phone(turn.connection, bytes.fromhex(phone))
        if identity is not None:
            people.bind(turn.connection, CHANNEL, account, identity, turn.now)
    person = people.person(turn.connection, identity) if identity is not None else None
    if person is None:
        why = say(
            "This account is nobody’s here yet. Come in by your invitation once, then connect it in the"
            " menu with your name."
        )
        return [Message(text=why)]
    people.bind(turn.connection, "web", str(person.id), person.id, turn.now)
    begin(turn, person)
    return []


def identity_connected(turn: Turn) -> list[Message]:
    """Makes an account this person's, who is signed in already."""
    if turn.person is None:
        return []
    people.bind(turn.connection, CHANNEL, str(turn.value("account")), turn.person.id, turn.now)
    return [Message(text=say("Connected. From now on you can sign in by it."))]
