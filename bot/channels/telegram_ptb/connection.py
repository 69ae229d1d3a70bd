"""The library's own connections, with two of its hooks used: how an answer is parsed, and what is done with updates."""

import logging
from typing import Any

import msgspec
from telegram.error import TelegramError
from telegram.request import HTTPXRequest

MOST = 100  # updates a batch, the most that the service gives

_any = msgspec.json.Decoder()

# The library's Message has to have these; nobody looks at them.
_NOWHERE: dict[str, Any] = {"date": 1, "chat": {"id": 0, "type": "private"}}


class Answers(HTTPXRequest):
    """Parses as the library does, with two differences.

    It writes no log: what cannot be parsed may hold what people wrote. And of a message that was sent it hands on the
    id alone: that is all we need, and a field that the library cannot read must not make us send the message again.
    """

    def parse_json_payload(self, payload: bytes) -> dict[str, Any]:  # type: ignore[override] # static there, called on self
        try:
            answer = _any.decode(payload.decode(errors="replace"))
        except (ValueError, RecursionError):
            answer = None
        if not isinstance(answer, dict):
            raise TelegramError("the answer is no JSON object") from None
        sent = answer.get("result")
        if isinstance(sent, dict) and "message_id" in sent:
            answer["result"] = {"message_id": sent["message_id"], **_NOWHERE}
        return answer


class _Batch(msgspec.Struct):
    result: list[msgspec.Raw] = []
    description: str = ""
    parameters: dict[str, Any] | None = None


class Batches(HTTPXRequest):
    """Keeps the updates of an answer as they came, each by itself; the library is told that there are none.

    Where a whole batch cannot be taken apart (an update nested without end), updates are asked for one by one, until
    that one has come and is handed on as it is.
    """

    def __init__(self, **settings: float) -> None:
        super().__init__(**settings)  # type: ignore[arg-type] # all of these are time-outs
        self.limit = MOST
        self._updates: list[bytes] = []

    def taken(self) -> list[bytes]:
        """The updates of the last answer, once."""
        updates, self._updates = self._updates, []
        return updates

    def parse_json_payload(self, payload: bytes) -> dict[str, Any]:  # type: ignore[override] # static there, called on self
        try:
            batch = msgspec.json.decode(payload, type=_Batch)
        except (ValueError, RecursionError):
            return self._apart(payload)
        self.limit = MOST
        self._updates = [bytes(raw) for raw in batch.result]
        return {"result": [], "description": batch.description, "parameters": batch.parameters}

    def _apart(self, payload: bytes) -> dict[str, Any]:
        if b'"update_id"' not in payload:
            raise TelegramError("the answer is no batch of updates")
        self._updates = [payload] if self.limit == 1 else []
        self.limit = MOST if self.limit == 1 else 1
        if not self._updates:
            raise TelegramError("the batch cannot be taken apart")
        return {"result": []}


def silence() -> None:
    """Keeps addresses (they hold the token) and parameters (they hold what people wrote) out of the libraries' logs."""
    for name in ("httpx", "httpcore", "telegram"):
        logging.getLogger(name).setLevel(logging.WARNING)
