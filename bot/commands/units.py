"""`cunqing units`: units over time."""

from typing import Annotated

import typer

from bot.commanding import Refused, changing, live, reading
from bot.commands.saying import as_json, fail, language
from bot.messages import Action, say
from bot.settings import read

app = typer.Typer(no_args_is_help=True, help="Units: renamed, merged, closed")
Which = Annotated[str, typer.Argument(help="The unit's code or name")]
Note = Annotated[str, typer.Option(help="Why: it is written down")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON")]


@app.command("rename")
def rename(
    unit: Which,
    name: Annotated[str, typer.Argument(help="The name from now on")],
    note: Note = "",
    json: Json = False,
) -> None:
    """Gives a unit another name; the old one still finds it, and stands in what was written before."""
    _change(unit, {"do": "rename", "name": name, "note": note}, json)


@app.command("merge")
def merge(
    unit: Which,
    to: Annotated[str, typer.Argument(help="The unit that takes it over")],
    note: Note = "",
    json: Json = False,
) -> None:
    """Merges a unit into another one: its people, open items, functions, names and rules go along."""
    _change(unit, {"do": "merge", "to": to, "note": note}, json)


@app.command("close")
def close(
    unit: Which,
    to: Annotated[str, typer.Option("--to", help="Who takes over, where something is open")] = "",
    note: Note = "",
    json: Json = False,
) -> None:
    """Closes a unit from now on; refused where items are open there and nobody takes over."""
    _change(unit, {"do": "close", "to": to, "note": note}, json)


def _change(unit: str, values: dict[str, str], json: bool) -> None:
    settings = read()
    with reading(settings) as connection:
        directory = live(connection).directory
        target = directory.unit(unit).code
        values = {**values, "to": directory.unit(values["to"]).code} if values.get("to") else values
    try:
        entry, text = changing(settings, Action("units_change", target, dict(values)), language=language())
    except Refused as refused:
        fail(str(refused) or say("It could not be done; “cunqing letters” says more."))
    if json:
        as_json({"action": entry.action, **entry.after})
    else:
        typer.echo(text)
