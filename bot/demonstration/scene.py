"""Fills a demonstration through the product's own door; while the past is filed, the clock is moved."""

import random
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from itertools import accumulate
from pathlib import Path
from typing import Any

from bot import clock
from bot.demonstration.madeup import (
    ACCEPT,
    APPLICATION,
    APPLIED,
    ASSETS,
    CATEGORIES,
    DONE,
    GIVEN,
    HELPED,
    ISSUES,
    LISTED,
    MEASURES,
    PEOPLE,
    SURNAMES,
    VILLAGE,
    WEEKS,
    Issue,
)
from bot.languages import SHANGHAI
from bot.messages import Action, Incoming, Submit
from bot.talk import NoButton, Talk
from bot.workdays import day_of

HELPED_AT = (APPLIED, APPLIED - 1, APPLIED - 1.5, 1 - MEASURES[0][1])  # applied, accepted, planned, told of
Act = Callable[[], Awaitable[None]]
Acts = list[tuple[datetime, Act]]


class MovedClock:
    """A clock that can be set; it runs on from there, or is the real one again."""

    def __init__(self) -> None:
        self.moment: datetime | None = None

    def __call__(self) -> datetime:
        """The moment that it is now in the demonstration."""
        return self.moment or clock.now()


async def fill(submit: Submit, moved: MovedClock, folder: Path, identify: Callable[[str], int]) -> None:
    """Loads the pack and files the past, then sets the clock free; `identify` gives a person's id by name."""
    scene = _Scene(submit, moved, random.Random(1))  # noqa: S311 - made-up people, not secrets
    await scene.job("mark", "filling", {"value": "yes"})
    await scene.job("load_pack", values={"folder": str(folder)})
    await scene.people(identify)
    await scene.households()
    await scene.past()
    moved.moment = None
    await scene.listed()
    await scene.job("mark", "demonstration", {"value": "yes"})


def daytime(now: datetime, days_ago: float) -> datetime:
    """A moment in the daytime, so many days ago."""
    at = (now - timedelta(days=days_ago)).astimezone(SHANGHAI)
    hour = 8 + round(days_ago * 7) % 10
    return min(at.replace(hour=hour, minute=round(days_ago * 53) % 60, second=0), now.astimezone(SHANGHAI))


def in_order(now: datetime, days_ago: Sequence[float]) -> list[datetime]:
    """Such moments, none before the one that stands before it: a story goes on, whatever the hour of day."""
    return list(accumulate((daytime(now, days) for days in days_ago), max))


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
        visited = day_of(self.now - timedelta(days=self.chance.randint(20, 75)))
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
        acts: Acts = []
        acts.append((self._at(APPLIED), self._application(acts)))
        for issue in ISSUES:
            acts.append((self._at(issue.days_ago), self._issue(issue, acts)))
        acts += [(self._at(WEEKS * 7 - 1.3 * n - 1), self._visit(n)) for n in range(14)]
        while acts:
            acts.sort(key=lambda act: act[0])
            at, act = acts.pop(0)
            self.moved.moment = at
            await act()

    def _at(self, days_ago: float) -> datetime:
        return daytime(self.now, days_ago)

    def _issue(self, issue: Issue, acts: Acts) -> Act:
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

    def _step(self, who: str, number: str, steps: Sequence[str]) -> Act:
        async def act() -> None:
            talk = self.talks[who]
            await talk.say(f"/item {number}")
            await follow(talk, steps)

        return act

    def _application(self, acts: Acts) -> Act:
        """One household applies, and the office helps it by a plan: a measure is done, one is late, one is to come."""

        async def act() -> None:
            talk, head = self.talks["reporter"], self.heads[HELPED]
            await talk.send(text="/household_application")
            await talk.choose(head)
            await follow(talk, APPLICATION)
            number = await finish(talk, ("[不用]", "[没有]", "[没有]"))
            _, accepted, planned, told = in_order(self.now, HELPED_AT)
            acts.append((accepted, self._step("office", number, ACCEPT)))
            acts.append((planned, self._measures))
            acts.append((told, self._reported))

        return act

    async def _measures(self) -> None:
        talk = self.talks["office"]
        for kind, days in MEASURES:
            await self._plan(talk)
            day = day_of(self.now + timedelta(days=days))
            await follow(talk, ("[加措施]", f"[{kind}]", day.isoformat(), "[杨巧玲]"))

    async def _reported(self) -> None:
        talk = self.talks["reporter"]
        await self._plan(talk)
        await follow(talk, (f"[{DONE}：进展怎样]", "[已落实]"))

    async def _plan(self, talk: Talk) -> None:
        await talk.send(text="/plan")
        await talk.tap(self.heads[HELPED])

    def _visit(self, n: int) -> Act:
        async def act() -> None:
            talk = self.talks["reporter" if n % 3 else "teammate"]
            await talk.send(text="/visit_log")
            await talk.choose(self.heads[n])
            await finish(talk, ("[户主]", "[都正常]", "[持平]", "[没有]", "[不用]"))

        return act


async def follow(talk: Talk, steps: Sequence[str]) -> None:
    """Taps what stands in brackets, and says the rest."""
    for step in steps:
        await (talk.tap(step[1:-1]) if step.startswith("[") else talk.say(step))


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
