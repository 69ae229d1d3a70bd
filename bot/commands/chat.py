"""`cunqing chat`: a talk in the terminal."""

import asyncio
import contextlib
import sys
from typing import Annotated

import typer

from bot import clock
from bot.channels.console import Console
from bot.commands.reaching import reading, submitting
from bot.commands.saying import fail, language
from bot.messages import Outgoing, Submit, say
from bot.settings import read
from bot.talk import Talk
from storage import people


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
