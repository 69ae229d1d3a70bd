"""`cunqing households`: those that were added on the spot, confirmed, merged or refused."""

from typing import Annotated

import typer

from bot.commands.asking import ask
from bot.commands.options import Json, Where
from bot.commands.reaching import live, reading
from bot.commands.saying import as_json, said
from bot.commands.typed import scope_of
from bot.messages import Action, say, say_n
from bot.settings import read
from storage import confirming

app = typer.Typer(no_args_is_help=True, help="Households added on the spot: confirmed, merged, refused")
Code = Annotated[str, typer.Argument(help="The household's code")]
Note = Annotated[str, typer.Option(help="Why: it is written down, and the reporter hears it")]


@app.command("waiting")
def waiting(area: Where = "", json: Json = False) -> None:
    """Lists those that wait to be confirmed, with the registered ones that each may be."""
    with reading(read()) as connection:
        view = live(connection)
        found = confirming.waiting(connection, scope_of(view, area))
        like = {each.code: confirming.similar(connection, each.code) for each in found}
        places = {each.code: view.directory.path(each.area) for each in found}
    if json:
        maybe = {code: [row[0] for row in rows] for code, rows in like.items()}
        as_json([{"code": each.code, "head": each.head, "area": each.area, "reporter": each.reporter_name,
                  "items": each.items, "similar": maybe[each.code]} for each in found])  # fmt: skip
        return
    said(say_n("{count} household was added on the spot and waits to be confirmed:",
               "{count} households were added on the spot and wait to be confirmed:", len(found)))  # fmt: skip
    for each in found:
        said(say("{code} {head}, {place}, by {reporter}", code=each.code, head=each.head, place=places[each.code],
                 reporter=each.reporter_name or "-"))  # fmt: skip
        for code, head, group, village in like[each.code]:
            said(say("  perhaps {code} {head} {group} {village}", code=code, head=head, group=group, village=village))


@app.command("confirm")
def confirm(code: Code, note: Note = "", json: Json = False) -> None:
    """It is a household of its own."""
    ask(Action("household_decide", code, {"do": "confirm", "note": note}), json)


@app.command("merge")
def merge(
    code: Code, into: Annotated[str, typer.Argument(help="The registered household that it is")], note: Note = "",
    json: Json = False,
) -> None:  # fmt: skip
    """It is one that is registered already: what was filed about it, and what is known of it, goes there."""
    ask(Action("household_decide", code, {"do": "merge", "into": into, "note": note}), json)


@app.command("refuse")
def refuse(code: Code, note: Note = "", json: Json = False) -> None:
    """There is no such household; what was filed about it stays, about none."""
    ask(Action("household_decide", code, {"do": "refuse", "note": note}), json)
