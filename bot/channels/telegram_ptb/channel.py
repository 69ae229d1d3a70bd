"""The channel itself: polling, sending, and fetching files."""

import asyncio
import random
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, BinaryIO

import httpx
import structlog
import telegram
from telegram.error import BadRequest, ChatMigrated, Conflict, InvalidToken, RetryAfter, TelegramError

from bot.channels.telegram import KINDS, Bot, Request, answer, as_written, render, take
from bot.channels.telegram_ptb.connection import Answers, Batches, silence
from bot.channels.telegram_ptb.failures import failure, is_gone, is_unchanged, seconds
from bot.languages import DEFAULT
from bot.messages import Attachment, Blocked, Document, Outgoing, Rejected, Said, Submit, Unreachable

SERVICE = "https://api.telegram.org"
LONG_POLL, STANDBY, LONGEST_PAUSE = 30, 60.0, 60.0  # seconds

log = structlog.get_logger()

Commands = Mapping[str, Sequence[tuple[str, str]]]  # language -> (command, what it does), in the menu's order


class Telegram:
    """The channel. `api` is the address of a Bot API server of one's own, or of an emulator; empty for the service.

    `said` puts a saying into a language; `folder` is where an Outgoing's document lies; `patience` is how many seconds
    a send may take.
    """

    name = "telegram"
    abroad = True

    def __init__(
        self,
        token: str,
        *,
        api: str = "",
        folder: Path = Path(),
        said: Callable[[Said, str], str] = as_written,
        commands: Commands | None = None,
        patience: float = 20,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        silence()
        service = api.rstrip("/") or SERVICE
        self.folder, self.said, self.commands, self.sleep = folder, said, commands or {}, sleep
        self.batches = Batches(read_timeout=10, write_timeout=10, connect_timeout=10, pool_timeout=30)
        self.answers = Answers(read_timeout=patience, write_timeout=patience, connect_timeout=10, pool_timeout=30)
        self.bot = telegram.Bot(
            token,
            base_url=f"{service}/bot",
            base_file_url=f"{service}/file/bot",
            request=self.answers,
            get_updates_request=self.batches,
        )
        self.me: Bot | None = None
        self.offset = 0
        self.begun: dict[int, tuple[int, str]] = {}  # row -> how many of its calls are done, and the last message's id
        self.moved: dict[Any, int] = {}  # a group's old id -> its new one, until its own update has been dealt with
        self.background: set[asyncio.Task[None]] = set()

    async def close(self) -> None:
        """Ends the connections; nothing is sent afterwards."""
        for task in self.background:
            task.cancel()
        await asyncio.gather(*self.background, return_exceptions=True)
        await self.batches.shutdown()
        await self.answers.shutdown()

    # --- what comes in ---------------------------------------------------------------------------------------

    async def run(self, submit: Submit) -> None:
        """Polls until it is cancelled, or until the service refuses the token."""
        failures = 0
        while True:
            try:
                wait = await self._turn(submit)
                failures = 0
            except InvalidToken:
                log.error("telegram.refused", advice="Check CUNQING_TELEGRAM_TOKEN and CUNQING_TELEGRAM_API.")  # noqa: TRY400 - its text has the token
                return
            except Conflict:
                log.warning("telegram.standby", reason="another process polls with this token")
                wait = random.uniform(STANDBY / 2, STANDBY)  # noqa: S311 - jitter
            except RetryAfter as error:
                wait = seconds(error)
            except Exception as error:  # whatever it is, the other channels go on, and so does this one
                failures += 1
                wait = pause(failures)
                log.warning("telegram.unreachable", error=type(error).__name__, again_in=round(wait, 1))
            if wait:
                await self.sleep(wait)

    async def _turn(self, submit: Submit) -> float:
        """One batch, taken and acknowledged by the next one's offset; how long to wait before that."""
        me = self.me or await self._introduced()
        updates = await self._fetched()
        if not updates:
            # All is confirmed. Numbers start anew, perhaps lower, after a week of silence: ask for whatever there is.
            self.offset = 0
            return 0
        taken = await take(updates, submit, me, self.offset, self._pressed)
        self.offset = taken.offset
        return taken.after

    async def _fetched(self) -> list[bytes]:
        await self.bot.get_updates(
            offset=self.offset or None, limit=self.batches.limit, timeout=LONG_POLL, allowed_updates=KINDS
        )
        return self.batches.taken()

    async def _introduced(self) -> Bot:
        user = await self.bot.get_me()
        self.me = Bot(user.id, user.username or "")
        await self._ignoring(self.bot.delete_webhook())  # polling is refused while one is set
        for language, commands in self.commands.items():
            await self._ignoring(self.bot.set_my_commands(commands, language_code=language))
        if DEFAULT in self.commands:
            await self._ignoring(self.bot.set_my_commands(self.commands[DEFAULT]))
        log.info("telegram.polling", bot=self.me.username)
        return self.me

    def _pressed(self, update: bytes) -> None:
        request = answer(update)
        if request is not None:
            task = asyncio.create_task(self._ignoring(self.bot.answer_callback_query(**request.payload)))
            self.background.add(task)
            task.add_done_callback(self.background.discard)

    async def _ignoring(self, call: Awaitable[Any]) -> None:
        """For what is only a courtesy; a press that is too old to be answered is one."""
        try:
            await call
        except TelegramError as error:
            log.debug("telegram.courtesy", error=type(error).__name__)

    # --- what goes out ---------------------------------------------------------------------------------------

    async def send(self, outgoing: Outgoing) -> str:
        """Sends one row; tried again, it goes on where it stopped. Returns the id of the message with the buttons."""
        done, wire = self.begun.pop(outgoing.row, (0, ""))
        for request in render(outgoing, self.said)[done:]:
            try:
                wire = await self._called(request) or wire
            except Exception:
                self.begun[outgoing.row] = (done, wire)
                raise
            done += 1
        return wire or outgoing.wire

    async def _called(self, request: Request) -> str:
        """One call: the message's id, or "" where there is none; raises one of the four failures."""
        try:
            return await self._tried(request)
        except ChatMigrated as error:
            self.moved[request.payload["chat_id"]] = error.new_chat_id
            return await self._again(request)
        except BadRequest as error:
            if is_unchanged(error):
                return ""
            if not is_gone(error) or "message_id" not in request.payload:
                raise failure(error) from None
        except TelegramError as error:
            raise failure(error) from None
        return "" if request.method == "editMessageReplyMarkup" else await self._again(_anew(request))

    async def _again(self, request: Request) -> str:
        try:
            return await self._tried(request)
        except TelegramError as error:
            raise failure(error) from None

    async def _tried(self, request: Request) -> str:
        chat = request.payload["chat_id"]
        payload = {**request.payload, "chat_id": self.moved.get(chat, chat)}
        methods: dict[str, Callable[..., Awaitable[Any]]] = {
            "sendMessage": self.bot.send_message,
            "sendDocument": self.bot.send_document,
            "editMessageText": self.bot.edit_message_text,
            "editMessageReplyMarkup": self.bot.edit_message_reply_markup,
        }
        method = methods[request.method]
        try:
            if request.document is None:
                return _id(await method(**payload))
            with self._opened(request.document) as file:
                upload = telegram.InputFile(file, filename=request.document.name, read_file_handle=False)
                return _id(await method(**payload, document=upload))
        except (KeyError, TypeError, ValueError, AttributeError):
            raise Unreachable("the service's answer cannot be read", maybe=True) from None

    def _opened(self, document: Document) -> BinaryIO:
        path = (self.folder / document.path).resolve()
        if not path.is_relative_to(self.folder.resolve()) or not path.is_file():
            raise Rejected("the file that was to be sent is not there")
        return path.open("rb")

    # --- files -----------------------------------------------------------------------------------------------

    async def fetch(self, attachment: Attachment) -> AsyncIterator[bytes]:
        """The file in pieces. Raises Unreachable where it stopped short, Rejected where it is too large or gone."""
        try:
            file = await self.bot.get_file(attachment.reference)
        except TelegramError as error:
            found = failure(error)
            raise (Rejected(str(found)) if isinstance(found, Blocked) else found) from None
        if not (file.file_path or "").startswith("http"):
            raise Rejected("the service names no address for the file")
        got = 0
        try:
            async with httpx.AsyncClient(timeout=20) as client, client.stream("GET", str(file.file_path)) as response:
                if response.status_code != httpx.codes.OK:
                    raise Unreachable(f"the file's address answered {response.status_code}")
                async for piece in response.aiter_bytes():
                    got += len(piece)
                    yield piece
        except httpx.HTTPError as error:
            raise Unreachable(type(error).__name__) from None  # its text has the address, and so the token
        if file.file_size and got < file.file_size:
            raise Unreachable("the file stopped short")


def pause(failures: int) -> float:
    """Seconds before the next try: doubling, with jitter, so that many do not come back at once."""
    return min(LONGEST_PAUSE, 2.0 ** min(failures, 10) / 2) * random.uniform(0.5, 1.0)  # noqa: S311 - jitter


def _anew(request: Request) -> Request:
    """An edit of a message that is gone, as a message of its own."""
    payload = {name: value for name, value in request.payload.items() if name != "message_id"}
    return Request("sendMessage", payload)


def _id(sent: Any) -> str:
    return str(sent.message_id) if isinstance(sent, telegram.Message) else ""
