"""/pages: a single-use link that opens the pages in a browser; from an item, the item's own page."""

from bot import items
from bot.messages import Action, Choice, Message, say
from bot.people import accounts
from bot.turn import Turn
from handlers.menu import on_pages


def pages(turn: Turn) -> list[Message]:
    """The link, for ten minutes."""
    if turn.person is None or not turn.here.private:
        return [Message(text=say("Ask for the pages in a chat with me alone."))]
    page = f"/items/{items.seen(turn, turn.target).number}" if turn.action is not None and turn.target else "/"
    token = accounts.new_link(turn.connection, turn.person.id, page, turn.now)
    url = f"{turn.offices.public_url}/link/{token}"
    text = say("This link opens the pages. It works once, within ten minutes; do not pass it on.")
    return [Message(text=text, choices=((Choice(say("Open the pages"), url=url),),))]


def to_files(turn: Turn, number: str) -> Choice:
    """A button to an item's photos and files, which its page shows."""
    label = say("See the photos and files")
    if on_pages(turn):
        return Choice(label, url=f"/items/{number}")
    return Choice(label, Action("pages", number))
