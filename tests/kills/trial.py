"""A trial: cadres at work, a server that is killed again and again, and at the end a comparison with what they know."""

import asyncio
import contextlib
import multiprocessing
import random
import re
import time
from collections import Counter, deque
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy import text

from bot.checks import check
from bot.forms.state import State
from bot.languages import Languages
from bot.rights import EVERYTHING, Role
from bot.talk import NoButton, Talk
from storage import chats, open_writer
from storage import items as stored
from storage.vault import Vault
from tests.deployment import KEY, VILLAGE, Deployment
from tests.kills.cadres import Cadre, Clerk, Filed, Left, Patience
from tests.kills.server import SENT, serve

ROOT = Path(__file__).parents[2]
SAID = Languages.load(ROOT / "locales")
CADRES = 6
READY = 60.0  # seconds until a started server must answer
LONGEST = 4.0  # seconds until a server is killed whose crash point was not reached
PASSES = {"batch.loaded": 30, "turn.done": 40, "commit.before": 30, "commit.after": 30, "delivery.before": 60,
          "delivery.after": 60}  # fmt: skip
DEFAULT_PASSES = 3  # how often a point is passed at most before it ends the process


def points() -> list[str]:
    """The named crash points, as they stand in the code."""
    sources = [*ROOT.joinpath("bot").rglob("*.py"), *ROOT.joinpath("storage").rglob("*.py")]
    found = {name for path in sources for name in re.findall(r'crash\.point\("([^"]+)"\)', path.read_text("utf-8"))}
    return sorted(found)


@dataclass
class Outcome:
    """What a trial measured, and what it found wrong."""

    kills: Counter[str] = field(default_factory=Counter)  # by crash point, or "at random"
    acknowledged: int = 0
    sent_again: int = 0  # submissions that had to be repeated
    filed: int = 0
    actions: int = 0
    messages: int = 0
    repeated: int = 0  # messages that were sent more than once
    recovery: list[float] = field(default_factory=list)  # seconds from a start to the first answer
    seconds: float = 0.0
    wrong: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        killed = ", ".join(f"{name} {count}" for name, count in sorted(self.kills.items()))
        slowest = max(self.recovery, default=0.0)
        return (
            f"{sum(self.kills.values())} kills ({killed}) in {self.seconds:.0f} s\n"
            f"{self.acknowledged} acknowledged, {self.sent_again} sent again, {self.filed} forms filed, "
            f"{self.actions} actions of the clerk\n"
            f"{self.messages} messages, {self.repeated} of them twice; ready again after {slowest:.2f} s at most\n"
            + ("\n".join(self.wrong) or "nothing lost, nothing twice, every invariant holds")
        )


