"""Where items would go by other rules than the live ones."""

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from bot import clock, rulebook
from bot.commands.options import Json
from bot.commands.reaching import live, reading
from bot.commands.rules.workbooks import sound, version_of
from bot.commands.saying import as_json, fail, said
from bot.keyring import vault_of
from bot.live import Live
from bot.messages import say
from bot.routing.model import Unit
from bot.routing.rules import RuleErrors, RuleSet
from bot.routing.sheet import told
from bot.rulebook import Compared
from bot.settings import read
from storage import Connection


def compare(
    file: Annotated[Path | None, typer.Argument(help="A workbook (.xlsx) or .csv of rules")] = None,
    version: Annotated[int | None, typer.Option(help="A draft or an earlier version in place of a file")] = None,
    json: Json = False,
) -> None:
    """Says which items of the past months would have gone to another unit than by the live rules."""
    settings = read()
    with reading(settings) as connection:
        view = live(connection)
        after = _set(file, version, connection, view)
        found = rulebook.compare(connection, vault_of(settings, connection), view, after, clock.now(), _progress)
    if sys.stderr.isatty():
        typer.echo("", err=True)
    if json:
        as_json(_compared(found))
        return
    for sentence in rulebook.sentences(found, view.directory):
        said(sentence)
    if more := rulebook.left_out(found):
        said(say("… and {count} more moves; --json gives all.", count=more))


def _set(file: Path | None, version: int | None, connection: Connection, view: Live) -> RuleSet:
    if file is None and version is None:
        fail(say("Name a file, or a version: --version 3."))
    rules = sound(file, view).rules if file is not None else tuple(version_of(connection, version)[1])
    try:
        return RuleSet(rules, view.directory)
    except RuleErrors as error:
        for problem in error.problems:
            said(told(problem), error=True)
        raise typer.Exit(1) from None


def _progress(done: int) -> None:
    if sys.stderr.isatty():
        typer.echo(f"\r{done}", nl=False, err=True)


def _compared(found: Compared) -> dict[str, Any]:
    moves = [
        {
            "from": plain_unit(move.source),
            "to": plain_unit(move.target),
            "count": len(move.items),
            "items": list(move.items),
        }
        for move in found.comparison.moves
    ]
    return {"compared": found.comparison.compared, "moved": found.comparison.moved, "on_items": found.items,
            "not_tried": found.conditional, "moves": moves}  # fmt: skip


def plain_unit(unit: Unit) -> dict[str, str]:
    """A unit as JSON shows it."""
    return {"code": unit.code, "name": unit.name}
