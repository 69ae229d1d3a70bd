"""A mail server that is away for days: letters wait, and nobody's mailbox ends for it (B23)."""

import asyncio
from collections.abc import Iterator

import pytest

from bot.delivery import Delivery
from bot.messages import Incoming, Outgoing, Unreachable
from storage.outbox import Outcome, Row, Waiting
from tests.channels.post import Office, office
from tests.channels.test_email import TEXT, email
from tests.deployment import MORNING, Clock

DAYS = 3 * 24 * 3600.0  # seconds


@pytest.fixture
def post() -> Iterator[Office]:
    with office() as running:
        yield running


def letter(number: int) -> Waiting:
    row = Row(f"key{number}", 1, "cause", "send", "", {"text": TEXT}, [], MORNING, MORNING, id=number)
    return Waiting(row, "email", "k1", "zh", "")


def test_b23_three_days_without_a_mail_server_lose_no_letter_and_end_no_mailbox(post: Office) -> None:
    clock, recorded, changed = Clock(), list[Outcome](), list[Incoming]()

    async def sleep(seconds: float) -> None:
        clock.move(seconds=seconds)

    async def submit(incoming: Incoming) -> list[Outgoing]:
        changed.append(incoming)
        return []

    async def act() -> None:
        channel = email(post.server())
        working = channel.send

        async def away(outgoing: Outgoing) -> str:
            if (clock() - MORNING).total_seconds() < DAYS:
                raise Unreachable("refused")
            return await working(outgoing)

        channel.send = away  # type: ignore[method-assign]
        delivery = Delivery({"email": channel}, recorded.extend, submit, clock, sleep)
        delivery.start()
        delivery.take([letter(1), letter(2)])
        await delivery.idle()
        await channel.close()

    asyncio.run(act())
    assert [each.id for each in recorded if each.status == "sent"] == [1, 2]
    assert len(post.letters) == 2
    assert changed == []
    assert 800 < recorded[-2].attempts < 2000  # in the end once in five minutes at most
