"""Telegram by python-telegram-bot, as a wire: it fetches, sends, uploads and tells failures apart, and no more.

Its dispatcher, its queue and its parser of whole batches are left out: they acknowledge an update before it is dealt
with, and stop at one that they cannot parse.
"""

from bot.channels.telegram_ptb.channel import Commands, Telegram

__all__ = ["Commands", "Telegram"]
