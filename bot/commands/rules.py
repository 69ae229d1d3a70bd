"""`cunqing rules`: the rules as a workbook, drafts, comparison, making live, taking back."""

import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, NoReturn

import msgspec
import typer

from bot import clock, rulebook
from bot.commanding import Refused, changing, live, reading
from bot.commands.saying import as_json, fail, language, said, words
from bot.keyring import vault
from bot.live import Live
from bot.messages import Action, Said, say, say_n
from bot.routing.model import Rule, Unit
from bot.routing.rules import RuleErrors, RuleSet
from bot.routing.sheet import Problem, told
from bot.rulebook import Checked, Compared, read_rows
from bot.settings import Settings, read
from bot.tables import rules as workbook
from bot.tables.sheets import content_of
from storage import Connection, places
from storage import history as history_of
from storage.history import SentBack

app = typer.Typer(no_args_is_help=True, help="Who is responsible for what, where: the rules")
File = Annotated[Path, typer.Argument(help="A workbook (.xlsx) or .csv of rules")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON")]
PIECE = 500  # items a turn
_EVER = datetime(2000, 1, 1, tzinfo=UTC)


@app.command("export")
def export(
    file: Annotated[Path, typer.Argument(help="The workbook to write")],
    version: Annotated[int | None, typer.Option(help="A draft or an earlier version; else the live rules")] = None,
) -> None:
    """Writes the live rules into a workbook, with drop-downs and notes."""
    with reading(read()) as connection:
        view = live(connection)
        number, rules = _version(connection, version)
    _write(file, rules, view, number)
    said(say("{count} rules of version {version} are in {file}.", count=len(rules), version=str(number),
             file=str(file)))  # fmt: skip


def _write(file: Path, rules: Sequence[Rule], view: Live, number: int) -> None:
    try:
        workbook.write(file, rules, view.directory, number, lambda saying: words().said(saying, language()))
    except OSError as error:
        fail(say("{file} cannot be written: {why}", file=str(file), why=error.strerror or type(error).__name__))


def _version(connection: Connection, version: int | None) -> tuple[int, list[Rule]]:
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


@app.command("check")
def check(file: File, json: Json = False) -> None:
    """Says all that is wrong in a table of rules; ends with 1 where it cannot be made live."""
    with reading(read()) as connection:
        found = _checked(file, live(connection))
    if json:
        as_json([_plain(problem) for problem in found.problems])
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


def _plain(problem: Problem) -> dict[str, Any]:
    return {"sheet": problem.sheet, "row": problem.row, "column": problem.column, "warning": problem.warning,
            "message": words().said(problem.message, language())}  # fmt: skip


def _sound(file: Path, view: Live) -> Checked:
    """A table without errors; else they are told, and the command ends."""
    found = _checked(file, view)
    for problem in found.errors:
        said(told(problem), error=True)
    if found.errors:
        fail(_summary(found))
    return found


# --- comparing ------------------------------------------------------------------------------------------------


@app.command("compare")
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
        found = rulebook.compare(connection, vault(settings), view, after, clock.now(), _progress)
    if sys.stderr.isatty():
        typer.echo("", err=True)
    if json:
        as_json(_compared(found))
        return
    for sentence in rulebook.sentences(found):
        said(sentence)


def _set(file: Path | None, version: int | None, connection: Connection, view: Live) -> RuleSet:
    if file is None and version is None:
        fail(say("Name a file, or a version: --version 3."))
    rules = _sound(file, view).rules if file is not None else tuple(_version(connection, version)[1])
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
        {"from": _unit(move.source), "to": _unit(move.target), "count": len(move.items), "items": list(move.items)}
        for move in found.comparison.moves
    ]
    return {"compared": found.comparison.compared, "moved": found.comparison.moved, "on_items": found.items,
            "moves": moves}  # fmt: skip


def _unit(unit: Unit) -> dict[str, str]:
    return {"code": unit.code, "name": unit.name}


# --- changing -------------------------------------------------------------------------------------------------


