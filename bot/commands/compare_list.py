"""`cunqing compare-list`: a department's list (medical bills, drop-outs, dibao …) against the register."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import msgspec
import typer

from bot.commands.asking import asked
from bot.commands.options import Json
from bot.commands.reaching import reading, registered
from bot.commands.saying import as_json, fail, in_words, plain, said, writing_to
from bot.comparing import Comparison, Found, Kind, compare
from bot.comparing.kinds import FINDING, FORM, kind_of, kinds
from bot.comparing.trying import PIECE
from bot.comparing.trying import read as read_list
from bot.lifecycle import Status
from bot.live import Live
from bot.messages import Action, Said, say
from bot.notices import status_words
from bot.pieces import pieces
from bot.routing.sheet import Problem, told
from bot.settings import read
from bot.tables.sheets import content_of
from bot.tables.writing import writing
from storage import Connection, hits


def compare_list(
    kind: Annotated[str, typer.Argument(help="The kind of list by code or name: medical (医保大病), dropout, dibao …")],
    file: Annotated[Path, typer.Argument(help="The department's workbook (.xlsx) or .csv")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would happen")] = False,
    json: Json = False,
    note: Annotated[str, typer.Option(help="Whose list it is: it is written down")] = "",
    out: Annotated[Path | None, typer.Option(help="A workbook that says of each row what became of it (.xlsx)")] = None,
) -> None:
    """Compares a department's list with the register: each household in it becomes an item for its cadre to verify."""
    settings = read()
    if out is not None and out.suffix.lower() != ".xlsx":
        fail(say("What became of the rows is a workbook: its file ends in .xlsx."))
    with reading(settings) as connection:
        here = registered(settings, connection)
        chosen = _kind(here.live, kind)
        found = compare(chosen, read_list(chosen, file.name, content_of(file)), here)
    if found.hits and not dry_run:
        _submit(chosen, found.hits, note or file.name)
    if out is not None:
        with reading(settings) as connection:
            _write(out, found, connection, here.live)
    _told(found, json, dry_run=dry_run)
    if any(not problem.warning for problem in found.problems):
        raise typer.Exit(1)


def _kind(live: Live, typed: str) -> Kind:
    found = kind_of(live, typed)
    if found is None:
        names = "、".join(f"{kind.code}（{in_words(kind.label)}）" for kind in kinds(live).values())
        fail(say("There is no kind of list “{typed}”. There are: {names}", typed=typed, names=names or "-"))
    return found


def _submit(kind: Kind, found: tuple[Found, ...], note: str) -> None:
    actions = [Action("list_compared", kind.code, {"hits": msgspec.to_builtins(piece), "note": note})
               for piece in pieces(found, PIECE)]  # fmt: skip
    asked(*actions)


def _told(found: Comparison, json: bool, *, dry_run: bool) -> None:
    refused = len({problem.row for problem in found.problems if not problem.warning})
    counts = {"rows": len(found.rows) + refused, "items": len(found.hits), "known": found.known,
              "unknown": len(found.unknown), "refused": refused}  # fmt: skip
    if json:
        problems = [plain(problem) for problem in found.problems]
        not_there = [{"row": each.row, "name": each.name} for each in found.unknown]
        as_json({**counts, "not_in_register": not_there, "left_aside": list(found.aside), "problems": problems})
        return
    for problem in found.problems:
        said(told(problem), error=not problem.warning)
    for person in found.unknown:
        said(say("Row {row}: {name} is not in the register.", row=str(person.row), name=person.name or "-"))
    if found.aside:
        said(say("Not taken over: {columns}", columns="、".join(found.aside)))
    said(_summary(counts, dry_run=dry_run))


def _summary(counts: Mapping[str, int], *, dry_run: bool) -> Said:
    values = {name: counts[name] for name in ("items", "known", "unknown", "refused")}
    if dry_run:
        return say("Would become items: {items}. Known already: {known} rows; not in the register: {unknown};"
                   " refused: {refused}.", **values)  # fmt: skip
    return say("Became items to verify: {items}. Known already: {known} rows; not in the register: {unknown};"
               " refused: {refused}.", **values)  # fmt: skip


def _write(out: Path, found: Comparison, connection: Connection, view: Live) -> None:
    """Each row of the list with its item, its state and what was found."""
    known = hits.known(connection, [bytes.fromhex(row.mark) for row in found.rows if row.mark])
    outcomes = hits.outcomes(connection, set(known.values()))
    findings = _findings(view)
    lines = []
    for row in found.rows:
        outcome = outcomes.get(known.get(bytes.fromhex(row.mark), 0)) if row.mark else None
        if outcome is None:
            lines.append(
                (str(row.row), row.name, "" if row.household else in_words(say("not in the register")), "", "", "")
            )
            continue
        said_of = {path.rpartition("/")[2]: str(value) for path, value in outcome.answers.items()}
        finding = findings.get(said_of.get("finding", ""), "")
        waits = outcome.status == Status.FILED
        state = in_words(say("to be verified")) if waits else in_words(status_words[Status(outcome.status)])
        lines.append((str(row.row), row.name, state, outcome.number, finding, said_of.get("reason", "")))
    lines = sorted([*lines, *_refused(found)], key=lambda line: int(line[0]))
    heads = ((say("Row"), 6), (say("Name"), 14), (say("State"), 24), (say("Number"), 14), (say("Finding"), 18),
             (say("What was found"), 50))  # fmt: skip
    with writing_to(out), writing(out) as book:
        book.sheet(in_words(say("Verification")), [(in_words(head), width) for head, width in heads], lines)


def _refused(found: Comparison) -> list[tuple[str, str, str, str, str, str]]:
    """The rows with a problem, and what is wrong with each."""
    reasons: dict[int, list[str]] = {}
    for problem in found.problems:
        if problem.row and not problem.warning:
            reasons.setdefault(problem.row, []).append(in_words(_reason(problem)))
    state = in_words(say("has a problem"))
    return [(str(row), found.names.get(row, ""), state, "", "", "\n".join(said)) for row, said in reasons.items()]


def _reason(problem: Problem) -> Said:
    """What is wrong, behind the column where it is."""
    if not problem.column:
        return problem.message
    return say("{place}: {message}", place=problem.column, message=problem.message)


def _findings(view: Live) -> dict[str, str]:
    question = next(each for each in view.form(FORM).questions if each.role == FINDING)
    return {choice.name: in_words(choice.label.fixed) for choice in question.choices}
