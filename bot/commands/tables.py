"""`cunqing import` and `cunqing export`: the tables that an admin keeps in Excel, there and back."""

import getpass
import secrets
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated, Any

import msgspec
import typer

from bot.commands.asking import asked
from bot.commands.cards import print_cards
from bot.commands.options import Json, Note
from bot.commands.reaching import live, reading, registered
from bot.commands.saying import as_json, fail, plain, said, writing_to
from bot.commands.typed import who_is
from bot.messages import Action, say
from bot.people import accounts
from bot.pieces import A_TURN, pieces
from bot.registers import REGISTERS, Change, ImportPlan, Register, newcomers, plan, workbook
from bot.registers import export as rows_of
from bot.reports.cards import Invited
from bot.rights import Role
from bot.routing.sheet import told
from bot.settings import Settings, read
from bot.tables.people import ROLE_WORDS, PersonRow, write_invitations
from bot.tables.sheets import content_of, table_in
from storage import audit
from storage.vault import token_hash

PERSONAL = ("people", "households", "assets")
imports = typer.Typer(no_args_is_help=True, help="Tables in, from Excel")
exports = typer.Typer(no_args_is_help=True, help="Tables out, as Excel")
File = Annotated[Path, typer.Argument(help="A workbook (.xlsx) or .csv")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Only say what would happen")]


def _import_command(noun: str) -> Callable[..., None]:
    def take_in(file: File, dry_run: DryRun = False, json: Json = False, note: Note = "") -> None:
        _import(REGISTERS[noun], file, dry_run, json, note)

    take_in.__doc__ = f"Takes {noun} in from a table: rows that are new or changed; nothing is taken away."
    return take_in


def _export_command(noun: str) -> Callable[..., None]:
    def write_out(
        file: Annotated[Path, typer.Argument(help="The workbook to write")],
        json: Json = False,
        with_protected: Annotated[
            bool, typer.Option("--with-protected", help="Numbers in full; needs --by and --note")
        ] = False,
        by: Annotated[str, typer.Option("--by", help="The admin who answers for full numbers: a name or number")] = "",
        note: Note = "",
    ) -> None:
        _export(REGISTERS[noun], file, json, by if with_protected else None, note)

    masked = "; telephones and identity numbers masked" if noun in PERSONAL else ""
    write_out.__doc__ = f"Writes all {noun} into a workbook{masked}."
    return write_out


for each in REGISTERS:
    imports.command(each)(_import_command(each))
    exports.command(each)(_export_command(each))


# --- out ------------------------------------------------------------------------------------------------------


def _export(register: Register, file: Path, json: bool, by: str | None, note: str) -> None:
    """`by` answers for full numbers; None: they are masked."""
    settings = read()
    protected = by is not None and bool(register.protected)
    with reading(settings) as connection:
        here = registered(settings, connection)
        rows = rows_of(register, here, protected=protected)
        choices = register.choices(here)
    if protected:
        _noted(settings, register.noun, len(rows), by or "", note)
    with writing_to(file):
        workbook.write(file, register, rows, choices)
    if json:
        as_json({"rows": len(rows), "file": str(file)})
    else:
        said(say("{count} rows are in {file}.", count=len(rows), file=str(file)))


def _noted(settings: Settings, noun: str, rows: int, by: str, note: str) -> None:
    """Written down before anything is given out; ends where it is refused."""
    if not by:
        fail(say("Full numbers are given out only for an admin of the whole place: name them with --by."))
    if not note.strip():
        fail(say("Say what the full numbers are for: --note."))
    with reading(settings) as connection:
        person = who_is(connection, live(connection), by)
    values = {"noun": noun, "rows": rows, "by": person, "note": note, "account": getpass.getuser()}
    asked(Action("table_exported", values=values))


# --- in -------------------------------------------------------------------------------------------------------


def _import(register: Register, file: Path, dry_run: bool, json: bool, note: str) -> None:
    settings = read()
    with reading(settings) as connection:
        here = registered(settings, connection)
        base = audit.latest(connection, (register.noun, "pack"))
        found = plan(register, table_in(file.name, content_of(file), register.noun), here)
    more: dict[str, Any] = {}
    if not found.errors and found.changes and not dry_run:
        more = _take_in(settings, register, found.changes, base, note or file.name, file)
    _told(found, json, more, dry_run=dry_run)
    if found.errors:
        raise typer.Exit(1)


def _take_in(
    settings: Settings, register: Register, changes: Sequence[Change], base: int, note: str, file: Path
) -> dict[str, Any]:
    """Has the changes made, and writes the invitations of those who are new."""
    new = newcomers(changes) if register.noun == "people" else []
    codes = {change.key: accounts.new_code() for change in new}
    hashes = {key: token_hash(code).hex() for key, code in codes.items()}
    values: dict[str, Any] = {"noun": register.noun, "base": base, "note": note, "codes": hashes}
    asked(*_actions(changes, values), progress=_progress(len(changes)))
    if not new:
        return {}
    target = file.with_name(file.stem + "-invitations.xlsx")
    write_invitations(target, settings.address, [_person(change) for change in new], list(codes.values()))
    sheets = target.with_suffix(".pdf")
    print_cards(sheets, settings, [_on_card(change, codes[change.key]) for change in new])
    return {"invitations": str(target), "sheets": str(sheets)}


def _on_card(change: Change, code: str) -> Invited:
    cells = change.cells
    return Invited(cells["name"], ROLE_WORDS[cells["role"]], cells["unit"] or cells["area"], code)


def _actions(changes: Sequence[Change], values: dict[str, Any]) -> list[Action]:
    """One turn for a small table; else pieces that nobody sees, and a turn that makes them what there is."""
    plain = [msgspec.to_builtins(change) for change in changes]
    if len(plain) <= A_TURN:
        return [Action("table_import", values={**values, "changes": plain})]
    load = secrets.token_hex(12)
    staged = [
        Action("table_stage", load, {"position": n, "changes": piece}) for n, piece in enumerate(pieces(plain, A_TURN))
    ]
    return [*staged, Action("table_import", load, values)]


def _progress(rows: int) -> Callable[[int], None]:
    def show(turns: int) -> None:
        if sys.stderr.isatty() and rows > A_TURN:
            typer.echo(f"\r{min(turns * A_TURN, rows)}/{rows}", nl=False, err=True)

    return show


def _person(change: Change) -> PersonRow:
    cells = change.cells
    return PersonRow(cells["name"], Role(ROLE_WORDS[cells["role"]]), title=cells["title"])


def _told(found: ImportPlan, json: bool, more: dict[str, Any], *, dry_run: bool) -> None:
    if json:
        counts = {"added": found.added, "changed": found.changed, "unchanged": found.unchanged,
                  "refused": found.refused}  # fmt: skip
        as_json({**counts, "problems": [plain(problem) for problem in found.problems], **more})
        return
    for problem in found.problems:
        said(told(problem), error=not problem.warning)
    values = {"added": found.added, "changed": found.changed, "unchanged": found.unchanged, "refused": found.refused}
    if found.errors:
        said(say("{refused} rows are refused, so nothing is taken in ({added} new, {changed} changed, {unchanged} as"
                 " they were).", **values), error=True)  # fmt: skip
    elif dry_run:
        said(say("Would be taken in: {added} new, {changed} changed; {unchanged} as they were.", added=found.added,
                 changed=found.changed, unchanged=found.unchanged))  # fmt: skip
    else:
        said(say("Taken in: {added} new, {changed} changed; {unchanged} as they were.", added=found.added,
                 changed=found.changed, unchanged=found.unchanged))  # fmt: skip
    if more:
        said(say("Invitations for those who are new are in {file}; hand them out one by one.",
                 file=more["invitations"]))  # fmt: skip
        said(say("As cards to print: {file}.", file=more["sheets"]))
