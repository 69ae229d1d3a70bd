"""`cunqing pack load`: a starter pack into an empty database."""

import asyncio
import secrets
from pathlib import Path
from typing import Annotated

import typer

from bot.commanding import submitting
from bot.commands.saying import said
from bot.messages import Action, Incoming, say
from bot.packs import PackErrors, read_pack
from bot.routing.sheet import told
from bot.settings import Settings, read


def load(folder: Annotated[Path, typer.Argument(help="The pack's folder: deploy/qingyang")]) -> None:
    """Loads a starter pack: places, units, topics, rules and forms, as a whole."""
    try:
        pack = read_pack(folder)
    except PackErrors as error:
        for problem in error.problems:
            said(told(problem), error=True)
        raise typer.Exit(1) from None
    asyncio.run(_submit(read(), folder.resolve()))
    said(
        say(
            "{name} is loaded. Invite the first administrator: cunqing invite --name NAME --role admin --area {area}",
            name=pack.name,
            area=pack.area,
        )
    )


async def _submit(settings: Settings, folder: Path) -> None:
    async with submitting(settings) as submit:
        action = Action("load_pack", values={"folder": str(folder)})
        await submit(Incoming(id=f"command/{secrets.token_hex(12)}", action=action))
