"""`cunqing pack`: a starter pack, checked without a database, and loaded into an empty one."""

from pathlib import Path
from typing import Annotated

import typer

from bot.commands.asking import asked
from bot.commands.options import Json
from bot.commands.reaching import reading
from bot.commands.saying import as_json, plain, said
from bot.messages import Action, Lines, Said, say, say_n
from bot.packs import Pack, PackErrors, read_pack
from bot.routing.sheet import Problem, told
from bot.settings import read
from storage import people

app = typer.Typer(no_args_is_help=True, help="Starter packs")
Folder = Annotated[Path, typer.Argument(help="The pack's folder: deploy/qingyang")]


@app.command("check")
def check(folder: Folder, json: Json = False) -> None:
    """Says what is wrong in a starter pack; ends with 1 where something has to be put right."""
    pack: Pack | None = None
    try:
        pack = read_pack(folder)
        problems = list(pack.problems)
    except PackErrors as error:
        problems = error.problems
    if json:
        as_json([plain(problem) for problem in problems])
    else:
        said(Lines((*map(told, problems), _summary(pack, problems))))
    if pack is None:
        raise typer.Exit(1)


def _summary(pack: Pack | None, problems: list[Problem]) -> Said:
    if pack is None:
        wrong = sum(not problem.warning for problem in problems)
        return say_n("{count} thing has to be put right.", "{count} things have to be put right.", wrong)
    return say(
        "{name}: {areas} places, {units} units, {topics} topics, {rules} rules and {forms} forms; it can be loaded.",
        name=pack.name,
        areas=len(pack.areas),
        units=len(pack.units),
        topics=len(pack.topics),
        rules=len(pack.rules),
        forms=len(pack.forms),
    )


@app.command("load")
def load(
    folder: Folder,
    anyway: Annotated[bool, typer.Option("--anyway", help="Also where that undoes what was changed since")] = False,
) -> None:
    """Loads a starter pack: places, units, topics, rules and forms, as a whole."""
    try:
        pack = read_pack(folder)
    except PackErrors as error:
        for problem in error.problems:
            said(told(problem), error=True)
        raise typer.Exit(1) from None
    settings = read()
    asked(Action("load_pack", values={"folder": str(folder.resolve()), "anyway": anyway}))
    with reading(settings) as connection:
        new = not people.listed(connection)
    if not new:
        said(say("{name} is loaded.", name=pack.name))
        return
    said(
        say(
            "{name} is loaded. Invite the first administrator: cunqing invite --name NAME --role admin --area {area}",
            name=pack.name,
            area=pack.area,
        )
    )
