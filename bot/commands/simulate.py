"""`cunqing simulate`: a month of made-up work in an empty data folder, to look at digests, bulletins and ledgers."""

import asyncio
import random
from datetime import date
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from bot import app as product
from bot.channels.console import Console
from bot.commands.saying import fail, said
from bot.commands.serving import PACK
from bot.commands.typed import day
from bot.demonstration import MovedClock
from bot.messages import say
from bot.resources import resources
from bot.settings import Settings, read
from bot.simulation import Count, Month

MOST_DAYS = 400


def simulate(
    first: Annotated[str, typer.Option("--from", help="The first day, as 2026-09-15")],
    data: Annotated[Path, typer.Option(help="An empty data folder")],
    days: Annotated[int, typer.Option(help="How many days")] = 30,
    seed: Annotated[int, typer.Option(help="The same seed tells the same stories")] = 1,
) -> None:
    """Simulates days of work (演示): made-up people file and deal with issues, visits and applications."""
    began = day(first)
    if not 1 <= days <= MOST_DAYS:
        fail(say("{name} has to be a whole number from {least} to {most}.", name="--days", least="1",
                 most=str(MOST_DAYS)))  # fmt: skip
    settings = read(data=data)
    if settings.database_url or settings.database.exists():
        fail(say("A simulation begins in an empty data folder with an SQLite file; {folder} is not one.",
                 folder=str(settings.data)))  # fmt: skip
    count = asyncio.run(_simulate(settings, began, days, seed))
    said(
        say(
            "{days} days: {visits} visits, {issues} issues, {applications} applications; {acts} steps were taken.",
            days=days, visits=count.visits, issues=count.issues, applications=count.applications, acts=count.acts,
        )
    )  # fmt: skip


async def _simulate(settings: Settings, first: date, days: int, seed: int) -> Count:
    moved = MovedClock()
    app = product.build(settings, now=moved, demonstration=True, channels=[Console(lambda outgoing: None)])
    async with product.running(app):
        chance = random.Random(seed)  # noqa: S311 - made-up people, not secrets
        month = Month(app.submit, moved, app.reader, partial(product.tick, app), chance, first, days)
        count = await month.run(resources(PACK))
        await app.delivery.idle()
    return count
