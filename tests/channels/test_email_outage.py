"""A mail server that is away for days: letters wait, and nobody's mailbox ends for it."""

import asyncio
from collections.abc import Iterator
from datetime import timedelta

import pytest

from bot.delivery import Delivery
from bot.messages import Channel, Deferred, Incoming, Outgoing, Unreachable
from storage.outbox import Outcome, Row, Waiting
from tests.channels.post import Office, office
from tests.channels.test_email import TEXT, email
from tests.deployment import MORNING, Clock, Wire

DAYS = 3 * 24 * 3600.0  # seconds


@pytest.fixture
def post() -> Iterator[Office]:
    with office() as running:
        yield running


def letter(number: int) -> Waiting:
    row = Row(f"key{number}", 1, "cause", "send", "", {"text": TEXT}, [], MORNING, MORNING, id=number)
    return Waiting(row, "email", "k1", "zh", "")


def delivered(channel: Channel, clock: Clock) -> tuple[list[Outcome], list[Incoming]]:
    """Two letters on their way until nothing is left to do: what became of them, and what that changed."""
    recorded, changed = list[Outcome](), list[Incoming]()

    async def sleep(seconds: float) -> None:
        clock.move(seconds=seconds)

    async def submit(incoming: Incoming) -> list[Outgoing]:
        changed.append(incoming)
        return []

    async def act() -> None:
        delivery = Delivery({"email": channel}, recorded.extend, submit, clock, sleep)
        delivery.start()
        delivery.take([letter(1), letter(2)])
        await delivery.idle()
        await delivery.stop(1)
        await channel.close()

    asyncio.run(act())
    return recorded, changed


def test_three_days_without_a_mail_server_lose_no_letter_and_end_no_mailbox(post: Office) -> None:
    clock, channel = Clock(), email(post.server())
    working = channel.send

    async def away(outgoing: Outgoing) -> str:
        if (clock() - MORNING).total_seconds() < DAYS:
            raise Unreachable("refused")
        return await working(outgoing)

    channel.send = away  # type: ignore[method-assign]
    recorded, changed = delivered(channel, clock)
    assert [each.id for each in recorded if each.status == "sent"] == [1, 2]
    assert len(post.letters) == 2
    assert changed == []
    assert 800 < recorded[-2].attempts < 2000  # in the end once in five minutes at most


def test_a_mailbox_that_stays_full_is_tried_ever_more_rarely_and_a_letter_given_up_after_five_days() -> None:
    clock = Clock()
    recorded, changed = delivered(Wire(failures=[Deferred(300)] * 200), clock)
    tries = [each.next_at for each in recorded if each.id == 1 and each.status == "waiting" and each.next_at]
    waits = [(later - earlier).total_seconds() for earlier, later in zip([MORNING, *tries], tries, strict=False)]
    assert waits == sorted(waits)
    assert waits[:3] == [300, 300, 300]
    assert waits[-1] == 4 * 3600
    assert len(waits) < 60
    dead = [each for each in recorded if each.status == "dead"]
    assert [(each.id, each.reason) for each in dead] == [(1, "deferred for 5 days"), (2, "deferred for 5 days")]
    assert clock() - MORNING < timedelta(days=5, hours=4)
    assert changed == []  # it may be the server's own disk: the mailbox goes on, and the next letter is tried anew
