"""`cunqing invite`: how somebody comes in; many at once come by `cunqing import people`."""

import asyncio
import secrets
from typing import Annotated, Any

import typer

from bot.commands.links import told_where
from bot.commands.options import Json
from bot.commands.reaching import live, reading, submitting
from bot.commands.saying import as_json, fail, said
from bot.live import Live
from bot.messages import Action, Incoming, say
from bot.people import accounts
from bot.pieces import A_TURN, pieces
from bot.registers.cells import unit_cell
from bot.registers.people import ROLES
from bot.routing.directory import Unresolved
from bot.settings import Settings, read
from bot.tables.people import ROLE_WORDS, UNIT_ROLES, PersonRow
from storage.vault import token_hash


def invite(
    name: Annotated[str, typer.Option(help="The person's name")],
    role: Annotated[str, typer.Option(help="reporter, clerk, head, coordinator or admin")],
    unit: Annotated[str, typer.Option(help="The unit's code or name, for a clerk or head")] = "",
    area: Annotated[str, typer.Option(help="The area's code or path, for the others")] = "",
    json: Json = False,
) -> None:
    """Invites one person, and prints the code and the link. A new invitation ends the old binding."""
    settings = read()
    with reading(settings) as connection:
        view = live(connection)
        row = _checked(view, name, role, unit, area)
        place = unit_cell(row.unit, view.directory) if row.unit else view.directory.path(row.area)
    code = accounts.new_code()
    asyncio.run(_submit(settings, [_plain(row, code)]))
    link = f"{settings.address}/in/{code}"
    if json:
        as_json({"code": code, "link": link})
        return
    said(
        say(
            "Invitation for {name} ({role}, {place}): open {link}, or send the bot /start {code}",
            name=row.name,
            role=ROLES[row.role],
            place=place,
            link=link,
            code=code,
        )
    )
    said(say("It works once, within 30 days."))
    told_where(settings)


def _checked(view: Live, name: str, role: str, unit: str, area: str) -> PersonRow:
    known = ROLE_WORDS.get(role)
    if known is None:
        fail(say("“{role}” is no role: write reporter, clerk, head, coordinator or admin.", role=role))
    name = name.strip()
    if not name:
        fail(say("Somebody has a name: write it after --name."))
    try:
        if known in UNIT_ROLES:
            if not unit:
                fail(say("A clerk or head belongs to a unit: add --unit."))
            return PersonRow(name, known, unit=view.directory.unit(unit).code)
        if not area:
            fail(say("A reporter, coordinator or admin belongs to an area: add --area."))
        return PersonRow(name, known, area=view.directory.area(area).code)
    except Unresolved as error:
        fail(error.message)


def _plain(row: PersonRow, code: str) -> dict[str, Any]:
    return {"name": row.name, "role": row.role.value, "unit": row.unit, "area": row.area, "title": row.title,
            "phone": row.phone, "code": token_hash(code).hex()}  # fmt: skip


async def _submit(settings: Settings, rows: list[dict[str, Any]]) -> None:
    async with submitting(settings) as submit:
        for piece in pieces(rows, A_TURN):
            action = Action("invite", values={"people": piece})
            await submit(Incoming(id=f"command/{secrets.token_hex(12)}", action=action))
