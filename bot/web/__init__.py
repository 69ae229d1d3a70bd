"""The pages: the chat, the inbox, an item, one's own items. They read through storage, and act by submitting."""

from bot.web.build import build
from bot.web.site import Site

__all__ = ["Site", "build"]
