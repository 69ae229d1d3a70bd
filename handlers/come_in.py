"""come_in, open_link, persona, sign_out: what the pages ask for so that somebody is signed in to them.

The page makes the session's token and keeps it in a cookie; here only its hash is seen and kept.
"""

from bot import filling, sensitive
from bot.messages import Message, say
from bot.people import accounts, coming
from bot.rights import Person
from bot.turn import Turn
from handlers.start import refused, too_many, welcome
from storage import bindings, news, people, sign_ins


def come_in(turn: Turn) -> list[Message]:
    """An invitation's link: binds the web chat and signs in."""
    try:
        identity = accounts.redeem(turn.connection, str(turn.value("code")), f"web/{turn.incoming.account}", turn.now)
    except accounts.TooMany:
        return [Message(text=too_many())]
    person = people.person(turn.connection, identity) if identity is not None else None
    if person is None:
        return [Message(text=coming.why_refused(turn.connection, str(turn.value("code")), turn.now))]
    people.bind(turn.connection, "web", str(person.id), person.id, turn.now)
    begin(turn, person)
    return [Message(text=welcome(person))]


def open_link(turn: Turn) -> list[Message]:
    """A single-use link that the bot sent."""
    found = sign_ins.take_link(turn.connection, bytes.fromhex(str(turn.value("token"))), turn.now)
    person = people.person(turn.connection, found[0]) if found is not None else None
    if found is None or person is None:
        return [Message(text=say("This link has been used or is too old. Ask the bot for a new one: /pages."))]
    page = found[1]
    chat = begin(turn, person)
    draft = sensitive.draft_of(page)
    if draft is not None:
        turn.person = person
        filling.take_over(turn, draft, chat)
        page = "/chat"
    return [Message(text=page)]


def persona(turn: Turn) -> list[Message]:
    """In the demonstration alone: be one of the made-up people."""
    person = people.person(turn.connection, int(turn.value("person")))
    if not turn.offices.demonstration or person is None:
        return [Message(text=refused())]
    people.bind(turn.connection, "web", str(person.id), person.id, turn.now)
    begin(turn, person)
    return []


def sign_out(turn: Turn) -> list[Message]:
    """Ends a session."""
    session = bytes.fromhex(str(turn.value("session")))
    news.leave(turn.connection, session)
    sign_ins.end_session(turn.connection, session)
    return [Message(text=say("You are signed out."))]


def begin(turn: Turn, person: Person) -> tuple[int, str]:
    """Signs in; the person's web chat, which is there from now on."""
    token = bytes.fromhex(str(turn.value("session")))
    lasts = accounts.session_lasts(person)
    accounts.begin_session(turn.connection, token, person.id, str(turn.value("csrf")), turn.now, lasts)
    return bindings.open_private(turn.connection, ("web", str(person.id)), person.id)
