"""A month of work by made-up people, filed and dealt with through the product's own door with its clock moved.

Some are late, some never answer, some send back what is not theirs; each day has its ticks. The same seed tells the
same stories.
"""

import heapq
import itertools
import random
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from bot.demonstration import ISSUES, MovedClock, finish, follow
from bot.languages import SHANGHAI
from bot.lifecycle import Status
from bot.messages import Action, Incoming, Submit
from bot.rights import EVERYTHING
from bot.simulation.cast import GROUPS, Cast, Worker
from bot.talk import NoButton, Talk
from bot.workdays import LAW
from storage import Engine, people
from storage import items as stored
from storage.items import Item

HOUSEHOLDS = 24  # of each village
TICKS = (time(8, 5), time(8, 10), time(14, 0))
WATER = "饮水不足、水质或断水"

TROUBLED = (
    *("[户主]", "[看病]", "[选好了]", "[减少]", "住院花了三万多，今年没能出去打工", "[因病]", "[选好了]"),
    *("[没有]", "[没有]"),
)

Act = Callable[[], Awaitable[None]]


@dataclass
class Count:
    """What happened in the month."""

    visits: int = 0
    issues: int = 0
    applications: int = 0
    acts: int = 0
    missed: int = 0  # acts that had become impossible: somebody was faster


