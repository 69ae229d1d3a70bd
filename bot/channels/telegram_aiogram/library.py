"""What aiogram does for the channel."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable
from typing import Any, BinaryIO

from aiogram import Bot as Client
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import AiogramError
from aiogram.methods import (
    AnswerCallbackQuery,
    DeleteMessage,
    DeleteWebhook,
    EditMessageReplyMarkup,
    EditMessageText,
    GetFile,
    GetMe,
    GetUpdates,
    PinChatMessage,
    SendDocument,
    SendMessage,
    SetMyCommands,
    SetWebhook,
    UnpinChatMessage,
)
from aiogram.types import InputFile

from bot.channels.telegram.intake import Bot
from bot.channels.telegram.library import SERVICE, Remote, silence
from bot.channels.telegram.requests import Request
from bot.channels.telegram.updates import KINDS
from bot.channels.telegram_aiogram.connection import Connection
from bot.channels.telegram_aiogram.failures import failure

PIECE = 64 * 1024  # bytes read at a time
METHODS: dict[str, Any] = {
    method.__api_method__: method
    for method in (
        AnswerCallbackQuery,
        DeleteMessage,
        DeleteWebhook,
        EditMessageReplyMarkup,
        EditMessageText,
        PinChatMessage,
        SendDocument,
        SendMessage,
        SetMyCommands,
        SetWebhook,
        UnpinChatMessage,
    )
}

# A call is a copy of one that says nothing, with what we have put together: having the library look at each field of
# that, and make up those that are missing, would cost twelve times as much.
EMPTY = {name: method.model_construct() for name, method in METHODS.items()}


class Opened(InputFile):
    """A file of ours that is open already, read piece by piece while it is uploaded."""

    def __init__(self, file: BinaryIO, filename: str) -> None:
        super().__init__(filename=filename, chunk_size=PIECE)
        self.file = file

    async def read(self, bot: Client) -> AsyncGenerator[bytes, None]:
        """Its pieces."""
        while piece := await asyncio.to_thread(self.file.read, self.chunk_size):
            yield piece


class Aiogram:
    """The library's bot. `api` is the address of a Bot API server of one's own, or of an emulator; empty for the
    service. `patience` is how many seconds a call may take.
    """

    def __init__(self, token: str, *, api: str = "", patience: float = 20) -> None:
        silence("aiogram", "aiohttp")
        server = TelegramAPIServer.from_base(api.rstrip("/") or SERVICE)
        self.connection = Connection(server, patience)
        self.batches = Connection(server, 10)  # and the seconds of the long poll; a connection of its own
        self.bot = Client(token, session=self.connection)

    async def me(self) -> Bot:
        """Who we are."""
        user = await _failing(self.connection(self.bot, GetMe()))
        return Bot(user.id, user.username or "")

    async def updates(self, offset: int, wait: int) -> list[bytes]:
        """The next batch, each update as it came."""
        limit = self.batches.splitter.limit
        asked = GetUpdates(offset=offset or None, limit=limit, timeout=wait, allowed_updates=list(KINDS))
        await _failing(self.batches(self.bot, asked, timeout=wait + 10))
        return self.batches.splitter.taken()

    async def call(self, request: Request, file: BinaryIO | None = None) -> str:
        """One call; the id of the message that it made or changed, else ""."""
        payload = dict(request.payload)
        if file is not None and request.document is not None:
            payload["document"] = Opened(file, request.document.name)
        method = EMPTY[request.method].model_copy(update=payload)
        made = await _failing(self.connection(self.bot, method))
        return made if isinstance(made, str) else ""

    async def file(self, reference: str) -> Remote:
        """Where a person's file is."""
        found = await _failing(self.connection(self.bot, GetFile(file_id=reference)))
        if not found.file_path:
            return Remote("", 0)
        return Remote(self.connection.api.file_url(self.bot.token, found.file_path), found.file_size or 0)

    async def close(self) -> None:
        """Ends the connections."""
        await self.batches.close()
        await self.connection.close()


async def _failing(call: Awaitable[Any]) -> Any:
    """The call's result, or one of the channel's failures."""
    try:
        return await call
    except AiogramError as error:
        raise failure(error) from None
