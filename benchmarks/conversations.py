"""Answers per second, and memory, with 563,000 conversations open, beside few: one for each resident cadre of China.

python -m benchmarks.conversations [--json] [--quick]

Each conversation is a visit log in which the household is named and the next question asked: a person, a chat, a sealed
draft, and the message whose buttons are live. 64 at a time are answered by a tap, each conversation once and in no
order, by a process of its own; its memory is what it has at the end.
"""

import asyncio
import itertools
import random
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec

from benchmarks.measuring import Row, row, run
from benchmarks.visits import PHONES, Day, Phone, Wire, place, tapped
from bot import app as composition
from bot.settings import Settings

EVERYBODY, SOME, FEW = 563_000, 20_000, 1_000
FIRST = 10_000_000  # the chat of the first conversation
ANSWERED = "户主"
TAPPED_AT_ONCE = 4_000  # in one measurement
ROUNDS = 3
CHILD = "--answering"  # a process that answers, told which by its input
IDS = 9  # hex digits of a row's id, with which its key begins

# Copies of one person's rows: what is another's in each is counted up from these.
COPIED: Mapping[str, Mapping[str, str]] = {
    "person": {"id": "{person} + n", "phone_index": "NULL"},
    "account": {"account": "{first} + n", "person": "{person} + n"},
    "membership": {"id": "NULL", "person": "{person} + n"},
    "draft": {"id": "{draft} + n", "person": "{person} + n", "asked": "{row} + n", "home": "NULL"},
    "chat": {"id": "{chat} + n", "address": "{first} + n", "account": "{first} + n", "person": "{person} + n",
             "draft": "{draft} + n"},
    "outbox": {"id": "{row} + n", "key": "printf('%09x', {row} + n) || substr(key, 10)", "chat": "{chat} + n",
               "cause": "'copy/' || n"},
}  # fmt: skip
COUNTED = "WITH RECURSIVE counted(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM counted WHERE n < {rows})"


def begun(data: Path, conversations: int) -> str:
    """A deployment in which so many are at the second question; the data of the first one's button that answers it."""
    button = asyncio.run(_one(data))
    _copied(data, conversations)
    return button


async def _one(data: Path) -> str:
    async with place(data, 1) as made:
        [phone] = made.phones
        reply = await phone.say(b"/visit_log")
        reply = await phone.press(tapped(reply, ""), reply)
        await made.app.delivery.idle()
        return tapped(reply, ANSWERED)


def _copied(data: Path, conversations: int) -> None:
    made = sqlite3.connect(data / "cunqing.db")
    [(person, chat, draft, asked)] = made.execute(
        "SELECT chat.person, chat.id, draft.id, draft.asked FROM chat JOIN draft ON draft.id = chat.draft"
    )
    known = {"person": person, "chat": chat, "draft": draft, "row": asked, "first": FIRST, "rows": conversations}
    of = {"person": f"id = {person}", "account": f"person = {person}", "membership": f"person = {person}",
          "draft": f"id = {draft}", "chat": f"id = {chat}", "outbox": f"id = {asked}"}  # fmt: skip
    for table, others in COPIED.items():
        columns = [name for _, name, *_ in made.execute(f"PRAGMA table_info({table})")]
        cells = [others.get(name, f'"{name}"').format(**known) for name in columns]
        names = ", ".join(f'"{name}"' for name in columns)
        made.execute(
            f"{COUNTED.format(**known)} INSERT INTO {table} ({names}) "
            f"SELECT {', '.join(cells)} FROM {table}, counted WHERE {of[table]}"
        )
    made.commit()
    made.execute("ANALYZE")
    made.close()


class Answered(msgspec.Struct):
    """What a process that answers has to say."""

    rate: float  # answers per second
    memory: float  # MB, the most that was resident


async def answering(data: Path, button: str, chosen: Sequence[int]) -> Answered:
    """Answers these conversations, 64 at a time."""
    wire, numbers = Wire(), itertools.count(FIRST * chosen[0])
    app = composition.build(Settings(data=data), now=Day(), channels=[wire])
    first, rest = int(button[:IDS], 16), button[IDS:]
    waiting = iter(chosen)

    async def phone() -> None:
        for at in waiting:
            made = wire.phones[str(FIRST + at)] = Phone(FIRST + at, app.submit, numbers)
            await made.press(f"{first + at:0{IDS}x}{rest}")

    async with composition.running(app):
        began = time.perf_counter()
        await asyncio.gather(*(phone() for _ in range(PHONES)))
        await app.delivery.idle()
        rate = len(chosen) / (time.perf_counter() - began)
    return Answered(rate, resident())


def resident() -> float:
    """MB, the most that this process has had; Linux says it. (What getrusage says begins with the parent's.)"""
    [line] = [line for line in Path("/proc/self/status").read_text("ascii").splitlines() if line.startswith("VmHWM")]
    return int(line.split()[1]) / 1024


def answered(data: Path, button: str, chosen: Sequence[int]) -> Answered:
    """The same by a process of its own."""
    asked = msgspec.json.encode([str(data), button, list(chosen)])
    done = subprocess.run([sys.executable, "-m", __spec__.name, CHILD], input=asked, stdout=subprocess.PIPE, check=True)
    return msgspec.json.decode(done.stdout, type=Answered)


def measured(quick: bool) -> list[Row]:
    """Answers per second beside 20,000 open conversations, and memory beside 1,000."""
    counts = {EVERYBODY: TAPPED_AT_ONCE, SOME: TAPPED_AT_ONCE, FEW: FEW // ROUNDS}
    found: dict[int, list[Answered]] = {count: [] for count in counts}
    with tempfile.TemporaryDirectory() as folder:
        data = {count: Path(folder) / str(count) for count in counts}
        buttons = {count: begun(data[count], count) for count in counts}
        orders = {count: random.Random(1).sample(range(1, count + 1), most * ROUNDS) for count, most in counts.items()}
        for at in range(1 if quick else ROUNDS):
            for count, most in counts.items():
                chosen = orders[count][at * most : (at + 1) * most]
                found[count].append(answered(data[count], buttons[count], chosen))
    rate = {count: statistics.median(each.rate for each in all_) for count, all_ in found.items()}
    memory = {count: statistics.median(each.memory for each in all_) for count, all_ in found.items()}
    beside = "with {:,} conversations open, SQLite FULL, 64 in flight, beside {:,} open"
    return [
        row("durable answers " + beside.format(EVERYBODY, SOME), rate[EVERYBODY], rate[SOME], "answers/s", 0.7),
        row("memory " + beside.format(EVERYBODY, FEW), memory[EVERYBODY], memory[FEW], "MB",
            (memory[FEW] + 40) / memory[FEW], "lower", more=memory[EVERYBODY] - memory[FEW]),
    ]  # fmt: skip


if __name__ == "__main__":
    if sys.argv[1:] == [CHILD]:
        folder, button, chosen = msgspec.json.decode(sys.stdin.buffer.read())
        print(msgspec.json.encode(asyncio.run(answering(Path(folder), button, chosen))).decode())
    else:
        run(__doc__, measured)
