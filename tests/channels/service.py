"""The double with the service's own rules: limits, 429s, blocks, moves, albums, deletions, and an injected clock.

It complains as the service does, keeps what each chat shows, and counts every call that came too early.
"""

import json
import random
import threading
from collections import defaultdict, deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from tests.channels.bot_api import HANG_UP, Answer, Service, error, ok, served

SENDS = ("sendMessage", "sendDocument", "editMessageText", "editMessageReplyMarkup", "deleteMessage",
         "pinChatMessage", "unpinChatMessage")  # fmt: skip
MOVED = "Bad Request: group chat was upgraded to a supergroup chat"


@dataclass
class Seen:
    """A message on somebody's screen."""

    id: int
    text: str
    buttons: list[tuple[str, str]]  # label and data
    versions: int = 1
    erased: bool = False


@dataclass
class Storm:
    """Every call is answered 429, for so long; `everywhere` as for the whole bot."""

    until: float
    everywhere: bool = False
    longest: int = 300


@dataclass
class Spans:
    """When something happened, to be counted in any window of time."""

    times: deque[float] = field(default_factory=lambda: deque(maxlen=64))

    def within(self, now: float, seconds: float) -> int:
        return sum(at > now - seconds for at in self.times)


class Rules(Service):
    """`now` tells the time in seconds. People's side: `say`; the operator's: `blocked`, `moved`, `storm`, `revoked`."""

    def __init__(self, now: Callable[[], float]) -> None:
        super().__init__()
        self.now = now
        self.screens: dict[str, list[Seen]] = defaultdict(list)
        self.blocked: dict[str, str] = {}  # chat -> the service's words
        self.moved: dict[str, int] = {}
        self.pinned: dict[str, list[int]] = defaultdict(list)  # chat -> messages, the newest last
        self.no_pins: dict[str, str] = {}  # chat -> the service's words
        self.old_queries = False
        self.revoked = self.conflict = self.down = False
        self.storm: Storm | None = None
        self.hang_after: set[str] = set()  # chats: the next message there arrives, and is never answered
        self.told: dict[str, float] = {}  # chat -> until when it was told to wait
        self.early: list[str] = []  # calls before the time that was said
        self.complaints = 0  # 429s for going over the limits
        self.sent: list[tuple[float, str, str]] = []  # time, chat, text
        self.webhook: dict[str, Any] = {}
        self._all, self._chats = Spans(), defaultdict[str, Spans](Spans)
        self._chance = random.Random(4)
        self._lock = threading.Lock()

    def answer(self, method: str, parameters: dict[str, Any]) -> Answer:
        with self._lock:
            refusal = self._refusal(method)
            if refusal is not None:
                self.calls.append((method, parameters))
                return refusal
            if method in SENDS:
                self.calls.append((method, parameters))
                return self._send(method, parameters)
            if method == "setWebhook":
                self.webhook = parameters
        return super().answer(method, parameters)

    def _refusal(self, method: str) -> Answer | None:
        if self.down:
            return HANG_UP
        if self.revoked:
            return error(401, "Unauthorized")
        if method == "getUpdates" and self.conflict:
            return error(409, "Conflict: terminated by other getUpdates request")
        if method == "answerCallbackQuery" and self.old_queries:
            return error(400, "Bad Request: query is too old and response timeout expired or query ID is invalid")
        return None

    def _send(self, method: str, parameters: dict[str, Any]) -> Answer:
        chat, now = str(parameters["chat_id"]), self.now()
        if now < self.told.get(chat, -1) or now < self.told.get("*", -1):
            self.early.append(chat)
        if self.storm is not None and now < self.storm.until:
            return self._throttled(chat, now, self.storm)
        if chat in self.blocked:
            return error(403, self.blocked[chat])
        if chat in self.moved:
            return error(400, MOVED, migrate_to_chat_id=self.moved[chat])
        if self._too_fast(chat, now):
            self.complaints += 1
            return error(429, "Too Many Requests: retry after 5", retry_after=5)
        self.sent.append((now, chat, str(parameters.get("text", parameters.get("caption", "")))))
        answer = self._shown(method, chat, parameters)
        if chat in self.hang_after and method == "sendMessage":
            self.hang_after.discard(chat)
            return HANG_UP
        return answer

    def _throttled(self, chat: str, now: float, storm: Storm) -> Answer:
        after = self._chance.randint(1, storm.longest)
        self.told["*" if storm.everywhere else chat] = now + after
        return error(429, f"Too Many Requests: retry after {after}", retry_after=after)

    def _too_fast(self, chat: str, now: float) -> bool:
        """More than 30 in a second, 20 in a minute in a group, or a burst in a chat that goes on."""
        self._all.times.append(now)
        self._chats[chat].times.append(now)
        mine = self._chats[chat]
        crowd = chat.startswith("-") and mine.within(now, 60) > 20
        return self._all.within(now, 1) > 30 or mine.within(now, 3) > 3 or crowd

    def _shown(self, method: str, chat: str, parameters: dict[str, Any]) -> Answer:
        screen, number = self.screens[chat], int(parameters.get("message_id", 0))
        if method in ("pinChatMessage", "unpinChatMessage"):
            return self._pin(chat, number, method == "pinChatMessage")
        if method == "deleteMessage":
            screen.append(Seen(number, "", [], erased=True))
            return ok(True)
        rows = (parameters.get("reply_markup") or {}).get("inline_keyboard", [])
        buttons = [(button["text"], button.get("callback_data", "")) for row in rows for button in row]
        if not number:
            self.messages += 1
            screen.append(Seen(self.messages, str(parameters.get("text", parameters.get("caption", ""))), buttons))
            return self._made(self.messages, chat)
        found = next((seen for seen in screen if seen.id == number and not seen.erased), None)
        if found is None:
            return error(400, "Bad Request: message to edit not found")
        text = str(parameters.get("text", found.text))
        if (text, buttons) == (found.text, found.buttons):
            return error(400, "Bad Request: message is not modified")
        found.text, found.buttons, found.versions = text, buttons, found.versions + 1
        return self._made(number, chat)

    def _pin(self, chat: str, number: int, on: bool) -> Answer:
        pinned = self.pinned[chat]
        if chat in self.no_pins:
            return error(400, self.no_pins[chat])
        if on and number not in [seen.id for seen in self.screens[chat] if not seen.erased]:
            return error(400, "Bad Request: message to pin not found")
        if not on and number not in pinned:
            return error(400, "Bad Request: message to unpin not found")
        pinned[:] = [each for each in pinned if each != number] + [number] * on
        return ok(True)

    @staticmethod
    def _made(number: int, chat: str) -> Answer:
        return ok({"message_id": number, "date": 1764032400, "chat": {"id": int(chat), "type": "private"}})


def chat_of(update: bytes) -> str:
    """The queue that the service puts an update into."""
    held = json.loads(update)
    for field_ in ("message", "edited_message", "my_chat_member"):
        if field_ in held:
            return str(held[field_]["chat"]["id"])
    if "callback_query" in held:
        return str(held["callback_query"]["message"]["chat"]["id"])
    return ""


@contextmanager
def ruling(now: Callable[[], float]) -> Iterator[Rules]:
    """The double on a free port, until the block ends."""
    with served(Rules(now)) as service:
        yield service
