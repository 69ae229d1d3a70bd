"""Who there is in a simulated month: made-up people and households, each name once."""

import random
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from bot.demonstration import CATEGORIES, SURNAMES
from storage import Engine, places

COUNTIES = ("621022", "621002", "621026", "621023")
VILLAGES = 3  # of each county, with two reporters and a register each
FIRST, SECOND = "建志玉海文春国小永桂彦雪占巧", "军强兰燕斌梅庆红刚花龙平林玲"
GROUPS = "一二三四五六"


@dataclass(frozen=True)
class Worker:
    """Somebody with a chat: a reporter of a village, or a unit's clerk."""

    name: str
    role: str
    where: str  # the village, or the unit


@dataclass
class Cast:
    """Makes them up; the same chance makes the same ones."""

    reader: Engine
    chance: random.Random
    first: date
    _names: set[str] = field(default_factory=set)

    def name(self, surname: str = "", *, own: bool = True) -> str:
        """A made-up name; nobody else's, where it is somebody's own."""
        while True:
            first, second = self.chance.choice(FIRST), self.chance.choice(SECOND)
            name = (surname or self.chance.choice(SURNAMES)) + first + second
            if not own or name not in self._names:
                self._names.update([name] if own else [])
                return name

    def people(self) -> tuple[list[dict[str, Any]], list[Worker]]:
        """Two reporters a village, a clerk and a head for most units, a coordinator for each county and the city: the
        rows by which they are invited, and those among them who will have something to do."""
        rows: list[dict[str, Any]] = []
        workers: list[Worker] = []
        for village in self._villages():
            for title in ("驻村第一书记", "驻村工作队队员"):
                rows.append(self._person("reporter", title, area=village))
                workers.append(Worker(rows[-1]["name"], "reporter", village))
        for unit, name in self._units():
            if self.chance.random() < 0.05:
                continue  # nobody works there yet
            rows.append(self._person("clerk", f"{name}经办人", unit=unit))
            workers.append(Worker(rows[-1]["name"], "clerk", unit))
            rows.append(self._person("head", f"{name}负责人", unit=unit))
        rows += [self._person("coordinator", "协调员", area=area) for area in (*COUNTIES, "621000")]
        return rows, workers

    def _person(self, role: str, title: str, unit: str = "", area: str = "") -> dict[str, Any]:
        return {"name": self.name(), "title": title, "role": role, "unit": unit, "area": area}

    def _villages(self) -> list[str]:
        with self.reader.connect() as connection:
            areas = [area for area in places.areas(connection) if area.level == "village"]
        found = []
        for county in COUNTIES:
            there = sorted(area.code for area in areas if f"/{county}/" in area.path and area.name.endswith("村委会"))
            found += self.chance.sample(there, VILLAGES)
        return found

    def _units(self) -> list[tuple[str, str]]:
        """Units of the counties and of the city; townships' too."""
        with self.reader.connect() as connection:
            return sorted((unit.code, unit.name) for unit in places.units(connection) if unit.closed_at is None)

    def household(self, village: str, n: int) -> dict[str, Any]:
        """A household of a village's register, with its members."""
        head = self.name(own=True)
        kin = ("配偶", "儿子", "女儿", "母亲")
        members = [
            {"name": self.name(head[0], own=False), "relation": kin[i], "born": self.chance.randint(1950, 2018)}
            for i in range(self.chance.randint(1, 4))
        ]
        members.insert(0, {"name": head, "relation": "户主", "born": self.chance.randint(1948, 1990)})
        visited = self.first - timedelta(days=self.chance.randint(10, 75))
        return {
            "code": f"{village}-{n + 1:03d}", "area": village, "group": GROUPS[n % len(GROUPS)] + "组", "head": head,
            "category": CATEGORIES[n % len(CATEGORIES)], "last_visit": visited.isoformat(), "last_income": "same",
            "members": members,
        }  # fmt: skip
