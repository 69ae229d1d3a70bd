"""The channel itself, over either library: polling or a webhook, sending, and fetching files."""

import asyncio
import random
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, BinaryIO

import structlog

from bot.channels.telegram.download import pieces
from bot.channels.telegram.failures import Elsewhere, Gone, Moved, Refused, Unchanged
from bot.channels.telegram.intake import Bot, take
from bot.channels.telegram.library import Library
from bot.channels.telegram.menus import MOST, Menus, Of
from bot.channels.telegram.pace import Pace
from bot.channels.telegram.requests import CHANGES, Request, answer, as_written, render
from bot.channels.telegram.updates import KINDS, moved
from bot.channels.telegram.webhook import Webhook
from bot.languages import DEFAULT
from bot.messages import (
    Attachment,
    Blocked,
    Document,
    Incoming,
    Outgoing,
    Rejected,
    Said,
    Submit,
    Throttled,
    Unreachable,
)

LONG_POLL, STANDBY, LONGEST_PAUSE = 30, 60.0, 60.0  # seconds
LARGEST = 20 * 1024 * 1024  # bytes, what the service lets a bot fetch
COURTESY = "answerCallbackQuery"
PINNING = frozenset({"pinChatMessage", "unpinChatMessage"})
NOTHING_LEFT = frozenset(each.method for each in CHANGES.values())  # done, where the message is gone

log = structlog.get_logger()

Commands = Mapping[str, Sequence[tuple[str, str]]]  # language -> (command, what it does), in the menu's order
Sleep = Callable[[float], Awaitable[None]]


