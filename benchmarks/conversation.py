"""The peer: python-telegram-bot's ConversationHandler in memory, with the steps, sayings and keyboards of a visit log.

Its own objects from the update's JSON to the reply's JSON; the network alone is stubbed. It keeps nothing. Written as
the library's examples are: each handler answers the button that was tapped and builds the keyboard that it sends, as
ours does, whose buttons are never the same twice.
"""

import itertools
import json
import time
import warnings
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass, field
from typing import Any

from telegram import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message, Update
from telegram.ext import Application, CallbackQueryHandler, CommandHandler, ContextTypes, ConversationHandler, ExtBot
from telegram.request import BaseRequest, RequestData
from telegram.warnings import PTBUserWarning

from benchmarks.visits import SAID, TAPPED

Context = ContextTypes.DEFAULT_TYPE
Step = Callable[[Update, Context], Coroutine[Any, Any, int]]

BACK = "‹ 上一步"
HOUSEHOLDS = [[f"王某{count:02}·{count % 5 + 1}组"] for count in range(5)]

# What each step asks, and the keyboard below it.
ASKED: Sequence[tuple[str, list[list[str]]]] = (
    ("走访哪一户？\n点选，或输入户主姓名。", [*HOUSEHOLDS, ["其他的…"], ["不在名单里"]]),
    ("见到了谁？", [["户主", "其他家人", "家里没人"], [BACK]]),
    (
        "六看，哪样不正常？\n都正常就点第一个；有不正常的，点出来。",
        [["都正常", "吃", "穿"], ["上学", "看病", "住房"], ["饮水"], [BACK]],
    ),
    ("上次记的是“持平”。\n收入和上次比？", [["持平", "增加", "减少"], [BACK]]),
    ("户里有什么要求？\n照他家的原话写，或点“没有”。", [["没有", BACK]]),
    ("有照片吗？\n拍一张发来，或点“不用”。", [["不用", BACK]]),
    ("", [["提交", "改一项…"], ["先不交", "取消"]]),
)
LAST = [["我的事项", "菜单"]]
STEPS = 1 + len(ASKED)  # updates a visit


def keyboard(labels: list[list[str]]) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup([[InlineKeyboardButton(label, callback_data=label) for label in row] for row in labels])


class Unsent(BaseRequest):
    """Writes each call's JSON, and answers as the service does."""

    def __init__(self) -> None:
        self.bytes_out = 0
        self.said = json.dumps({"ok": True, "result": self._message()}).encode()
        self.me = json.dumps(
            {"ok": True, "result": {"id": 7000001, "is_bot": True, "first_name": "Cunqing", "username": "cunqing_bot"}}
        ).encode()

    @staticmethod
    def _message() -> dict[str, Any]:
        return {"message_id": 1, "date": 1795482000, "chat": {"id": 1, "type": "private"}, "text": "ok"}

    @property
    def read_timeout(self) -> float | None:
        return None

    async def initialize(self) -> None:
        """Nothing to open."""

    async def shutdown(self) -> None:
        """Nothing to close."""

    async def do_request(
        self, url: str, method: str, request_data: RequestData | None = None, *_timeouts: Any, **_more: Any
    ) -> tuple[int, bytes]:
        if request_data is not None:
            self.bytes_out += len(request_data.json_payload)
        return 200, self.me if url.endswith("getMe") else self.said


def answered(at: int) -> Step:
    """Keeps what was tapped for one question and asks the next in its place."""

    async def step(update: Update, context: Context) -> int:
        query = update.callback_query
        assert query is not None
        assert context.user_data is not None
        question, _ = ASKED[at]
        context.user_data[question] = query.data
        following, labels = ASKED[at + 1]
        await query.answer()
        echo = f"{question.partition(chr(10))[0]} {query.data}\n"
        await _edited(query, echo + (following or _review(context.user_data)), keyboard(labels))
        return at + 1

    return step


async def begun(update: Update, context: Context) -> int:
    """Begins a visit log."""
    assert update.message is not None
    assert context.user_data is not None
    context.user_data.clear()
    await update.message.reply_text(ASKED[0][0], reply_markup=keyboard(ASKED[0][1]))
    return 0


async def handed_in(update: Update, context: Context) -> int:
    """Keeps the visit in memory, and says its number."""
    query = update.callback_query
    assert query is not None
    assert context.user_data is not None
    await query.answer()
    visits = context.bot_data.setdefault("visits", [])
    visits.append(dict(context.user_data))
    await _edited(query, f"已记下，走访2026-{len(visits):06}。", keyboard(LAST))
    return int(ConversationHandler.END)


async def _edited(query: CallbackQuery, text: str, markup: InlineKeyboardMarkup) -> Message | bool:
    return await query.edit_message_text(text, reply_markup=markup)


def _review(answers: dict[Any, Any]) -> str:
    return "请核对：\n" + "\n".join(f"{question.partition(chr(10))[0]} {said}" for question, said in answers.items())


def application(request: Unsent) -> "Application[Any, Any, Any, Any, Any, Any]":
    """The application with its one conversation."""
    last = len(ASKED) - 1
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", PTBUserWarning)
        states: dict[object, list[Any]] = {at: [CallbackQueryHandler(answered(at))] for at in range(last)}
        states[last] = [CallbackQueryHandler(handed_in)]
        conversation = ConversationHandler([CommandHandler("visit_log", begun)], states, [])
    built = Application.builder().bot(ExtBot("7000001:A", request=request, get_updates_request=Unsent()))
    made = built.updater(None).build()
    made.add_handler(conversation)
    return made


@dataclass
class Peer:
    """The application, and phones that tap through it."""

    phones: int
    request: Unsent = field(default_factory=Unsent)
    numbers: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))

    def __post_init__(self) -> None:
        self.application = application(self.request)

    async def rate(self, visits: int) -> float:
        """Updates per second, from their JSON."""
        if not self.application.running:
            await self.application.initialize()
        updates = [update for _ in range(visits) for update in self._visit()]
        process, bot, kept = self.application.process_update, self.application.bot, self.application.bot_data
        before = len(kept.get("visits", ()))
        began = time.perf_counter()
        for update in updates:
            await process(Update.de_json(json.loads(update), bot))
        taken = time.perf_counter() - began
        assert len(kept["visits"]) - before == self.phones * visits
        return len(updates) / taken

    def _visit(self) -> list[bytes]:
        """One visit of every phone, their updates side by side."""
        chats = [5_000_000 + count for count in range(self.phones)]
        taps = [labels[0][0].encode() for _, labels in ASKED]
        said = [SAID % (number := next(self.numbers), number, chat, chat, b"/visit_log") for chat in chats]
        return said + [TAPPED % (next(self.numbers), chat, 1, chat, tap) for tap in taps for chat in chats]
