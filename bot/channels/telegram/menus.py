"""The command menu of each private chat: what this person may do, in their language, kept as their roles change.

Asked when somebody speaks, a minute at most behind a change of their roles, and set only where it is another one.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import structlog

from bot.channels.telegram.requests import Request
from bot.messages import Blocked, Incoming, Rejected, Throttled, Unreachable

FRESH = 60.0  # seconds for which a menu is not asked again
MOST = 10_000  # chats whose menus are remembered; the others are set anew when they speak
MOST_COMMANDS, LONGEST = 100, 256  # what the service takes: commands, characters of a description

log = structlog.get_logger()

Menu = tuple[tuple[str, str], ...]  # (command, what it does)
Of = Callable[[str], Menu]  # by account, on any thread


class Menus:
    """`of` says what somebody's menu is; `call` sends a request; `clock` counts seconds."""

    def __init__(self, of: Of, call: Callable[[Request], Awaitable[Any]], clock: Callable[[], float]) -> None:
        self.of, self.call, self.clock = of, call, clock
        self.set: dict[str, Menu] = {}
        self.asked: dict[str, float] = {}
        self.held = 0.0  # until when the service wants no such call

    def due(self, incoming: Incoming) -> bool:
        """Whether somebody who speaks may have another menu by now."""
        now = self.clock()
        if not incoming.private or not incoming.account or incoming.chat != incoming.account or now < self.held:
            return False
        return now - self.asked.get(incoming.chat, -FRESH) >= FRESH

    async def keep(self, chat: str) -> None:
        """Sets a chat's menu, where it is another one than before; a failure is tried again when they speak."""
        self.asked[chat] = self.clock()
        try:
            menu = await asyncio.to_thread(self.of, chat)
        except Exception as error:  # a menu is a courtesy: nothing else may fail by it
            log.warning("telegram.menu", error=type(error).__name__)
            return
        if self.set.get(chat, ()) == menu:  # of a stranger nothing is known, and nothing is set
            return
        try:
            await self.call(_request(chat, menu))
        except Throttled as error:
            self.held = self.clock() + error.after
        except (Blocked, Rejected, Unreachable) as error:
            log.debug("telegram.menu", error=type(error).__name__)
        else:
            self._remember(chat, menu)

    def _remember(self, chat: str, menu: Menu) -> None:
        for known in (self.set, self.asked):
            while len(known) >= MOST:
                known.pop(next(iter(known)))
        self.set[chat] = menu
        self.asked[chat] = self.clock()


def _request(chat: str, menu: Menu) -> Request:
    commands = [{"command": name, "description": what[:LONGEST]} for name, what in menu[:MOST_COMMANDS]]
    return Request("setMyCommands", {"commands": commands, "scope": {"type": "chat", "chat_id": int(chat)}})