class Telegram:
    """The channel. `said` puts a saying into a language; `folder` is where an Outgoing's document lies.

    With a `webhook` updates are brought to us; without, they are fetched.
    """

    name = "telegram"
    abroad = True
    pins = True

    def __init__(
        self,
        library: Library,
        *,
        folder: Path = Path(),
        said: Callable[[Said, str], str] = as_written,
        commands: Commands | None = None,
        webhook: Webhook | None = None,
        pace: Pace | None = None,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        self.library, self.folder, self.said, self.commands = library, folder, said, commands or {}
        self.webhook, self.pace, self.sleep = webhook, pace or Pace(), sleep
        self.menus: Menus | None = None
        self.me: Bot | None = None
        self.offset = 0
        self.submit: Submit | None = None
        self.begun: dict[int, tuple[int, str]] = {}  # row -> how many of its calls are done, and the last message's id
        self.moved: dict[Any, int] = {}  # a group's old id -> its new one, of the latest; without those not noted
        self.doubtful: set[int] = set()  # rows that may have arrived although no answer came
        self.background: set[asyncio.Task[None]] = set()
        self.closed = False

    def give_menus(self, of: Of) -> None:
        """From now on each private chat has the commands that `of` says of its account."""
        self.menus = Menus(of, self.library.call, self.pace.clock)

    async def close(self) -> None:
        """Ends the connections; nothing is sent afterwards."""
        self.closed = True  # aiogram would connect anew
        for task in self.background:
            task.cancel()
        await asyncio.gather(*self.background, return_exceptions=True)
        await self.library.close()

    # --- what comes in ---------------------------------------------------------------------------------------

    async def run(self, submit: Submit) -> None:
        """Takes what comes in until it is cancelled, or until the service refuses the token."""
        self.submit = submit
        submit = self._heard
        if self.webhook is None:
            await self._repeating(lambda: self._turn(submit))
            return
        async with self.webhook.serving(submit, self._pressed) as address:
            await self._repeating(lambda: self._set(address))
            if self.me is not None:
                await asyncio.Event().wait()

    async def _heard(self, incoming: Incoming) -> list[Outgoing]:
        """What was said, taken; then whoever said it may have another menu."""
        assert self.submit is not None  # noqa: S101 - `run` comes first
        replies = await self.submit(incoming)
        if self.menus is not None and self.menus.due(incoming):
            self._behind(self.menus.keep(incoming.chat))
        return replies

    async def _repeating(self, turn: Callable[[], Awaitable[float | None]]) -> None:
        """Takes turn after turn, each after the pause that the last one asked for; None ends it."""
        failures = 0
        while True:
            try:
                wait = await turn()
                failures = 0
            except Refused:
                self.me = None
                log.error("telegram.refused", advice="Check CUNQING_TELEGRAM_TOKEN and CUNQING_TELEGRAM_API.")  # noqa: TRY400 - its text has the token
                return
            except Elsewhere:
                log.warning("telegram.standby", reason="another process polls with this token")
                wait = random.uniform(STANDBY / 2, STANDBY)  # noqa: S311 - jitter
            except Throttled as error:
                wait = error.after
            except Exception as error:  # whatever it is, the other channels go on, and so does this one
                failures += 1
                wait = pause(failures)
                log.warning("telegram.unreachable", error=type(error).__name__, again_in=round(wait, 1))
            if wait is None:
                return
            if wait:
                await self.sleep(wait)

    async def _turn(self, submit: Submit) -> float:
        """One batch, taken and acknowledged by the next one's offset; how long to wait before that."""
        me = self.me or await self._introduced(Request("deleteWebhook", {}))  # polling is refused while one is set
        updates = await self.library.updates(self.offset, LONG_POLL)
        if not updates:
            # All is confirmed. Numbers start anew, perhaps lower, after a week of silence: ask for whatever there is.
            self.offset = 0
            return 0
        taken = await take(updates, submit, me, self.offset, self._pressed)
        self.offset = taken.offset
        return taken.after

    async def _set(self, address: str) -> None:
        """Tells the service where to bring updates to."""
        assert self.webhook is not None  # noqa: S101 - this is only reached with one
        self.webhook.bot = await self._introduced(None)
        payload = {"url": address, "secret_token": self.webhook.secret, "allowed_updates": list(KINDS)}
        await self.library.call(Request("setWebhook", payload))
        log.info("telegram.webhook", bot=self.webhook.bot.username)

    async def _introduced(self, first: Request | None) -> Bot:
        me = await self.library.me()
        if first is not None:
            await self._ignoring(first)
        for language, commands in self.commands.items():
            menu = {"commands": [{"command": name, "description": what} for name, what in commands]}
            await self._ignoring(Request("setMyCommands", {**menu, "language_code": language}))
            if language == DEFAULT:
                await self._ignoring(Request("setMyCommands", menu))
        self.me = me
        log.info("telegram.introduced", bot=me.username)
        return me

    def _pressed(self, update: bytes) -> None:
        request = answer(update)
        if request is not None and self.pace.held(COURTESY) <= self.pace.clock():
            self._behind(self._ignoring(request))

    def _behind(self, work: Awaitable[Any]) -> None:
        """Something that nobody waits for."""
        task: asyncio.Task[None] = asyncio.ensure_future(work)
        self.background.add(task)
        task.add_done_callback(self.background.discard)

    async def _ignoring(self, request: Request) -> None:
        """For what is only a courtesy; a press that is too old to be answered is one."""
        try:
            await self.library.call(request)
        except Throttled as error:
            self.pace.hold(COURTESY, error.after)
        except (Blocked, Rejected, Unreachable, Moved) as error:
            log.debug("telegram.courtesy", error=type(error).__name__)

    # --- what goes out ---------------------------------------------------------------------------------------

    async def send(self, outgoing: Outgoing) -> str:
        """Sends one row; tried again, it goes on where it stopped. Returns the id of the message with the buttons."""
        if self.closed:
            raise Unreachable("closed")
        await self._if_there(outgoing.row)
        done, wire = self.begun.pop(outgoing.row, (0, ""))
        for request in render(outgoing, self.said)[done:]:
            try:
                wire = await self._called(request) or wire
            except Exception as error:
                self.begun[outgoing.row] = (done, wire)
                if isinstance(error, Unreachable) and error.maybe:
                    self.doubtful.add(outgoing.row)
                raise
            done += 1
        return wire or outgoing.wire

    async def _if_there(self, row: int) -> None:
        """What may have arrived is said again once at most: so first the service has to answer something harmless."""
        if row not in self.doubtful:
            return
        try:
            await self.library.me()
        except Unreachable as error:
            raise Unreachable(str(error)) from None
        self.doubtful.discard(row)

    async def _called(self, request: Request) -> str:
        """One call: the message's id, or "" where there is none; raises one of the four failures."""
        try:
            return await self._tried(request)
        except Moved as found:
            self._follow(request.payload["chat_id"], found.chat)
        except Unchanged:
            return ""
        except Blocked as error:
            if request.method in PINNING and "administrator" in str(error):
                raise Rejected(str(error)) from None  # we may write there all the same
            raise
        except Gone:
            if request.method in NOTHING_LEFT:
                return ""
            if "message_id" not in request.payload:
                raise
            request = _anew(request)
        try:
            return await self._tried(request)
        except Moved:
            raise Unreachable("the group moved twice") from None

    def _follow(self, before: Any, after: int) -> None:
        """Sends there from now on, and has the move noted as if the service had told it by an update."""
        self.moved = {**(self.moved if len(self.moved) < MOST else {}), before: after}  # a next send finds others again
        if self.submit is not None and self.me is not None:
            self._behind(self._submitted(moved(self.me.id, before, after)))

    async def _submitted(self, incoming: Any) -> None:
        assert self.submit is not None  # noqa: S101 - asked before
        try:
            await self.submit(incoming)
        except Exception as error:  # the next send finds the move again
            self.moved.pop(incoming.chat, None)
            log.warning("telegram.moved", error=type(error).__name__)

    async def _tried(self, request: Request) -> str:
        chat = request.payload["chat_id"]
        chat = self.moved.get(chat, chat)
        request = Request(request.method, {**request.payload, "chat_id": chat}, request.document)
        await self.pace.turn(str(chat))
        try:
            if request.document is None:
                wire = await self.library.call(request)
            else:
                with self._opened(request.document) as file:
                    wire = await self.library.call(request, file)
        except Throttled as error:
            self.pace.hold(str(chat), error.after)
            raise
        finally:
            self.pace.over()
        self.pace.passed()
        return wire

    def _opened(self, document: Document) -> BinaryIO:
        path = (self.folder / document.path).resolve()
        if not path.is_relative_to(self.folder.resolve()) or not path.is_file():
            raise Rejected("the file that was to be sent is not there")
        return path.open("rb")

    # --- files -----------------------------------------------------------------------------------------------

    async def fetch(self, attachment: Attachment) -> AsyncIterator[bytes]:
        """The file in pieces. Raises Unreachable where it stopped short, Rejected where it is too large or gone."""
        if attachment.size > LARGEST:
            raise Rejected("the file is too big for a bot to fetch")
        async for piece in pieces(self.library, attachment.reference):
            yield piece


def pause(failures: int) -> float:
    """Seconds before the next try: doubling, with jitter, so that many do not come back at once."""
    return min(LONGEST_PAUSE, 2.0 ** min(failures, 10) / 2) * random.uniform(0.5, 1.0)  # noqa: S311 - jitter


def _anew(request: Request) -> Request:
    """An edit of a message that is gone, as a message of its own."""
    payload = {name: value for name, value in request.payload.items() if name != "message_id"}
    return Request("sendMessage", payload)
