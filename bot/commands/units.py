"""`cunqing units`: units over time."""

from pathlib import Path
from typing import Annotated, Any

import msgspec
import typer

from bot.commands.asking import ask
from bot.commands.options import Json, Note
from bot.commands.reaching import live, reading
from bot.commands.saying import as_json, said, writing_to
from bot.messages import Action, say
from bot.routing.sheet import told
from bot.settings import read
from bot.tables.sheets import content_of, table_in
from bot.units import dividing, plans
from storage import unit_plans

app = typer.Typer(no_args_is_help=True, help="Units: renamed, merged, split, closed; now or on a day to come")
Which = Annotated[str, typer.Argument(help="The unit's code or name")]
On = Annotated[str, typer.Option("--on", help="A day to come, as 2027-01-01; else now")]


@app.command("rename")
def rename(
    unit: Which,
    name: Annotated[str, typer.Argument(help="The name from now on")],
    on: On = "",
    note: Note = "",
    json: Json = False,
) -> None:
    """Gives a unit another name; the old one still finds it, and stands in what was written before."""
    _change(unit, {"do": "rename", "name": name, "on": on, "note": note}, json)


@app.command("merge")
def merge(
    unit: Which,
    to: Annotated[str, typer.Argument(help="The unit that takes it over")],
    on: On = "",
    note: Note = "",
    json: Json = False,
) -> None:
    """Merges a unit into another one: its people, open items, functions, names and rules go along."""
    _change(unit, {"do": "merge", "to": to, "on": on, "note": note}, json)


@app.command("table")
def table(unit: Which, file: Annotated[Path, typer.Argument(help="The workbook to write")]) -> None:
    """Writes the table by which a unit is split: its name, people, open items, functions and rules, each in a row."""
    with reading(read()) as connection:
        view = live(connection)
        with writing_to(file):
            dividing.write(file, view, connection, view.directory.unit(unit))
    said(say("{file}: write into the last column which unit gets each; what is left empty goes with the name.",
             file=str(file)))  # fmt: skip


@app.command("split")
def split(
    unit: Which,
    file: Annotated[Path, typer.Argument(help="The table, filled")],
    on: On = "",
    note: Note = "",
    json: Json = False,
) -> None:
    """Splits a unit by a table; a unit that keeps nothing is closed, and the old name finds whoever has the name."""
    with reading(read()) as connection:
        view = live(connection)
        filled = table_in(file.name, content_of(file), dividing.SHEET)
        found, problems = dividing.read(filled, view.directory.unit(unit), view, connection)
    for problem in problems:
        said(told(problem), error=not problem.warning)
    if found is None:
        raise typer.Exit(1)
    _change(unit, {"do": "split", "division": msgspec.to_builtins(found), "on": on, "note": note}, json)


@app.command("planned")
def planned(json: Json = False) -> None:
    """Lists what is to become of units on days to come."""
    with reading(read()) as connection:
        directory = live(connection).directory
        found = unit_plans.waiting(connection)
    if json:
        shown = ("do", "to", "name")
        rows = [{name: value for name, value in each.wanted.items() if name in shown} for each in found]
        as_json([{"id": each.id, "unit": each.unit, "day": each.day.isoformat(), "note": each.note, **row}
                 for each, row in zip(found, rows, strict=True)])  # fmt: skip
        return
    for each in found:
        said(say("{number}. {what}", number=str(each.id), what=plans.words(directory, each)))


@app.command("call-off")
def call_off(number: Annotated[int, typer.Argument(help="The plan's number")], json: Json = False) -> None:
    """Drops a plan; those who were told of it are told."""
    ask(Action("units_change", "", {"do": "call_off", "plan": str(number)}), json)


@app.command("close")
def close(
    unit: Which,
    to: Annotated[str, typer.Option("--to", help="Who takes over, where something is open")] = "",
    on: On = "",
    note: Note = "",
    json: Json = False,
) -> None:
    """Closes a unit from now on; refused where items are open there and nobody takes over."""
    _change(unit, {"do": "close", "to": to, "on": on, "note": note}, json)


@app.command("mailbox")
def mailbox(
    unit: Which,
    address: Annotated[str, typer.Argument(help="Where its letters go; nothing for none")] = "",
    note: Note = "",
    json: Json = False,
) -> None:
    """Sets the mailbox that gets a unit's notices and digests, also after a link in a letter has ended them."""
    _change(unit, {"do": "mailbox", "address": address, "note": note}, json)


def _change(unit: str, values: dict[str, Any], json: bool) -> None:
    with reading(read()) as connection:
        directory = live(connection).directory
        target = directory.unit(unit).code
        values = {**values, "to": directory.unit(values["to"]).code} if values.get("to") else values
    ask(Action("units_change", target, values), json)
