"""A demonstration: made-up people, households and a few weeks of items, filed through the product's own door.

Nobody here exists. The clock is moved while the past is filed, then it is the real one.
"""

import random
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from bot import clock
from bot.languages import SHANGHAI
from bot.messages import Action, Incoming, Submit
from bot.talk import NoButton, Talk

WEEKS = 3
VILLAGE = "621022101204"  # 环县曲子镇西沟村
SURNAMES = "李王张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
GIVEN = (
    "建军",
    "秀英",
    "志强",
    "玉兰",
    "海燕",
    "文斌",
    "春梅",
    "国庆",
    "小红",
    "永刚",
    "桂花",
    "彦龙",
    "雪梅",
    "占军",
    "巧玲",
)
CATEGORIES = ("unstable", "marginal", "sudden", "lifted", "lifted", "ordinary")


class MovedClock:
    """A clock that can be set; it runs on from there, or is the real one again."""

    def __init__(self) -> None:
        self.moment: datetime | None = None

    def __call__(self) -> datetime:
        """The moment that it is now in the demonstration."""
        return self.moment or clock.now()


@dataclass(frozen=True)
class Persona:
    """A made-up person."""

    key: str
    name: str
    title: str
    role: str
    unit: str = ""
    area: str = ""


PEOPLE = (
    Persona("reporter", "李志远", "驻村第一书记", "reporter", area=VILLAGE),
    Persona("teammate", "马彦龙", "驻村工作队队员", "reporter", area=VILLAGE),
    Persona("other", "陈海燕", "驻村第一书记", "reporter", area="621026109219"),
    Persona("far", "周文斌", "驻村工作队队员", "reporter", area="621002101217"),
    Persona("water", "张春梅", "水务局经办人", "clerk", unit="621022-water"),
    Persona("water_head", "高国庆", "水务局副局长", "head", unit="621022-water"),
    Persona("housing", "吴永刚", "住建局经办人", "clerk", unit="621022-housing"),
    Persona("education", "孙雪梅", "教育局经办人", "clerk", unit="621022-education"),
    Persona("office", "杨巧玲", "扶贫办经办人", "clerk", unit="621022-rural_revitalisation"),
    Persona("transport", "胡占军", "交通运输局经办人", "clerk", unit="621022-transport"),
    Persona("coordinator", "黄秀英", "环县协调员", "coordinator", area="621022"),
    Persona("admin", "赵建军", "管理员", "admin", area="621000"),
)


@dataclass(frozen=True)
class Issue:
    """A report and what becomes of it: a list of (days later, who, taps and words)."""

    days_ago: float
    who: str
    words: str
    topic: str
    urgency: str
    story: tuple[tuple[float, str, tuple[str, ...]], ...] = ()


ACCEPT = ("[受理]",)
ISSUES = (
    Issue(19, "reporter", "二组到三组的路被雨水冲了个豁口，拉草车过不去", "村组道路", "一般",
          ((0.4, "transport", ACCEPT), (3, "transport", ("[答复上报人]", "已安排养护队，这周填平。")),
           (7, "transport", ("[办结]", "豁口已填平压实，车辆可以通行。")), (7.5, "reporter", ("[销号]",)))),
    Issue(16, "teammate", "村小学教室窗户漏风，娃娃们手都冻肿了", "乡村学校条件或师资", "很急",
          ((0.2, "education", ACCEPT), (2, "education", ("[办结]", "已换12扇窗，加装了棉门帘。")),
           (2.4, "teammate", ("[销号]",)))),
    Issue(13, "reporter", "五组刘家窑洞裂缝有两指宽，老人还住在里头", "危房或住房安全隐患", "很急",
          ((0.3, "housing", ACCEPT), (1, "housing", ("[答复上报人]", "鉴定组明天进村，请先让老人搬到村部。")),)),
    Issue(11, "reporter", "水龙头三天两头没水，一停水就是半天", "饮水不足、水质或断水", "一般",
          ((0.6, "water", ACCEPT), (4, "water", ("[答复上报人]", "水源泵故障，新泵已到货，周五安装。")),
           (6, "water", ("[办结]", "新泵已装好，连续供水两天正常。")))),
    Issue(8, "teammate", "我们村想问问光伏电站的收益怎么还没分", "光伏电站运维或收益分配", "一般", ()),
    Issue(6, "reporter", "三组变压器老跳闸，晚上看不成电视也烧不成炕", "农村供电", "一般", ()),
    Issue(5, "reporter", "水管接到户里了，可是水是浑的", "饮水不足、水质或断水", "一般",
          ((0.5, "water", ("[不归我们]", "[属于别的单位]")), (1.2, "office", ("[转办]", "环县水务局")))),
    Issue(3, "other", "村里三户的土坯房墙体开裂", "危房或住房安全隐患", "一般", ()),
    Issue(1.2, "reporter", "一户大病报销后自己还要掏四万多，家里拿不出来", "大病重病医疗负担", "一般", ()),
    Issue(0.6, "teammate", "五组水管冻裂，三户停水两天了", "饮水不足、水质或断水", "很急", ()),
)  # fmt: skip


