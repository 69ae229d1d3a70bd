"""looked, push_on, push_off, push_gone: what a page has shown, and which browsers are told of news when none is."""

import contextlib

from bot.messages import Message
from bot.push.protocol import NotABrowser, browser
from bot.turn import Turn
from storage import news


def looked(turn: Turn) -> list[Message]:
    """The web chat was shown up to a row."""
    if turn.person is not None:
        news.look(turn.connection, str(turn.person.id), int(turn.value("row")), turn.now)
    return []


def push_on(turn: Turn) -> list[Message]:
    """This browser wants to be told of news."""
    given = {name: str(turn.value(name)) for name in ("endpoint", "p256dh", "auth")}
    with contextlib.suppress(NotABrowser):
        browser(given)
        if turn.person is not None:
            session = bytes.fromhex(str(turn.value("session")))
            news.subscribe(turn.connection, turn.offices.vault, turn.person.id, session, given, turn.now)
    return []


def push_off(turn: Turn) -> list[Message]:
    """This browser does not want to be told any more."""
    news.unsubscribe(turn.connection, turn.offices.vault, str(turn.value("endpoint")))
    return []


def push_gone(turn: Turn) -> list[Message]:
    """Its push service says that the browser is no longer there."""
    news.forget(turn.connection, int(turn.value("subscription")))
    return []