class Trial:
    """Runs servers over one folder until there were so many kills."""

    def __init__(self, folder: Path, kills: int, seed: int, url: str = "") -> None:
        self.folder = folder
        self.url = url  # of a prepared PostgreSQL; empty: the prepared SQLite file in the folder
        self.kills = kills
        self.chance = random.Random(seed)
        self.outcome = Outcome()
        self.patience = Patience(self.folder)
        self.reported: deque[str] = deque()
        self.cadres: list[Cadre] = []
        self.over = False
        self._context = multiprocessing.get_context("forkserver")
        self._context.set_forkserver_preload(["tests.kills.server"])
        self._points = points()

    def run(self) -> Outcome:
        """The whole trial."""
        began = time.monotonic()
        self._enrol()
        try:
            asyncio.run(self._run())
        except (AssertionError, NoButton) as error:  # a cadre was told something that nobody expects
            self.outcome.wrong.append(f"somebody could not go on: {error}")
        self.outcome.seconds = time.monotonic() - began
        self._compare()
        return self.outcome

    def _enrol(self) -> None:
        place = Deployment(self.folder, self.url)
        clerk = place.people["张某"]
        for number in range(CADRES):
            person = place.person(Role.REPORTER, area=VILLAGE, name=f"村干部{number}")
            chance = random.Random(self.chance.random())
            self.cadres.append(Cadre(self._talk(f"cadre{number}", person), person, number, chance, self.reported))
        self.clerk = Clerk(self._talk("clerk", clerk), self.reported)
        place.close()

    def _talk(self, chat: str, person: int) -> Talk:
        return Talk(self.patience.submit, "console", chat, person=person)

    # --- killing ---

    async def _run(self) -> None:
        work = [asyncio.create_task(cadre.work(lambda: self.over)) for cadre in self.cadres]
        work.append(asyncio.create_task(self.clerk.work(lambda: self.over)))
        for _ in range(self.kills):
            await self._until_killed(work)
        self.over = True
        process, pipe = await self._start("")
        await asyncio.gather(*work)
        pipe.send("stop")
        await asyncio.to_thread(process.join, READY)
        if process.exitcode != 0:
            self.outcome.wrong.append(f"the last server ended with {process.exitcode}")

    async def _until_killed(self, work: list["asyncio.Task[None]"]) -> None:
        named = self.chance.random() < 0.7
        point = self.chance.choice(self._points) if named else ""
        crash = f"{point}:{self.chance.randint(1, PASSES.get(point, DEFAULT_PASSES))}" if named else ""
        process, pipe = await self._start(crash)
        wait = LONGEST if named else self.chance.uniform(0.0, 1.0)
        await asyncio.to_thread(process.join, wait)
        reached = process.exitcode is not None
        process.kill()
        await asyncio.to_thread(process.join)
        pipe.close()
        self.outcome.kills[point if reached and named else "at random"] += 1
        for task in work:
            if task.done():
                task.result()  # raises what ended it

    async def _start(self, crash: str) -> tuple[BaseProcess, Connection]:
        """A server that answers, or that has already reached its crash point."""
        began = time.monotonic()
        here, there = self._context.Pipe()
        process = self._context.Process(target=serve, args=(self.folder, self.url, KEY, crash, there))
        process.start()
        there.close()
        with contextlib.suppress(EOFError):
            if await asyncio.to_thread(here.poll, READY):
                here.recv()
                self.outcome.recovery.append(time.monotonic() - began)
        return process, here

    # --- comparing ---

    def _compare(self) -> None:
        outcome = self.outcome
        outcome.acknowledged, outcome.sent_again = self.patience.acknowledged, self.patience.again
        filed = [each for cadre in self.cadres for each in cadre.filed]
        outcome.filed, outcome.actions = len(filed), len(self.clerk.did)
        vault = Vault([KEY])
        engine = open_writer(self.folder / "cunqing.db", self.url)
        with engine.connect() as connection:
            self._compare_items(connection, filed)
            self._compare_actions(connection)
            for cadre in self.cadres:
                if cadre.left is not None:
                    self._compare_draft(connection, vault, cadre.left)
            self._compare_messages(connection)
            outcome.wrong += [
                f"{finding.invariant} {finding.where} {SAID.said(finding.message, 'en')}"
                for finding in check(connection, vault, self.folder)
            ]
        engine.dispose()

    def _compare_items(self, connection: Any, filed: list[Filed]) -> None:
        count = connection.execute(text("SELECT count(*) FROM item")).scalar_one()
        self._expect(count == len(filed), f"{count} items for {len(filed)} confirmed forms")
        for each in filed:
            item = stored.by_number(connection, EVERYTHING, each.number)
            if item is None or (item.reporter, item.title) != (each.person, each.title):
                self.outcome.wrong.append(f"{each.number} is lost, or somebody else's")
                continue
            answers = {path.rpartition("/")[2]: value for path, value in item.answers.items()}
            for name, value in each.answers.items():
                there = len(answers.get(name) or []) if name == "photo" else answers.get(name)
                if name == "household_name":
                    heads = connection.execute(
                        text("SELECT count(*) FROM household WHERE head = :head"), {"head": value}
                    )
                    self._expect(heads.scalar_one() == 1, f"{each.number}: its household is not there once")
                self._expect(there == value, f"{each.number}: {name} is not as it was acknowledged")

    def _compare_actions(self, connection: Any) -> None:
        done = Counter(
            tuple(row)
            for row in connection.execute(
                text("SELECT number, action FROM event JOIN item ON item.id = event.item"
                     " WHERE action IN ('accept', 'resolve')")
            )
        )  # fmt: skip
        self._expect(set(done) == self.clerk.did, "the clerk's actions are not those that were acknowledged")
        self._expect(all(count == 1 for count in done.values()), "an action was taken twice")

    def _compare_draft(self, connection: Any, vault: Vault, left: Left) -> None:
        drafts = chats.open_drafts(connection, vault, left.person)
        self._expect(len(drafts) == 1, f"person {left.person} has {len(drafts)} open forms")
        for draft in drafts:
            state = msgspec.json.decode(draft.state, type=State)
            answers = {path.rpartition("/")[2]: value for path, value in state.answers.items()}
            self._expect(left.answers.items() <= answers.items(), f"answers of person {left.person} are lost")

    def _compare_messages(self, connection: Any) -> None:
        sent = Counter(int(line) for line in (self.folder / SENT).read_bytes().split())
        rows = dict(connection.execute(text("SELECT id, status FROM outbox WHERE chat IS NOT NULL")).all())
        self._expect(set(rows.values()) <= {"sent"}, "messages still wait")
        self._expect(set(rows) == set(sent), f"{len(set(rows) ^ set(sent))} messages were not sent, or are unknown")
        self.outcome.messages = len(rows)
        self.outcome.repeated = sum(1 for count in sent.values() if count > 1)

    def _expect(self, true: bool, otherwise: str) -> None:
        if not true:
            self.outcome.wrong.append(otherwise)
