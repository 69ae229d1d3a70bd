"""Telegram's Bot API as two pure translations, from its JSON and to it; the chat libraries are only its wires.

`read` makes an Incoming of one update, `answer` the call that stops a pressed button's spinner, `render` the calls
that say an Outgoing. `take` submits a batch and says how far it may be acknowledged. Nothing here fetches or sends.
"""

from bot.channels.telegram.intake import Bot, take
from bot.channels.telegram.requests import Request, answer, as_written, render
from bot.channels.telegram.updates import KINDS, read

__all__ = ["KINDS", "Bot", "Request", "answer", "as_written", "read", "render", "take"]
