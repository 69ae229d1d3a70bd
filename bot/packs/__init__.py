"""Starter packs: read and checked from their files, and written into an empty database."""

from bot.packs.files import FormSource, Pack, PackErrors, read_pack, together

__all__ = ["FormSource", "Pack", "PackErrors", "read_pack", "together"]
