"""Drafts of the rules, made live as a whole, and taken back."""

from typing import Annotated, Any

import msgspec
import typer

from bot import rulebook
from bot.commands.asking import asked
from bot.commands.options import Json
from bot.commands.reaching import live, reading
from bot.commands.rules.workbooks import File, sound, version_of
from bot.commands.saying import as_json, said
from bot.messages import Action, say
from bot.settings import read
from bot.tables.rules import called
from storage import places

Why = Annotated[str, typer.Option(help="Why: it stands in the history")]


def import_rules(file: File, note: Why, json: Json = False) -> None:
    """Keeps a table of rules as a draft; nothing is sent by it until it is published."""
    with reading(read()) as connection:
        view = live(connection)
        found = sound(file, view)
        base = found.base if found.base and places.rule_rows(connection, found.base) is not None else view.ruleset
        since = rulebook.differ(version_of(connection, base)[1], version_of(connection, None)[1])
    rows = [msgspec.to_builtins(rule) for rule in found.rules]
    action = Action("rules_draft", values={"rows": rows, "note": note, "base": base})
    change(action, json)
    if since:
        names = called(since.touched(), view.directory)
        said(say("This table was made from version {base}; since then others have changed: {rules}.", base=str(base),
                 rules=names), error=True)  # fmt: skip


def change(action: Action, json: bool) -> None:
    """Has it done and says what came of it; ends with 1 where nothing was changed."""
    entry, text = asked(action)
    if json:
        as_json({"action": entry.action, "version": entry.after.get("version"), "at": entry.at.isoformat()})
    else:
        typer.echo(text)


def publish(
    draft: Annotated[int | None, typer.Argument(help="The draft's number; else the latest one")] = None,
    even_so: Annotated[bool, typer.Option("--even-so", help="Also where others have changed rules since")] = False,
    json: Json = False,
) -> None:
    """Makes a draft live, as a whole and at once."""
    change(Action("rules_publish", str(draft or ""), {"even_so": even_so}), json)


def rollback(
    to: Annotated[int | None, typer.Option("--to", help="An earlier version; else the one before the live one")] = None,
    note: Why = "",
    json: Json = False,
) -> None:
    """Makes an earlier version live again, as a new one."""
    change(Action("rules_rollback", str(to or ""), {"note": note}), json)


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
