"""What python-telegram-bot does for the channel."""

from collections.abc import Awaitable, Callable
from typing import Any, BinaryIO

import telegram
from telegram.error import TelegramError

from bot.channels.telegram.intake import Bot
from bot.channels.telegram.library import SERVICE, Remote, silence, trust
from bot.channels.telegram.requests import Request
from bot.channels.telegram.updates import KINDS
from bot.channels.telegram_ptb.connection import SENT, Answers, Batches
from bot.channels.telegram_ptb.failures import failure
from bot.messages import Unreachable


class PythonTelegramBot:
    """The library's bot. `api` is the address of a Bot API server of one's own, or of an emulator; empty for the
    service. `patience` is how many seconds a call may take.
    """

    def __init__(self, token: str, *, api: str = "", patience: float = 20) -> None:
        silence("httpx", "httpcore", "telegram")
        service = api.rstrip("/") or SERVICE
        more: Any = {"connect_timeout": 10, "pool_timeout": 30, "httpx_kwargs": {"verify": trust()}}
        self.batches = Batches(read_timeout=10, write_timeout=10, **more)
        self.answers = Answers(read_timeout=patience, write_timeout=patience, **more)
        self.bot = telegram.Bot(
            token,
            base_url=f"{service}/bot",
            base_file_url=f"{service}/file/bot",
            request=self.answers,
            get_updates_request=self.batches,
        )
        self.methods: dict[str, Callable[..., Awaitable[Any]]] = {
            "answerCallbackQuery": self.bot.answer_callback_query,
            "deleteMessage": self.bot.delete_message,
            "deleteWebhook": self.bot.delete_webhook,
            "editMessageReplyMarkup": self.bot.edit_message_reply_markup,
            "editMessageText": self.bot.edit_message_text,
            "pinChatMessage": self.bot.pin_chat_message,
            "sendDocument": self.bot.send_document,
            "sendMessage": self.bot.send_message,
            "setMyCommands": self._set_my_commands,
            "setWebhook": self.bot.set_webhook,
            "unpinChatMessage": self.bot.unpin_chat_message,
        }

    async def me(self) -> Bot:
        """Who we are."""
        user = await _failing(self.bot.get_me())
        return Bot(user.id, user.username or "")

    async def updates(self, offset: int, wait: int) -> list[bytes]:
        """The next batch, each update as it came."""
        limit = self.batches.splitter.limit
        await _failing(
            self.bot.get_updates(offset=offset or None, limit=limit, timeout=wait, allowed_updates=list(KINDS))
        )
        return self.batches.splitter.taken()

    async def call(self, request: Request, file: BinaryIO | None = None) -> str:
        """One call; the id of the message that it made or changed, else ""."""
        payload = dict(request.payload)
        if file is not None and request.document is not None:
            payload["document"] = telegram.InputFile(file, filename=request.document.name, read_file_handle=False)
        await _failing(self.methods[request.method](**payload))
        return SENT.get()

    async def file(self, reference: str) -> Remote:
        """Where a person's file is."""
        found = await _failing(self.bot.get_file(reference))
        return Remote(str(found.file_path or ""), found.file_size or 0)

    async def close(self) -> None:
        """Ends the connections."""
        await self.batches.shutdown()
        await self.answers.shutdown()

    async def _set_my_commands(
        self, commands: list[dict[str, str]], language_code: str | None = None, scope: dict[str, Any] | None = None
    ) -> bool:
        pairs = [(each["command"], each["description"]) for each in commands]
        chat = telegram.BotCommandScopeChat(scope["chat_id"]) if scope is not None else None
        return await self.bot.set_my_commands(pairs, language_code=language_code, scope=chat)


async def _failing(call: Awaitable[Any]) -> Any:
    """The call's result, or one of the channel's failures."""
    try:
        return await call
    except TelegramError as error:
        raise failure(error) from None
    except (KeyError, TypeError, ValueError, AttributeError):
        raise Unreachable("the service's answer cannot be read", maybe=True) from None
