"""The rules as a workbook: written, and checked."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from bot import rulebook
from bot.commands.options import Json
from bot.commands.reaching import live, reading
from bot.commands.saying import as_json, fail, in_words, plain, said, writing_to
from bot.live import Live
from bot.messages import Said, say, say_n
from bot.routing.model import Rule
from bot.routing.sheet import told
from bot.rulebook import Checked, read_rows
from bot.settings import read
from bot.tables import rules as workbook
from bot.tables.sheets import content_of
from storage import Connection, places

File = Annotated[Path, typer.Argument(help="A workbook (.xlsx) or .csv of rules")]


def export(
    file: Annotated[Path, typer.Argument(help="The workbook to write")],
    version: Annotated[int | None, typer.Option(help="A draft or an earlier version; else the live rules")] = None,
    names: Annotated[
        bool, typer.Option("--names", help="Names in the cells, as on the page, in place of codes")
    ] = False,
) -> None:
    """Writes the live rules into a workbook, with drop-downs and notes."""
    with reading(read()) as connection:
        view = live(connection)
        number, rules = version_of(connection, version)
    _write(file, rules, view, number, names)
    said(say("{count} rules of version {version} are in {file}.", count=len(rules), version=str(number),
             file=str(file)))  # fmt: skip


def _write(file: Path, rules: Sequence[Rule], view: Live, number: int, names: bool) -> None:
    with writing_to(file):
        workbook.write(file, rules, view.directory, number, in_words, names=names)


def version_of(connection: Connection, version: int | None) -> tuple[int, list[Rule]]:
    """The rules of a version, of the live one where none is named."""
    if version is None:
        stored = places.live_rules(connection)
        if stored is None:
            fail(say("There are no rules yet; load a pack first."))
        return stored[0], read_rows(stored[1])
    rows = places.rule_rows(connection, version)
    if rows is None:
        fail(say("There is no version {version} of the rules.", version=str(version)))
    return version, read_rows(rows)


def check(file: File, json: Json = False) -> None:
    """Says all that is wrong in a table of rules; ends with 1 where it cannot be made live."""
    with reading(read()) as connection:
        found = _checked(file, live(connection))
    if json:
        as_json([plain(problem) for problem in found.problems])
    else:
        for problem in found.problems:
            said(told(problem))
        said(_summary(found))
    if found.errors:
        raise typer.Exit(1)


def _checked(file: Path, view: Live) -> Checked:
    return rulebook.check(content_of(file), file.name, view)


def _summary(found: Checked) -> Said:
    if found.errors:
        return say_n("{count} thing has to be put right.", "{count} things have to be put right.", len(found.errors))
    return say("{count} rules; they can be made live.", count=len(found.rules))


def sound(file: Path, view: Live) -> Checked:
    """A table without errors, of which what is worth a look is told; else all is, and the command ends."""
    found = _checked(file, view)
    for problem in found.problems:
        said(told(problem), error=True)
    if found.errors:
        fail(_summary(found))
    return found
