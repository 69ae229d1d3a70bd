"""enough: an offer is declined."""

from bot.messages import Message, say
from bot.turn import Turn
from handlers.menu import shown


def enough(turn: Turn) -> list[Message]:
    """Nothing more to do."""
    return [shown(turn, say("All right. The visit is noted, and the county's office has been told of the risk."))]
