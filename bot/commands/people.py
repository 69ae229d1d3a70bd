"""`cunqing people`: transferred, leaving, stood in for, back; who has not come in, and having them reminded."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from bot import clock
from bot.commands.asking import ask, asked
from bot.commands.cards import print_cards
from bot.commands.options import Json, Note, Where
from bot.commands.reaching import live, reading
from bot.commands.saying import as_json, fail, said
from bot.commands.typed import day, scope_of, who_is
from bot.messages import Action, say, say_n
from bot.people import accounts, coming
from bot.pieces import A_TURN, pieces
from bot.reports.cards import Invited
from bot.rights import Role, Scope
from bot.settings import read
from storage import staff
from storage.staff import Held, NotCome
from storage.vault import token_hash

app = typer.Typer(no_args_is_help=True, help="People: transferred, leaving, away, not come in yet")
Who = Annotated[str, typer.Argument(help="The person's name, or number where several have it")]
Heir = Annotated[str, typer.Option("--successor", help="Who goes on with what is open: a name or number")]


@app.command("transfer")
def transfer(
    who: Who,
    to: Annotated[str, typer.Option("--to", help="The village that they go to")],
    source: Annotated[str, typer.Option("--from", help="The village that they leave, where they have several")] = "",
    successor: Heir = "",
    note: Note = "",
    json: Json = False,
) -> None:
    """Moves a reporter to another village. What is open goes to the successor; without one it stays with them."""
    with reading(read()) as connection:
        view = live(connection)
        target = str(who_is(connection, view, who))
        values = {"do": "transfer", "place": view.directory.area(to).code,
                  "source": view.directory.area(source).code if source else "",
                  "successor": str(who_is(connection, view, successor)) if successor else ""}  # fmt: skip
    _change(target, {**values, "note": note}, json)


@app.command("leave")
def leave(
    who: Who,
    unit: Annotated[str, typer.Option(help="Only the roles in this unit")] = "",
    area: Annotated[str, typer.Option(help="Only the roles in this very area")] = "",
    successor: Heir = "",
    note: Note = "",
    json: Json = False,
) -> None:
    """Ends roles at once, all of them where none is named; with the last one nothing of theirs works any more."""
    with reading(read()) as connection:
        view = live(connection)
        person = who_is(connection, view, who)
        held = staff.roles(connection, person)
        if unit:
            held = [each for each in held if each.unit == view.directory.unit(unit).code]
        if area:
            held = [each for each in held if each.area == view.directory.area(area).code]
        if not held:
            fail(say("{name} has no such role.", name=who))
        heir = str(who_is(connection, view, successor)) if successor else ""
    _change(str(person), {"do": "leave", "roles": [each.id for each in held], "successor": heir, "note": note}, json)


@app.command("away")
def away(
    who: Who,
    deputy: Annotated[str, typer.Option(help="Who stands in: a name or number")],
    last: Annotated[str, typer.Option("--to", help="The last day, as 2026-12-03")],
    first: Annotated[str, typer.Option("--from", help="The first day; else today")] = "",
    note: Note = "",
    json: Json = False,
) -> None:
    """Has somebody stand in from one day to another: what is open goes over, and comes back by itself."""
    settings = read()
    with reading(settings) as connection:
        view = live(connection)
        person, other = who_is(connection, view, who), who_is(connection, view, deputy)
    values = {
        "do": "deputise",
        "deputy": str(other),
        "first": day(first).isoformat() if first else "",
        "last": day(last).isoformat(),
        "note": note,
    }
    _change(str(person), values, json)


@app.command("back")
def back(who: Who, note: Note = "", json: Json = False) -> None:
    """Ends an absence before its day."""
    with reading(read()) as connection:
        person = who_is(connection, live(connection), who)
    _change(str(person), {"do": "back", "note": note}, json)


def _change(person: str, values: dict[str, Any], json: bool) -> None:
    ask(Action("staff_change", person, values), json)


# --- coming in --------------------------------------------------------------------------------------------------


@app.command("waiting")
def waiting(area: Where = "", json: Json = False) -> None:
    """Lists who has not come in yet, and how their invitation stands."""
    with reading(read()) as connection:
        found = staff.not_come(connection, scope_of(live(connection), area))
    if json:
        as_json([_plain(each) for each in found])
        return
    count = len({each.held.person for each in found})
    said(say_n("{count} person has not come in yet.", "{count} people have not come in yet.", count))
    for each in found:
        said(coming.line(each, clock.now()))


def _plain(waiting: NotCome) -> dict[str, Any]:
    held: Held = waiting.held
    times = {"invited_at": waiting.invited_at, "ends_at": waiting.ends_at, "reminded_at": waiting.reminded_at}
    moments = {name: at.isoformat() if at is not None else None for name, at in times.items()}
    return {"id": held.person, "name": held.name, "role": held.role, "unit": held.unit, "area": held.area,
            "place": held.place, **moments}  # fmt: skip


@app.command("remind")
def remind(area: Where = "", json: Json = False) -> None:
    """Asks heads and coordinators who have come in to remind those who have not; each once a day."""
    with reading(read()) as connection:
        view = live(connection)
        code = view.directory.area(area).code if area else ""
    ask(Action("waiting_remind", code), json)


@app.command("sheets")
def sheets(
    file: Annotated[Path, typer.Argument(help="The PDF to write")],
    area: Where = "",
    unit: Annotated[str, typer.Option(help="Only those who work in this unit")] = "",
    json: Json = False,
) -> None:
    """Makes new invitations for all who have not come in, and prints them: a card a person, to scan. Invitations that
    they had before end."""
    if file.suffix.lower() != ".pdf":
        fail(say("Sheets are a PDF: the file ends in .pdf."))
    settings = read()
    with reading(settings) as connection:
        view = live(connection)
        scope = Scope(units=(view.directory.unit(unit).code,)) if unit else scope_of(view, area)
        found = list({each.held.person: each.held for each in staff.not_come(connection, scope)}.values())
    if not found:
        fail(say("Everybody has come in."))
    codes = {each.person: accounts.new_code() for each in found}
    _invite(codes, area or unit)
    where = {each.person: view.directory.path(each.area) if each.area else each.place for each in found}
    invited = [Invited(each.name, Role(each.role), where[each.person], codes[each.person]) for each in found]
    print_cards(file, settings, invited)
    if json:
        as_json({"people": len(found), "file": str(file)})
        return
    said(say_n("{count} card is in {file}. Print it, hand it out, and delete the file: codes are keys.",
               "{count} cards are in {file}. Print them, hand them out, and delete the file: codes are keys.",
               len(found), file=str(file)))  # fmt: skip


def _invite(codes: Mapping[int, str], note: str) -> None:
    """Only hashes of the codes leave this process, at most 500 a turn."""
    rows = [[person, token_hash(code).hex()] for person, code in codes.items()]
    actions = [Action("invite_again", values={"people": piece, "note": note}) for piece in pieces(rows, A_TURN)]
    asked(*actions)
