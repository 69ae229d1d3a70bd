"""Submits the updates of one batch, and says up to where the service may forget them."""

import asyncio
from collections.abc import Callable, Sequence
from typing import NamedTuple

import structlog

from bot.channels.telegram.updates import number, read
from bot.messages import Busy, Incoming, Submit

log = structlog.get_logger()


class Bot(NamedTuple):
    """Who we are, from getMe."""

    id: int
    username: str


class Told(NamedTuple):
    """An update that means something, as it came and as it was read."""

    number: int | None
    raw: bytes
    incoming: Incoming


class Undone(NamedTuple):
    """An update that was not taken, and how many seconds to wait before it is asked for again."""

    number: int | None
    after: float


class Taken(NamedTuple):
    """The next batch begins at `offset` (0: at whatever is left), after so many seconds."""

    offset: int
    after: float = 0


async def take(
    updates: Sequence[bytes], submit: Submit, bot: Bot, offset: int, pressed: Callable[[bytes], None]
) -> Taken:
    """Submits the updates: chats side by side, each chat in its order. `pressed` hears of each button, once it is in.

    An update counts as taken when `submit` returned. One that was not taken holds back those behind it in its chat,
    and the offset.
    """
    chains = _chains(updates, bot)
    tasks = [asyncio.create_task(_submitted(chain, submit, pressed)) for chain in chains]
    undone = [found for found in await asyncio.gather(*tasks) if found is not None]
    return _taken([number(update) for update in updates], undone, offset)


def _chains(updates: Sequence[bytes], bot: Bot) -> list[list[Told]]:
    """What each chat said, in order; the first to speak comes first."""
    chains: dict[str, list[Told]] = {}
    for raw in updates:
        incoming = read(raw, bot.id, bot.username)
        if incoming is not None:
            chains.setdefault(incoming.chat or incoming.id, []).append(Told(number(raw), raw, incoming))
    return list(chains.values())


async def _submitted(chain: list[Told], submit: Submit, pressed: Callable[[bytes], None]) -> Undone | None:
    """Submits one chat's updates one after the other; the first that was not taken ends it."""
    for told in chain:
        try:
            await submit(told.incoming)
        except Busy as busy:
            return Undone(told.number, busy.after)
        except Exception as error:  # whatever it was, the update must not be lost
            log.error("telegram.submit", incoming=told.incoming.id, error=type(error).__name__)  # noqa: TRY400 - no text
            return Undone(told.number, Busy().after)
        if told.incoming.button is not None or told.incoming.kind == "callback_query":
            pressed(told.raw)
    return None


def _taken(numbers: list[int | None], undone: list[Undone], offset: int) -> Taken:
    known = [found for found in numbers if found is not None]
    if undone:
        held = [found.number for found in undone]
        lowest = min((found for found in held if found is not None), default=offset)
        return Taken(offset if None in held else lowest, max(found.after for found in undone))
    if known:
        return Taken(max(known) + 1)
    # Nothing names itself: a step forward from where we asked confirms at most the first of them, which is in.
    return Taken(offset + 1 if offset else 0, Busy().after)
