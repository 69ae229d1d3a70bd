"""The library's own session, with two of its steps done anew: an answer is taken as bytes, and parsed by us."""

import asyncio
from http import HTTPStatus
from typing import Any, cast

import aiohttp
import msgspec
import pydantic
from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import ClientDecodeError, TelegramNetworkError, TelegramServerError
from aiogram.methods import GetUpdates, SendDocument, TelegramMethod
from aiogram.methods.base import TelegramType

from bot.channels.telegram.library import Splitter, reduced

JSON = {"Content-Type": "application/json"}
CONNECT = 10.0  # seconds
UNPARSED = ValueError("the answer is no JSON object")


class Connection(AiohttpSession):
    """Updates are kept as they came, and the library is told that there are none."""

    def __init__(self, api: TelegramAPIServer, patience: float) -> None:
        super().__init__(api=api, timeout=patience)
        self.splitter = Splitter()
        self.sheltered = api.base.startswith("https")

    async def close(self) -> None:
        """Waits for what a TLS connection still has to say, and not where there is none."""
        if self._session is None or self._session.closed:
            return
        await self._session.close()
        await asyncio.sleep(0.25 if self.sheltered else 0)

    async def make_request(
        self, bot: Bot, method: TelegramMethod[TelegramType], timeout: int | None = None
    ) -> TelegramType:
        """As the library does it, but for two things: what has no file goes out as JSON, which is half the work; and
        bytes that are no text must not stop the polling."""
        session = await self.create_session()
        url = self.api.api_url(token=bot.token, method=method.__api_method__)
        total = aiohttp.ClientTimeout(self.timeout if timeout is None else timeout, sock_connect=CONNECT)
        try:
            if isinstance(method, SendDocument):
                posting = session.post(url, data=self.build_form_data(bot=bot, method=method), timeout=total)
            else:
                given = ((name, getattr(method, name)) for name in method.model_fields_set)
                body = msgspec.json.encode({name: value for name, value in given if value is not None})
                posting = session.post(url, data=body, headers=JSON, timeout=total)
            async with posting as response:
                content = await response.read()
        except TimeoutError as error:
            raise TelegramNetworkError(method, "timed out") from error
        except aiohttp.ClientError as error:
            raise TelegramNetworkError(method, type(error).__name__) from error
        return cast("TelegramType", self._checked(bot, method, response.status, content))

    def _checked(self, bot: Bot, method: TelegramMethod[Any], status: int, content: bytes) -> Any:
        """The result; of a message that was sent, its id as a text."""
        answer, wire = self._parsed(method, status, content)
        if wire and status == HTTPStatus.OK:
            return wire
        if answer is None:
            if status >= HTTPStatus.INTERNAL_SERVER_ERROR and status != HTTPStatus.GATEWAY_TIMEOUT:
                raise TelegramServerError(method, "no JSON")
            raise ClientDecodeError("the answer cannot be read", UNPARSED, None)
        try:
            return self.check_response(bot, method, status, msgspec.json.encode(answer).decode()).result
        except (pydantic.ValidationError, ValueError, TypeError, AttributeError):
            raise ClientDecodeError("the answer cannot be read", UNPARSED, None) from None

    def _parsed(self, method: Any, status: int, content: bytes) -> tuple[dict[str, Any] | None, str]:
        if isinstance(method, GetUpdates) and status == HTTPStatus.OK:
            found = self.splitter.split(content)
            return (None if found is None else {"ok": True, "result": found["result"]}), ""
        return reduced(content)
