"""Patient cadres: each sends the next answer only after the last one was acknowledged, and knows what it was told."""

import asyncio
import random
import re
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from stdnum.cn import ric

from bot.door import hatch
from bot.messages import Busy, Incoming, Outgoing
from bot.talk import Talk

NUMBER = re.compile(r"\d{4}-\d{6}")
NOBODY = 0.01  # seconds until the door is tried again
IN_WORDS = str.maketrans("0123456789", "零一二三四五六七八九")  # a name has no digits


@dataclass
class Filed:
    """A form whose confirmation was acknowledged: what must be in the database, once."""

    person: int
    number: str
    title: str
    answers: dict[str, Any]  # by the question's name; photos by how many


@dataclass
class Left:
    """A form that is left open: what was answered and acknowledged."""

    person: int
    answers: dict[str, Any]


@dataclass
class Patience:
    """Submits through the server's socket, and sends the same again until it is acknowledged."""

    folder: Path
    again: int = 0
    acknowledged: int = 0

    async def submit(self, incoming: Incoming) -> list[Outgoing]:
        """Returns only when a server has answered."""
        while True:
            try:
                replies = await hatch.ask(self.folder, incoming)
            except (OSError, Busy):
                replies = None
            if replies is not None:
                self.acknowledged += 1
                return replies
            self.again += 1
            await asyncio.sleep(NOBODY)


@dataclass
class Cadre:
    """Somebody of a village's work team, who files one form after the other."""

    talk: Talk
    person: int
    number: int
    chance: random.Random
    reported: deque[str]  # issues, for the clerk
    filed: list[Filed] = field(default_factory=list)
    left: Left | None = None
    _forms: int = 0

    async def work(self, over: Callable[[], bool]) -> None:
        """Files forms until it is over, then leaves one open."""
        while not over():
            self._forms += 1
            await self.chance.choice((self._issue, self._visit, self._application))()
        await self._leave()

    @property
    def _mark(self) -> str:
        return f"{self.number}号{self._forms}次"

    @property
    def _identity(self) -> str:
        """A number of nobody's, another one each time: of one household there would be one application."""
        number = f"110105{1940 + self.number}{self._forms // 900 % 12 + 1:02}01{self._forms % 900:03}"
        return number + ric.calc_check_digit(number + "0")

    async def _issue(self) -> None:
        words = f"五组水管冻裂，{self._mark}"
        await self.talk.say(words)
        await self.talk.tap("饮水不足、水质或断水")
        await self.talk.place(36.57, 107.31)
        await self.talk.tap("很急，影响生活")
        await self.talk.photo(f"issue {self._mark}")
        await self._submit(words, words=words, topic="drinking_water", urgency="urgent", photo=1)
        self.reported.append(self.filed[-1].number)

    async def _visit(self) -> None:
        demand = f"想修水窖，{self._mark}"
        await self.talk.say("走访日志")
        await self.talk.say("王某甲")
        for label in ("户主", "都正常", "持平"):
            await self.talk.tap(label)
        await self.talk.say(demand)
        await self.talk.tap("没有")
        await self.talk.photo(f"visit {self._mark}")
        answers = {"household": "H01", "met": "head", "looks": ["normal"], "income": "same", "demand": demand}
        await self._submit(f"王某甲：{demand}", **answers, photo=1)

    async def _application(self) -> None:
        head, reason = f"马某{self._mark}".translate(IN_WORDS), f"窑洞塌了，{self._mark}"
        await self.talk.say("农户主动申请")
        await self.talk.tap("不在名单里")
        await self.talk.say(head)
        await self.talk.tap("1")
        await self.talk.say("马某花")
        await self.talk.say("四十一")
        for label in ("能干活", "因灾", "选好了"):
            await self.talk.tap(label)
        await self.talk.say(reason)
        for label in ("跳过", "跳过", "听村里安排", "同意", "不用", "没有"):
            await self.talk.tap(label)
        await self.talk.say(self._identity)
        await self._submit(
            f"{head}：{reason}", household_name=head, member_name="马某花", member_age=41, risk=["disaster"],
            reason=reason, consent="agree",
        )  # fmt: skip

    async def _submit(self, title: str, **answers: Any) -> None:
        replies = await self.talk.tap("提交")
        found = NUMBER.search("\n".join(reply.text for reply in replies))
        assert found, [reply.text for reply in replies]
        self.filed.append(Filed(self.person, found.group(), title, answers))

    async def _leave(self) -> None:
        words = f"五组水管冻裂，{self.number}号没报完"
        await self.talk.say(words)
        await self.talk.tap("饮水不足、水质或断水")
        await self.talk.tap("不用")
        await self.talk.tap("一般")
        self.left = Left(self.person, {"words": words, "topic": "drinking_water", "urgency": "ordinary"})


@dataclass
class Clerk:
    """Somebody of the water office, who accepts and resolves what was reported to it."""

    talk: Talk
    waiting: deque[str]  # numbers
    did: set[tuple[str, str]] = field(default_factory=set)  # (number, action), acknowledged

    async def work(self, over: Callable[[], bool]) -> None:
        """Takes one item after the other, in the order in which they were reported."""
        while not over():
            if not self.waiting:
                await asyncio.sleep(NOBODY)
                continue
            number = self.waiting.popleft()
            await self.talk.say(number)
            await self.talk.tap("受理")
            self.did.add((number, "accept"))
            await self.talk.tap("办结")
            await self.talk.say("换了水管，三户都通了水")
            self.did.add((number, "resolve"))
