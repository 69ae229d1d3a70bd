"""Sending on its own: what is waiting in one process is not taken up by another."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta

from structlog.testing import capture_logs

from bot.delivery import BROKEN, HOLD, Delivery
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


def test_a_row_at_which_a_channel_breaks_is_tried_again_before_what_comes_behind_it() -> None:
    recorded, sent = asyncio.run(broken(BROKEN - 1))
    assert [(each.id, each.status, each.attempts) for each in recorded] == [
        *((1, "waiting", attempt) for attempt in range(1, BROKEN)),
        (1, "sent", BROKEN),
        (2, "sent", 1),
    ]
    assert sent == ["1", "2"]


def test_a_row_at_which_a_channel_always_breaks_is_given_up_and_what_comes_behind_it_is_sent() -> None:
    with capture_logs() as logs:
        recorded, sent = asyncio.run(broken(BROKEN))
    assert [(each.id, each.status, each.attempts, each.reason) for each in recorded[-2:]] == [
        (1, "dead", BROKEN, "failed: KeyError"),
        (2, "sent", 1, ""),
    ]
    assert sent == ["2"]
    wanted = {"event": "delivery.failed", "row": 1, "channel": "wire", "error": "KeyError", "log_level": "error"}
    assert logs == [wanted] * BROKEN


async def broken(times: int) -> tuple[list[Outcome], list[str]]:
    """What is recorded and sent of two rows where the first breaks the channel so often."""
    recorded, wire = list[Outcome](), Wire(failures=[KeyError("what somebody said")] * times)

    async def sleep(_seconds: float) -> None:
        pass

    async def submit(_incoming: object) -> list[Outgoing]:
        return []

    delivery = Delivery({"wire": wire}, recorded.extend, submit, Clock(), sleep)
    delivery.start()
    delivery.take([waiting(1), waiting(2)])
    await delivery.idle()
    await delivery.stop(1)
    return recorded, [outgoing.text for outgoing in wire.sent]


def test_what_is_sent_while_it_is_read_as_left_behind_is_not_sent_again() -> None:
    assert asyncio.run(overtaken()) == ["1", "2"]


async def overtaken() -> list[str]:
    """What is sent where one row ends, and the database has it, between a read of both and their being taken up."""
    wire, sent = Wire(), asyncio.Event()
    loop = asyncio.get_running_loop()

    async def submit(_incoming: object) -> list[Outgoing]:
        return []

    def record(outcomes: Sequence[Outcome]) -> None:
        loop.call_soon(delivery.forget, outcomes)
        loop.call_soon(sent.set)

    def read() -> list[Waiting]:
        found = [waiting(1), waiting(2)]
        asyncio.run_coroutine_threadsafe(sent.wait(), loop).result(10)
        return found

    delivery = Delivery({"wire": wire}, record, submit, Clock())
    delivery.start()
    delivery.take([waiting(1)])
    await delivery.take_up(read)
    await delivery.idle()
    await delivery.stop(1)
    return [outgoing.text for outgoing in wire.sent]


def test_while_what_is_left_behind_is_read_the_loop_goes_on() -> None:
    async def reading() -> bool:
        async def submit(_incoming: object) -> list[Outgoing]:
            return []

        def read() -> list[Waiting]:
            asyncio.run_coroutine_threadsafe(asyncio.sleep(0), loop).result(10)
            return []

        loop = asyncio.get_running_loop()
        await Delivery({}, lambda _outcomes: None, submit, Clock()).take_up(read)
        return True

    assert asyncio.run(reading())
