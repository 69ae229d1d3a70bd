"""Where what can go wrong on the wire is played, by one of the libraries: a prepared folder, a double that rules as
Telegram does, and its clock, so that ten minutes take none.
"""

import itertools
from collections.abc import Callable, Iterator
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import text

from tests.channels.service import Rules, ruling
from tests.channels.world import Time, World, world
from tests.deployment import picture

PHOTO = picture("from a phone")
VISIT = ("王某甲·二组", "户主", "都正常", "持平", "没有", "不用")
TO_THE_PHOTO = VISIT[:-1]
ISSUE = ("饮水不足、水质或断水", "不用", "很急，影响生活", "不用", "提交")
GROUP, SUPERGROUP = -4001, -1004001


@dataclass
class Stage:
    """`world` begins the process; a second time, over the same folder, it is a restart."""

    folder: Path
    service: Rules
    time: Time
    numbers: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))

    def world(self, **more: Any) -> AbstractAsyncContextManager[World]:
        return world(self.folder, self.service, self.time, numbers=self.numbers, **more)


def stage(folder: Path, library: str) -> Iterator[Stage]:
    """A stage by one library."""
    time = Time()
    with ruling(time.now) as service:
        service.library = library
        service.size = len(PHOTO)
        yield Stage(folder, service, time)


async def visit(world: World, who: str = "李某", taps: tuple[str, ...] = VISIT) -> None:
    """A visit log as far as these taps go; up to the review by default."""
    phone = world.phone(who)
    await phone.says("/visit_log")
    for label in taps:
        await phone.presses(label)


async def filed(world: World, who: str = "李某", words: str = "村里水管冻裂了，五组三户停水三天") -> None:
    """An urgent issue."""
    phone = world.phone(who)
    await phone.says(words)
    for label in ISSUE:
        await phone.presses(label)


async def bound(world: World) -> None:
    """The duty group of the water office."""
    await world.in_group("张某", GROUP).says("/bind")


def rows(world: World, statement: str, **values: Any) -> list[Any]:
    """What the database says."""
    with world.app.reader.connect() as connection:
        return list(connection.execute(text(statement), values))


def count(world: World, table: str, where: str = "1 = 1") -> int:
    """How many rows there are."""
    found: int = rows(world, f"SELECT count(*) FROM {table} WHERE {where}")[0][0]
    return found


def heard(world: World, who: str) -> list[str]:
    """What somebody's screen says, from the top."""
    return [seen.text for seen in world.phone(who).screen]


def fingerprint(world: World) -> list[Any]:
    """All that an update can change: items, events, drafts, messages."""
    return [
        rows(world, "SELECT number, status, answers FROM item ORDER BY id"),
        rows(world, "SELECT item, action, before, after FROM event ORDER BY id"),
        rows(world, "SELECT person, form, status FROM draft ORDER BY id"),
        rows(world, "SELECT operation, content FROM outbox ORDER BY id"),
    ]


def poisoned(world: World, account: str) -> Callable[[], None]:
    """A bug: whatever this account says raises. The returned call repairs it."""
    house = world.app.committer.house
    find = house.find

    def broken(turn: Any) -> Any:
        def raising(_turn: Any) -> Any:
            raise ZeroDivisionError("身份证620000199001011234")

        return raising if turn.incoming.account == account else find(turn)

    object.__setattr__(house, "find", broken)
    return lambda: object.__setattr__(house, "find", find)