# Project assets of 西沟村: name, kind, place, what a fault is about, yuan.
ASSETS = (
    ("五组蓄水池", "public", "五组", "water_supply_works", 180_000),
    ("村级光伏电站", "business", "村部后坡", "photovoltaic", 620_000),
    ("果品冷库", "business", "二组路口", "", 450_000),
)
# What a department's list says of households of 西沟村, by their number.
LISTED = ((7, "学校：曲子镇中心小学，未到校日期：上周一"), (12, "学校：曲子中学，年级：八年级"))


async def fill(submit: Submit, moved: MovedClock, folder: Path, identify: Callable[[str], int]) -> None:
    """Loads the pack and files the past, then sets the clock free; `identify` gives a person's id by name."""
    scene = _Scene(submit, moved, random.Random(1))  # noqa: S311 - made-up people, not secrets
    await scene.job("load_pack", values={"folder": str(folder)})
    await scene.people(identify)
    await scene.households()
    await scene.past()
    moved.moment = None
    await scene.listed()
    await scene.job("mark", "demonstration", {"value": "yes"})


class _Scene:
    """What the demonstration is made with."""

    def __init__(self, submit: Submit, moved: MovedClock, chance: random.Random) -> None:
        self.submit = submit
        self.moved = moved
        self.chance = chance
        self.now = clock.now()
        self.heads: list[str] = []
        self.talks: dict[str, Talk] = {}
        self._jobs = 0

    async def job(self, name: str, target: str = "", values: dict[str, Any] | None = None) -> None:
        """What a command would ask for."""
        self._jobs += 1
        await self.submit(Incoming(id=f"demonstration/{self._jobs}", action=Action(name, target, values or {})))

    async def people(self, identify: Callable[[str], int]) -> None:
        """The made-up people, each with a chat in the console for their past."""
        rows = [{"name": p.name, "title": p.title, "role": p.role, "unit": p.unit, "area": p.area} for p in PEOPLE]
        await self.job("invite", values={"people": rows})
        for p in PEOPLE:
            self.talks[p.key] = Talk(self.submit, "console", p.key, person=identify(p.name))

    async def households(self) -> None:
        """A register for each village that has a reporter."""
        rows = []
        for village in dict.fromkeys(p.area for p in PEOPLE if p.role == "reporter"):
            count = 22 if village == VILLAGE else 8
            rows += [self._household(village, n) for n in range(count)]
        assets = [{"code": f"Z{n:02d}", "area": VILLAGE, "name": name, "kind": kind, "place": where, "topic": topic,
                   "keeper": self.heads[n], "year": 2019, "worth": worth}
                  for n, (name, kind, where, topic, worth) in enumerate(ASSETS, start=1)]  # fmt: skip
        await self.job("register", values={"households": rows, "assets": assets})

    async def listed(self) -> None:
        """The education office's list of last night, of which two households wait to be verified."""
        hits = [{"household": f"{VILLAGE}-{n:03d}", "area": VILLAGE, "says": says,
                 "marks": [self.chance.randbytes(32).hex()]} for n, says in LISTED]  # fmt: skip
        await self.job("list_compared", "dropout", {"hits": hits, "note": "县教育局名单"})

    def _household(self, village: str, n: int) -> dict[str, Any]:
        head = self._name()
        if village == VILLAGE:
            self.heads.append(head)
        visited = (self.now - timedelta(days=self.chance.randint(20, 75))).astimezone(SHANGHAI).date()
        year = self.now.year
        kin = ("配偶", "儿子", "女儿", "母亲")
        members = [{"name": head, "relation": "户主", "born": year - self.chance.randint(35, 72)}] + [
            {"name": self._name(head[0]), "relation": kin[i], "born": year - self.chance.randint(6, 70)}
            for i in range(self.chance.randint(1, 4))
        ]
        return {
            "code": f"{village}-{n + 1:03d}", "area": village, "group": "一二三四五"[n % 5] + "组", "head": head,
            "category": CATEGORIES[n % len(CATEGORIES)], "last_visit": visited.isoformat(), "last_income": "same",
            "members": members,
        }  # fmt: skip

    def _name(self, surname: str = "") -> str:
        return (surname or self.chance.choice(SURNAMES)) + self.chance.choice(GIVEN)

    # --- the past ---

    async def past(self) -> None:
        """Everything in the order of its time."""
        acts: list[tuple[datetime, Callable[[], Awaitable[None]]]] = []
        for issue in ISSUES:
            acts.append((self._at(issue.days_ago), self._issue(issue, acts)))
        acts += [(self._at(WEEKS * 7 - 1.3 * n - 1), self._visit(n)) for n in range(14)]
        while acts:
            acts.sort(key=lambda act: act[0])
            at, act = acts.pop(0)
            self.moved.moment = at
            await act()

    def _at(self, days_ago: float) -> datetime:
        """A moment in the daytime, so many days ago."""
        at = (self.now - timedelta(days=days_ago)).astimezone(SHANGHAI)
        hour = 8 + round(days_ago * 7) % 10
        return min(at.replace(hour=hour, minute=round(days_ago * 53) % 60, second=0), self.now.astimezone(SHANGHAI))

    def _issue(
        self, issue: Issue, acts: list[tuple[datetime, Callable[[], Awaitable[None]]]]
    ) -> Callable[[], Awaitable[None]]:
        async def act() -> None:
            talk = self.talks[issue.who]
            await talk.send(text="/issue_report")
            await talk.say(issue.words)
            number = await finish(talk, (f"[{issue.topic}]", f"[{issue.urgency}", "[不用]"))
            at = self._at(issue.days_ago)
            for later, who, steps in issue.story:
                at = max(at, self._at(max(issue.days_ago - later, 0.01)))  # a story goes on, whatever the hour of day
                acts.append((at, self._step(who, number, steps)))

        return act

    def _step(self, who: str, number: str, steps: Sequence[str]) -> Callable[[], Awaitable[None]]:
        async def act() -> None:
            talk = self.talks[who]
            await talk.say(f"/item {number}")
            for step in steps:
                await (talk.tap(step[1:-1]) if step.startswith("[") else talk.say(step))

        return act

    def _visit(self, n: int) -> Callable[[], Awaitable[None]]:
        async def act() -> None:
            talk = self.talks["reporter" if n % 3 else "teammate"]
            await talk.send(text="/visit_log")
            await talk.say(self.heads[n])
            await talk.tap(self.heads[n])
            await finish(talk, ("[户主]", "[都正常]", "[持平]", "[没有]", "[不用]"))

        return act


async def finish(talk: Talk, answers: Sequence[str]) -> str:
    """Answers with the first of the answers that fits, until the form can be submitted; the item's number."""
    left = list(answers)
    for _ in range(20):
        shown = [button.label for row in talk.screen[-1].buttons for button in row]
        if "提交" in shown:
            said = await talk.tap("提交")
            return number_in(said[-1].text)
        wanted = next(
            (a for a in [*left, "[不用]", "[没有]"] if any(label.startswith(a.strip("[]")) for label in shown)), ""
        )
        if not wanted and "都不是，我来选" in shown:
            wanted = "[都不是，我来选]"
        if not wanted:
            raise NoButton(f"nothing of {left} fits {shown}")
        if wanted in left:
            left.remove(wanted)
        await talk.tap(wanted.strip("[]"))
    raise NoButton("the form does not end")


def number_in(text: str) -> str:
    """The item's number that a reply names."""
    from storage.items import NUMBER

    found = NUMBER.search(text)
    if found is None:
        raise NoButton(f"no number in {text}")
    return found[0]
