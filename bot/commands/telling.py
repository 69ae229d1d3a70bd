"""`cunqing digest` and `cunqing chat`: what a unit is told, and a talk in the terminal."""

import asyncio
import contextlib
import sys
from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any

import typer

from bot import clock, digests
from bot.channels.console import Console
from bot.commanding import live, reading, submitting
from bot.commands.options import Json
from bot.commands.saying import as_json, fail, language, said
from bot.languages import SHANGHAI
from bot.messages import Outgoing, Submit, say
from bot.routing.directory import Unresolved
from bot.settings import read
from bot.talk import Talk
from storage import people


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


def chat(name: Annotated[str, typer.Option("--as", help="Whose chat it is: a person's name")]) -> None:
    """Talks with the bot in the terminal as somebody: words, or a button's number; Ctrl+D ends it."""
    settings = read()
    with reading(settings) as connection:
        found = people.by_name(connection, name)
    if not found:
        fail(say("There is nobody called {name}.", name=name))

    async def talk() -> None:
        async with submitting(settings, Console(lambda outgoing: None)) as submit:
            await _talk(submit, name, found[0])

    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(talk())


async def _talk(submit: Submit, name: str, person: int) -> None:
    talk = Talk(submit, "console", name, person=person, language=language(), prefix=f"{clock.now().timestamp():.0f}/")
    shown = _show(await talk.send(text="/start"))
    while True:
        print("> ", end="", flush=True)
        line = (await asyncio.to_thread(sys.stdin.readline)).rstrip("\n")
        if not line and not sys.stdin.isatty():
            return
        if not line:
            continue
        if line.isdigit() and 1 <= int(line) <= len(shown):
            shown = _show(await talk.send(button=shown[int(line) - 1])) or shown
        elif line == "(photo)":
            shown = _show(await talk.photo()) or shown
        else:
            shown = _show(await talk.say(line)) or shown


def _show(replies: list[Outgoing]) -> list[str]:
    """Prints replies, their buttons numbered; the buttons' data in that order."""
    data: list[str] = []
    for reply in replies:
        if reply.operation == "close":
            continue
        print(reply.text)
        for row in reply.buttons:
            cells = []
            for button in row:
                if button.data:
                    data.append(button.data)
                    cells.append(f"[{len(data)} {button.label}]")
                else:
                    cells.append(f"[{button.label}: {button.url}]")
            print("  " + " ".join(cells))
    return data
