"""Telegram: its Bot API as two pure translations, and the channel over either chat library.

`read` makes an Incoming of one update, `answer` the call that stops a pressed button's spinner, `render` the calls
that say an Outgoing; these neither fetch nor send. `take` submits a batch and says how far it may be acknowledged.
`Telegram` is the channel: what a library does for it stands in `library`, and nothing of ours is in the libraries'
hands: their dispatchers acknowledge an update before it is dealt with, and stop at one that they cannot parse.
"""

from bot.channels.telegram.channel import Commands, Telegram, pause
from bot.channels.telegram.intake import Bot, take
from bot.channels.telegram.pace import Pace, Unhurried
from bot.channels.telegram.requests import Request, answer, as_written, render
from bot.channels.telegram.updates import KINDS, read
from bot.channels.telegram.webhook import Webhook, secret_of

__all__ = [
    "KINDS",
    "Bot",
    "Commands",
    "Pace",
    "Request",
    "Telegram",
    "Unhurried",
    "Webhook",
    "answer",
    "as_written",
    "pause",
    "read",
    "render",
    "secret_of",
    "take",
]
