"""The library's own connections, with one of its hooks used: how an answer is parsed."""

from contextvars import ContextVar
from typing import Any

from telegram.error import TelegramError
from telegram.request import HTTPXRequest

from bot.channels.telegram.library import Splitter, reduced

SENT: ContextVar[str] = ContextVar("SENT", default="")  # the id of the message that this task's last call made


class Answers(HTTPXRequest):
    """Parses as the library does, but writes no log: what cannot be parsed may hold what people wrote."""

    def parse_json_payload(self, payload: bytes) -> dict[str, Any]:  # type: ignore[override] # static there, called on self
        answer, wire = reduced(payload)
        if answer is None:
            raise TelegramError("the answer is no JSON object")
        SENT.set(wire)
        return answer


class Batches(HTTPXRequest):
    """Keeps the updates of an answer as they came; the library is told that there are none."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self.splitter = Splitter()

    def parse_json_payload(self, payload: bytes) -> dict[str, Any]:  # type: ignore[override] # static there, called on self
        answer = self.splitter.split(payload)
        if answer is None:
            raise TelegramError("the batch cannot be taken apart")
        return answer
