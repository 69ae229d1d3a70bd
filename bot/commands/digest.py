"""`cunqing digest`: what units are told."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any

import typer

from bot import clock, digests
from bot.commands.options import Json
from bot.commands.reaching import live, reading
from bot.commands.saying import as_json, fail, said
from bot.languages import SHANGHAI
from bot.messages import say
from bot.routing.directory import Unresolved
from bot.settings import read


def digest(
    unit: Annotated[str, typer.Option(help="The unit's code or name; else every unit with something open")] = "",
    until: Annotated[str, typer.Option(help="A moment, as 2026-11-24T08:00; else now")] = "",
    json: Json = False,
) -> None:
    """What a unit's inbox holds: new, due soon, overdue, waiting for others."""
    with reading(read()) as connection:
        directory = live(connection).directory
        if not unit:
            made = digests.compute_all(connection, _moment(until))
        else:
            try:
                made = [digests.compute(connection, directory.unit(unit).code, _moment(until))]
            except Unresolved as error:
                fail(error.message)
    names = {code: each.name for code, each in directory.units.items()}
    if json:
        rows = [_row(each, names) for each in made]
        as_json(rows[0] if unit else rows)
        return
    for each in made:
        said(digests.words(each, names.get(each.unit, each.unit)))


def _row(made: digests.Digest, names: Mapping[str, str]) -> dict[str, Any]:
    lists = {name: list(numbers) for name, numbers in made.lists.items()}
    unit = {"code": made.unit, "name": names.get(made.unit, made.unit)}
    return {"unit": unit, "period": made.period.isoformat(), **lists}


def _moment(text: str) -> datetime:
    if not text:
        return clock.now()
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        fail(say("“{typed}” is no moment: write it as 2026-11-24T08:00.", typed=text))
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=SHANGHAI)