@app.command("import")
def import_rules(
    file: File, note: Annotated[str, typer.Option(help="Why: it stands in the history")], json: Json = False
) -> None:
    """Keeps a table of rules as a draft; nothing is sent by it until it is published."""
    settings = read()
    with reading(settings) as connection:
        view = live(connection)
        found = _sound(file, view)
        base = found.base if found.base and places.rule_rows(connection, found.base) is not None else view.ruleset
        since = rulebook.differ(_version(connection, base)[1], _version(connection, None)[1])
    rows = [msgspec.to_builtins(rule) for rule in found.rules]
    action = Action("rules_draft", values={"rows": rows, "note": note, "base": base})
    _change(settings, action, json)
    if since:
        names = "、".join(dict.fromkeys(rule.id for rule in since.touched()))
        said(say("This table was made from version {base}; since then others have changed: {rules}.", base=str(base),
                 rules=names), error=True)  # fmt: skip


def _change(settings: Settings, action: Action, json: bool) -> None:
    """Has it done and says what came of it; ends with 1 where nothing was changed."""
    try:
        entry, text = changing(settings, action, language=language())
    except Refused as refused:
        _not(str(refused))
    if json:
        as_json({"action": entry.action, "version": entry.after.get("version"), "at": entry.at.isoformat()})
    else:
        typer.echo(text)


def _not(why: str) -> NoReturn:
    if not why:
        fail(say("It could not be done; “cunqing letters” says more."))
    typer.echo(why, err=True)
    raise typer.Exit(1)


@app.command("publish")
def publish(
    draft: Annotated[int | None, typer.Argument(help="The draft's number; else the latest one")] = None,
    even_so: Annotated[bool, typer.Option("--even-so", help="Also where others have changed rules since")] = False,
    json: Json = False,
) -> None:
    """Makes a draft live, as a whole and at once."""
    _change(read(), Action("rules_publish", str(draft or ""), {"even_so": even_so}), json)


@app.command("rollback")
def rollback(
    to: Annotated[int | None, typer.Option("--to", help="An earlier version; else the one before the live one")] = None,
    note: Annotated[str, typer.Option(help="Why: it stands in the history")] = "",
    json: Json = False,
) -> None:
    """Makes an earlier version live again, as a new one."""
    _change(read(), Action("rules_rollback", str(to or ""), {"note": note}), json)


@app.command("history")
def history(json: Json = False) -> None:
    """Lists the versions of the rules, the latest first: draft, live or past, by whom and why."""
    with reading(read()) as connection:
        rows = places.rulesets(connection)
    if json:
        as_json([_listed(row) for row in rows])
        return
    for row in rows:
        values = {"version": str(row.version), "rules": row.size, "at": row.live_at or row.made_at, "note": row.note}
        name = row.name or "cunqing"
        match row.status:
            case "draft":
                said(say("{version} draft, {rules} rules, {at}, {name}: {note}", name=name, **values))
            case "live":
                said(say("{version} live, {rules} rules, since {at}, {name}: {note}", name=name, **values))
            case _:
                said(say("{version} past, {rules} rules, live from {at}, {name}: {note}", name=name, **values))


def _listed(row: Any) -> dict[str, Any]:
    return {
        "version": row.version, "status": row.status, "rules": row.size, "note": row.note, "base": row.base,
        "person": row.name, "made_at": row.made_at.isoformat(),
        "live_at": row.live_at.isoformat() if row.live_at else None,
    }  # fmt: skip


# --- what is open, and what comes back ------------------------------------------------------------------------


