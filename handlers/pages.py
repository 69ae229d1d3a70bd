"""/pages: a single-use link that opens the pages in a browser."""

from bot.messages import Choice, Message, say
from bot.people import accounts
from bot.turn import Turn


def pages(turn: Turn) -> list[Message]:
    """The link, for ten minutes."""
    if turn.person is None or not turn.here.private:
        return [Message(text=say("Ask for the pages in a chat with me alone."))]
    token = accounts.new_link(turn.connection, turn.person.id, "/", turn.now)
    url = f"{turn.offices.public_url}/link/{token}"
    text = say("This link opens the pages. It works once, within ten minutes; do not pass it on.")
    return [Message(text=text, choices=((Choice(say("Open the pages"), url=url),),))]
