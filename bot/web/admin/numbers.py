"""Tables with whole telephones and identity numbers: for admins of the whole place, with a reason, a few a day."""

import tempfile
from functools import partial
from pathlib import Path

from fastapi import HTTPException, Request, Response
from fastapi.responses import RedirectResponse

from bot.messages import Action, say
from bot.registers import REGISTERS, Register, export, workbook
from bot.web.admin import pressing, workbooks
from bot.web.admin.reach import Admin, reach
from bot.web.admin.registered import registered
from bot.web.sessions import Fields, Visitor, site_of
from bot.web.sessions import Here as OfSite
from bot.web.works import Answer, Work, answered


async def take_out(request: Request, here: OfSite, visitor: Admin, fields: Fields, noun: str) -> Response:
    """Written down before anything is given out; the other admins hear of it at once."""
    register = REGISTERS.get(noun)
    with here.reader.connect() as connection:
        whole = reach(visitor, here.live.current(connection)).whole
    if register is None or not register.protected or not whole:
        raise HTTPException(404)
    do = partial(_taken_out, request, visitor, register, fields)
    return await answered(request, visitor.person.id, say("The table is being made"), do)


def _taken_out(request: Request, visitor: Visitor, register: Register, fields: dict[str, str], work: Work) -> Answer:
    site, once, noun = site_of(request), fields.get("once", ""), register.noun
    with site.reader.connect() as connection:
        here = registered(site, connection)
        count = len(register.listed(here))
        again = pressing.outcome(connection, visitor, once) is not None
    values = {"noun": noun, "rows": count, "note": pressing.note(fields)}
    work.wait_for(pressing.press(request, site, visitor, Action("table_exported", values=values), once))
    with site.reader.connect() as connection:
        if again or pressing.entry(connection, visitor, once) is None:
            return lambda _again: RedirectResponse(f"/admin/lists/{noun}?said={once}", 303)
        here = registered(site, connection)
        rows, choices = export(register, here, protected=True), register.choices(here)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "table.xlsx"
        workbook.write(path, register, rows, choices)
        content = path.read_bytes()
    work.file = True
    headers = workbooks.attached(f"{noun}.xlsx")
    return lambda _again: Response(content, media_type=workbooks.XLSX, headers=headers)
