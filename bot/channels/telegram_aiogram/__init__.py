"""Telegram by aiogram: it fetches, calls, uploads and tells failures apart, and no more."""

from bot.channels.telegram_aiogram.library import Aiogram

__all__ = ["Aiogram"]
