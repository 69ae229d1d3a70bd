"""`cunqing invite`: how somebody comes in; many at once come by `cunqing import people`."""

import asyncio
import secrets
from typing import Annotated, Any

import typer

from bot.commands.options import Json
from bot.commands.reaching import live, reading, submitting
from bot.commands.saying import as_json, fail, said
from bot.live import Live
from bot.messages import Action, Incoming, say
from bot.people import accounts
from bot.rights import Role
from bot.routing.directory import Unresolved
from bot.settings import Settings, read
from bot.tables.people import UNIT_ROLES, PersonRow
from storage.vault import token_hash

PIECE = 500  # people a turn


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
        row = _checked(live(connection), name, role, unit, area)
    code = accounts.new_code()
    asyncio.run(_submit(settings, [_plain(row, code)]))
    link = f"{settings.address}/in/{code}"
    if json:
        as_json({"code": code, "link": link})
        return
    said(say("Invitation for {name}: open {link}, or send the bot /start {code}", name=name, link=link, code=code))
    said(say("It works once, within 30 days."))


def _checked(view: Live, name: str, role: str, unit: str, area: str) -> PersonRow:
    if role not in set(Role):
        fail(say("“{role}” is no role: write reporter, clerk, head, coordinator or admin.", role=role))
    try:
        if Role(role) in UNIT_ROLES:
            if not unit:
                fail(say("A clerk or head belongs to a unit: add --unit."))
            return PersonRow(name, Role(role), unit=view.directory.unit(unit).code)
        if not area:
            fail(say("A reporter, coordinator or admin belongs to an area: add --area."))
        return PersonRow(name, Role(role), area=view.directory.area(area).code)
    except Unresolved as error:
        fail(error.message)


def _plain(row: PersonRow, code: str) -> dict[str, Any]:
    return {"name": row.name, "role": row.role.value, "unit": row.unit, "area": row.area, "title": row.title,
            "phone": row.phone, "code": token_hash(code).hex()}  # fmt: skip


async def _submit(settings: Settings, rows: list[dict[str, Any]]) -> None:
    async with submitting(settings) as submit:
        for start in range(0, len(rows), PIECE):
            action = Action("invite", values={"people": rows[start : start + PIECE]})
            await submit(Incoming(id=f"command/{secrets.token_hex(12)}", action=action))
