"""Sending on its own: what is waiting in one process is not taken up by another."""

import asyncio
from datetime import timedelta

from bot.delivery import HOLD, Delivery
from bot.messages import Outgoing, Throttled
from storage.outbox import Outcome, Row, Waiting
from tests.deployment import MORNING, Clock, Wire


def waiting(number: int) -> Waiting:
    row = Row(f"key{number}", 1, "cause", "send", "", {"text": f"{number}"}, [], MORNING, MORNING, id=number)
    return Waiting(row, "wire", "chat", "zh", "")


def test_rows_behind_a_throttled_one_stay_with_the_process_that_has_them() -> None:
    recorded = asyncio.run(held())
    throttled = MORNING + timedelta(seconds=600)
    later = MORNING + 2 * HOLD
    assert [(each.id, each.status, each.attempts, each.next_at) for each in recorded[:3]] == [
        (1, "waiting", 1, throttled),
        (2, "waiting", 0, later),
        (3, "waiting", 0, later),
    ]
    assert [(each.id, each.status) for each in recorded[3:]] == [(1, "sent"), (2, "sent"), (3, "sent")]


async def held() -> list[Outcome]:
    """What is recorded while a chat is throttled for ten minutes, and afterwards."""
    clock, recorded, over = Clock(), list[Outcome](), asyncio.Event()

    async def sleep(_seconds: float) -> None:
        await over.wait()

    async def submit(_incoming: object) -> list[Outgoing]:
        return []

    delivery = Delivery({"wire": Wire(failures=[Throttled(600)])}, recorded.extend, submit, clock, sleep)
    delivery.start()
    delivery.take([waiting(1), waiting(2), waiting(3)])
    await asyncio.sleep(0.01)
    clock.at = MORNING + 2 * HOLD
    delivery.hold()
    delivery.hold()  # what was just put off is not put off again
    over.set()
    await delivery.idle()
    await delivery.stop(1)
    return recorded
