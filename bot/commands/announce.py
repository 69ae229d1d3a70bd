"""`cunqing announce`: something that many are told, and who has read it."""

from typing import Annotated, Any

import typer

from bot.commands.asking import asked
from bot.commands.options import Json
from bot.commands.reaching import Refused, changing, live, reading
from bot.commands.saying import as_json, fail, language, said
from bot.messages import Action, say, say_n
from bot.people.announcing import PIECE
from bot.settings import read
from storage import announcements
from storage.announcements import Announcement

app = typer.Typer(no_args_is_help=True, help="Announcements: made, listed, who has read them")
Number = Annotated[int, typer.Argument(help="The announcement's number")]


@app.command("make")
def make(
    text: Annotated[str, typer.Argument(help="What is announced")],
    area: Annotated[str, typer.Option(help="To the reporters of this area, a code or path")] = "",
    unit: Annotated[list[str] | None, typer.Option(help="To those who work in this unit; may be given again")] = None,
    json: Json = False,
) -> None:
    """Announces something to an area's reporters or to the people of units, a hundred people at a time."""
    if bool(area) == bool(unit):
        fail(say("Say whom it is for: --area, or --unit."))
    with reading(read()) as connection:
        directory = live(connection).directory
        values: dict[str, Any] = {"text": text, "area": directory.area(area).code if area else "",
                                  "units": [directory.unit(name).code for name in unit or ()]}  # fmt: skip
    entry, words = asked(Action("announcement_make", "", values))
    rest = [Action("announcement_due", str(entry.after["id"])) for _ in range(PIECE, entry.after["hearers"], PIECE)]
    if rest:
        _others(rest)
    if json:
        as_json(entry.after)
    else:
        typer.echo(words)


def _others(rest: list[Action]) -> None:
    """The other pieces, each a turn of its own; none of them writes into the audit."""
    try:
        changing(read(), *rest, language=language())
    except Refused:
        return


@app.command("list")
def listed(json: Json = False) -> None:
    """The latest announcements with how many have read them."""
    with reading(read()) as connection:
        found = announcements.listed(connection, 50)
    if json:
        as_json([_plain(each) for each in found])
        return
    for each in found:
        said(_counted(each))


def _counted(each: Announcement) -> Any:
    text = each.text.replace("\n", " ")
    return say("{number}. {day}: “{text}”: {hearers} people, {reached} told, {read} have read it", number=str(each.id),
               day=each.made_at, text=text[:30] + ("…" if len(text) > 30 else ""), hearers=each.hearers,
               reached=each.reached, read=each.read)  # fmt: skip


def _plain(each: Announcement) -> dict[str, Any]:
    return {"id": each.id, "by": each.name, "at": each.made_at.isoformat(), "text": each.text, **each.audience,
            "hearers": each.hearers, "told": each.reached, "read": each.read}  # fmt: skip


@app.command("show")
def show(number: Number, json: Json = False) -> None:
    """One announcement, with the names of those who have not read it."""
    with reading(read()) as connection:
        found = next(iter(announcements.listed(connection, 1, number)), None)
        hearers = announcements.hearers(connection, number)
    if found is None:
        fail(say("There is no announcement of this number."))
    unread = [each for each in hearers if each.read_at is None]
    if json:
        people = [
            {"id": each.person, "name": each.name, "place": each.place, "told": each.chats > 0} for each in unread
        ]
        as_json({**_plain(found), "unread": people})
        return
    said(_counted(found))
    said(say_n("{count} person has not read it:", "{count} people have not read it:", len(unread)))
    for each in unread:
        state = say("told") if each.chats else say("not come in yet")
        said(say("{name} ({place}): {state}", name=each.name, place=each.place, state=state))


@app.command("remind")
def remind(number: Number) -> None:
    """Tells those again who have not read it, each at most twice a day."""
    _entry, text = asked(Action("announcement_remind", str(number)))
    typer.echo(text)