@dataclass
class Month:
    """The people, their chats, and what is still to happen, in the order of its time."""

    submit: Submit
    moved: MovedClock
    reader: Engine
    tick: Callable[[datetime], Awaitable[None]]
    chance: random.Random
    first: date
    days: int
    count: Count = field(default_factory=Count)
    cadres: list[Worker] = field(default_factory=list)
    heads: dict[str, list[str]] = field(default_factory=dict)  # of households, by village
    talks: dict[str, Talk] = field(default_factory=dict)
    clerks: dict[str, str] = field(default_factory=dict)  # a unit's clerk by the unit's code
    _plans: list[tuple[datetime, int, Act]] = field(default_factory=list)
    _order: "itertools.count[int]" = field(default_factory=itertools.count)

    def __post_init__(self) -> None:
        self.cast = Cast(self.reader, self.chance, self.first)

    async def run(self, pack: Path) -> Count:
        """Everything, from the empty database to the last evening."""
        self.moved.moment = self._at(self.first, 7)
        await self._job("load_pack", {"folder": str(pack)})
        await self._job("mark", {"value": "yes"}, "demonstration")
        await self._people()
        await self._registers()
        for day in range(self.days):
            self._plan_day(self.first + timedelta(days=day))
        await self._live(self._at(self.first + timedelta(days=self.days), 0))
        return self.count

    async def _live(self, end: datetime) -> None:
        while self._plans and self._plans[0][0] < end:
            at, _order, act = heapq.heappop(self._plans)
            self.moved.moment = at
            await act()

    def _later(self, at: datetime, act: Act) -> None:
        heapq.heappush(self._plans, (at, next(self._order), act))

    async def _job(self, name: str, values: dict[str, Any], target: str = "") -> None:
        action = Action(name, target, values)
        await self.submit(Incoming(id=f"simulation/{next(self._order)}", action=action))

    @staticmethod
    def _at(day: date, hour: float) -> datetime:
        return datetime.combine(day, time(), SHANGHAI) + timedelta(hours=hour)

    # --- who there is ---

    async def _people(self) -> None:
        rows, workers = self.cast.people()
        await self._job("invite", {"people": rows})
        with self.reader.connect() as connection:
            ids = {each.name: each.id for each in people.listed(connection)}
        for worker in workers:
            self.talks[worker.name] = Talk(self.submit, "console", worker.name, person=ids[worker.name])
            if worker.role == "reporter":
                self.cadres.append(worker)
            else:
                self.clerks[worker.where] = worker.name

    async def _registers(self) -> None:
        for village in dict.fromkeys(cadre.where for cadre in self.cadres):
            rows = [self.cast.household(village, n) for n in range(HOUSEHOLDS)]
            self.heads[village] = [row["head"] for row in rows]
            await self._job("register", {"households": rows})

    # --- what they do ---

    def _plan_day(self, day: date) -> None:
        """The day's ticks; visits and issues on most days, fewer on days off."""
        for at in TICKS:
            moment = datetime.combine(day, at, SHANGHAI)
            self._later(moment, lambda moment=moment: self.tick(moment))  # type: ignore[misc]
        busy = 1.0 if LAW.worked(day) else 0.3
        for many, act in ((14, self._visit), (5, self._issue), (1.2, self._apply)):
            for _ in range(self._about(many * busy)):
                self._later(
                    self._at(day, self.chance.uniform(8.6, 18.5)), self._of(act, self.chance.choice(self.cadres))
                )

    def _about(self, mean: float) -> int:
        return int(mean) + (self.chance.random() < mean - int(mean))

    @staticmethod
    def _of(act: Callable[[Worker], Awaitable[None]], cadre: Worker) -> Act:
        return lambda: act(cadre)

    async def _visit(self, cadre: Worker) -> None:
        talk, head = self._talk(cadre.name), self.chance.choice(self.heads[cadre.where])
        await talk.send(text="/visit_log")
        await talk.choose(head)
        self.count.visits += 1
        if self.chance.random() < 0.08:
            await follow(talk, TROUBLED)
            number = await finish(talk, ("[不用]",))
            self._follow(number, cadre.name)
            return
        answers = ("[户主]", "[都正常]", f"[{self.chance.choice(('持平', '持平', '增加'))}]", "[没有]", "[不用]")
        await finish(talk, answers)

    async def _issue(self, cadre: Worker) -> None:
        talk = self._talk(cadre.name)
        choices = [issue for issue in ISSUES for _ in range(3 if issue.topic == WATER else 1)]
        issue = self.chance.choice(choices)
        urgency = self.chance.choice(("很急", "一般", "一般", "一般", "长期工程"))
        await talk.send(text="/issue_report")
        await talk.say(f"{self.chance.choice(GROUPS)}组：{issue.words}")
        number = await finish(talk, (f"[{issue.topic}]", f"[{urgency}", "[不用]"))
        self.count.issues += 1
        self._follow(number, cadre.name)

    async def _apply(self, cadre: Worker) -> None:
        talk, head = self._talk(cadre.name), self.chance.choice(self.heads[cadre.where])
        await talk.send(text="/household_application")
        await talk.choose(head)
        await follow(talk, ("[因学]", "[选好了]", "两个孩子上大学，学费还差一万二", "[跳过]", "[跳过]",
                                  "[听村里安排]", "[同意]"))  # fmt: skip
        number = await finish(talk, ("[不用]", "[没有]", "[没有]"))
        self.count.applications += 1
        self._follow(number, cadre.name)

    def _talk(self, key: str) -> Talk:
        """Somebody's chat, without the buttons of other days."""
        talk = self.talks[key]
        talk.screen.clear()
        return talk

    # --- what becomes of it ---

    def _follow(self, number: str, reporter: str) -> None:
        """What the unit and the reporter will do with it, and when; some of it late, some of it never."""
        if self.chance.random() < 0.06:
            return  # it lies
        late = self.chance.random()
        start = self.moved()
        accept = self._office(start, 0.3 + self.chance.random() if late > 0.15 else self.chance.uniform(2, 9))
        if self.chance.random() < 0.08:
            self._later(accept, self._by_unit(number, ("[不归我们]", "[属于别的单位]")))
            accept = self._office(accept, self.chance.uniform(0.5, 3))
        self._later(accept, self._by_unit(number, ("[受理]",)))
        if self.chance.random() < 0.5:
            self._later(self._office(accept, 1), self._by_unit(number, ("[答复上报人]", "已派人去看，这几天给准信。")))
        done = self._office(accept, self.chance.uniform(1, 12) if late > 0.2 else self.chance.uniform(14, 28))
        self._later(done, self._by_unit(number, ("[办结]", "已办好，和户主当面核对过。")))
        answer = self.chance.random()
        after = self._office(done, self.chance.uniform(0.3, 3))
        if answer < 0.65:
            self._later(after, self._by(reporter, number, ("[销号]",)))
        elif answer < 0.75:
            self._later(after, self._by(reporter, number, ("[还没解决]", "昨天又坏了")))
            again = self._office(after, 1)
            self._later(again, self._by_unit(number, ("[受理]",)))
            self._later(self._office(again, 3), self._by_unit(number, ("[办结]", "重新修好了。")))

    def _office(self, start: datetime, days: float) -> datetime:
        """A moment in office hours, so many days later."""
        at = (start + timedelta(days=days)).astimezone(SHANGHAI)
        while not LAW.worked(at.date()):
            at += timedelta(days=1)
        return max(at.replace(hour=8 + at.hour % 10, minute=31 + at.minute % 28), start)

    def _by_unit(self, number: str, steps: Sequence[str]) -> Act:
        async def act() -> None:
            item = self._item(number)
            key = self.clerks.get(item.lead)
            if key is not None and item.status not in (Status.CLOSED, Status.WITHDRAWN):
                await self._act(key, number, steps)

        return act

    def _by(self, key: str, number: str, steps: Sequence[str]) -> Act:
        return lambda: self._act(key, number, steps)

    async def _act(self, key: str, number: str, steps: Sequence[str]) -> None:
        talk = self._talk(key)
        await talk.say(f"/item {number}")
        try:
            await follow(talk, steps)
        except NoButton:
            self.count.missed += 1
        else:
            self.count.acts += 1

    def _item(self, number: str) -> Item:
        with self.reader.connect() as connection:
            found = stored.by_number(connection, EVERYTHING, number)
        if found is None:
            raise LookupError(number)
        return found
