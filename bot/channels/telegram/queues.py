"""One queue a chat: its updates one after the other, in the order of their numbers among those that wait."""

import asyncio
import heapq
import itertools

from bot.messages import Busy, Incoming, Submit

InLine = tuple[int, int, "asyncio.Future[None]"]  # the update's number, when it came, its turn


class Queues:
    """An update that was not taken sends those behind it in its chat back too, so that none overtakes it."""

    def __init__(self) -> None:
        self._waiting: dict[str, list[InLine]] = {}  # chats with somebody inside
        self._came = itertools.count()

    async def submit(self, incoming: Incoming, number: int, submit: Submit) -> None:
        """Submits when it is this update's turn in its chat; raises Busy where an earlier one was not taken."""
        chat = incoming.chat or incoming.id
        if chat in self._waiting:
            turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            heapq.heappush(self._waiting[chat], (number, next(self._came), turn))
            try:
                await turn
            except asyncio.CancelledError:
                if turn.done() and not turn.cancelled():
                    self._next(chat)
                raise
        else:
            self._waiting[chat] = []
        try:
            await submit(incoming)
        except BaseException:
            self._send_back(chat)
            raise
        self._next(chat)

    def _next(self, chat: str) -> None:
        waiting = self._waiting[chat]
        while waiting:
            _, _, turn = heapq.heappop(waiting)
            if not turn.done():
                turn.set_result(None)
                return
        del self._waiting[chat]

    def _send_back(self, chat: str) -> None:
        for _, _, turn in self._waiting.pop(chat):
            if not turn.done():
                turn.set_exception(Busy())
