"""Where the tests of section B play: a prepared folder, the ruling double and its clock, by one of the libraries."""

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