@app.command("reroute")
def reroute(
    numbers: Annotated[list[str] | None, typer.Argument(help="Items by number")] = None,
    everything: Annotated[bool, typer.Option("--all", help="All that nobody has passed on by hand")] = False,
    note: Annotated[str, typer.Option(help="Why: it is written down")] = "",
    json: Json = False,
) -> None:
    """Lists open items that the live rules would send elsewhere; sends those that are named, or all, there."""
    settings = read()
    with reading(settings) as connection:
        view = live(connection)
        found = rulebook.astray(connection, vault(settings), view)
    wanted = [item.number for item in found if not item.decided] if everything else list(numbers or ())
    if wanted:
        _rerouted(settings, wanted, note, json)
        return
    if json:
        as_json([{"number": item.number, "from": item.lead, "to": _unit(item.target), "decided": item.decided}
                 for item in found])  # fmt: skip
        return
    said(say_n("{count} open item lies elsewhere than the live rules say.",
               "{count} open items lie elsewhere than the live rules say.", len(found)))  # fmt: skip
    for item in found:
        unit = view.directory.units.get(item.lead)
        values = {"number": item.number, "source": unit.name if unit else item.lead, "target": item.target.name}
        if item.decided:
            said(say("{number}: {source} → {target} (passed on by hand; --all leaves it)", **values))
        else:
            said(say("{number}: {source} → {target}", **values))


def _rerouted(settings: Settings, numbers: Sequence[str], note: str, json: bool) -> None:
    moved: dict[str, Any] = {}
    for start in range(0, len(numbers), PIECE):
        action = Action("rules_reroute", values={"numbers": list(numbers[start : start + PIECE]), "note": note})
        try:
            entry, text = changing(settings, action, language=language())
        except Refused as refused:
            if not moved and start + PIECE >= len(numbers):
                _not(str(refused))
            continue
        moved |= entry.after
        if not json:
            typer.echo(text)
    if json:
        as_json({"moved": moved})


@app.command("returned")
def returned(json: Json = False) -> None:
    """Lists the rules whose items units most often sent back as not theirs, and where these went then."""
    settings = read()
    with reading(settings) as connection:
        view = live(connection)
        since = clock.now() - rulebook.PERIOD
        rows = history_of.returned(connection, since)
        onward = history_of.sent_on(connection, since)
    if json:
        as_json([{**msgspec.to_builtins(row), "passed_on": _onward(row, onward, view)} for row in rows])
        return
    if not rows:
        said(say("No unit has sent anything back in the past months."))
    for row in rows:
        topic = view.directory.topics.get(row.topic)
        to = "、".join(f"{each['name']}（{'、'.join(each['items'])}）" for each in _onward(row, onward, view))
        said(say("{topic} (rule {rule}): {returned} of {filed} sent back; then passed on to: {units}",
                 topic=topic.name if topic else row.topic or "-", rule=row.rule, returned=row.returned,
                 filed=row.filed, units=to or "-"))  # fmt: skip
    if rows:
        said(say("“cunqing rules learn NUMBER” makes a draft rule of such a decision."))


def _onward(row: SentBack, onward: Sequence[tuple[str, str, str, str]], view: Live) -> list[dict[str, Any]]:
    """The units that items of a rule and topic were passed on to after they were sent back."""
    found: dict[str, list[str]] = {}
    for rule, topic, unit, number in onward:
        if (rule, topic) == (row.rule, row.topic):
            found.setdefault(unit, []).append(number)
    names = {code: view.directory.units[code].name if code in view.directory.units else code for code in found}
    return [{"code": code, "name": names[code], "items": numbers} for code, numbers in found.items()]


@app.command("learn")
def learn(
    number: Annotated[str, typer.Argument(help="An item that was sent back, then passed on")],
    note: Annotated[str, typer.Option(help="Why: it stands in the history")] = "",
    json: Json = False,
) -> None:
    """Makes a draft rule of where an item went after it was sent back: its topic, in its county, to that unit."""
    settings = read()
    with reading(settings) as connection:
        view = live(connection)
        item = next(iter(history_of.of_numbers(connection, [number])), None)
        decided = {each: unit for _rule, _topic, unit, each in history_of.sent_on(connection, _EVER)}
    if item is None or number not in decided:
        fail(say("{number} was not sent back and passed on.", number=number))
    rules = rulebook.learnt(view, item, decided[number])
    action = Action("rules_draft", values={"rows": [msgspec.to_builtins(rule) for rule in rules], "base": view.ruleset,
                                           "note": note or number})  # fmt: skip
    _change(settings, action, json)
