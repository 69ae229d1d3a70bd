"""Telegram by python-telegram-bot: it fetches, calls, uploads and tells failures apart, and no more."""

from bot.channels.telegram_ptb.library import PythonTelegramBot

__all__ = ["PythonTelegramBot"]
