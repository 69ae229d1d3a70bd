"""A unit that is split by a table: the table goes out, comes back filled, says what goes where, and is then done."""

from collections import Counter
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

import msgspec
from fastapi import HTTPException, Request, Response
from fastapi.concurrency import run_in_threadpool

from bot.live import Live
from bot.messages import Said
from bot.routing.model import Unit
from bot.routing.sheet import Problem
from bot.tables.sheets import Unreadable, table_in
from bot.units import dividing
from bot.units.dividing import Division
from bot.web.admin import workbooks
from bot.web.admin.reach import Admin, reach
from bot.web.admin.showing import show
from bot.web.admin.workbooks import Sent
from bot.web.sessions import Here, Visitor, site_of
from storage import Connection


def found(live: Live, visitor: Visitor, code: str) -> Unit:
    """The unit, which has to be open and theirs; 404 else."""
    unit = live.directory.units.get(code)
    if unit is None or not reach(visitor, live).covers_area(live, unit.area):
        raise HTTPException(404)
    return unit


def table(here: Here, visitor: Admin, code: str) -> Response:
    """People, open items, lines of work and rules, a row each; the last column says who gets it."""
    with here.reader.connect() as connection:
        live = here.live.current(connection)
        unit = found(live, visitor, code)

        def write(path: Path) -> None:
            dividing.write(path, live, connection, unit)

        return workbooks.made(f"split-{code}", write)


async def upload(request: Request, here: Here, visitor: Admin, code: str) -> Response:
    """Says what is wrong with it, or what would go where, with the way to do it."""
    file = await workbooks.sent(request)
    return await run_in_threadpool(_read, request, visitor, code, file)


def _read(request: Request, visitor: Visitor, code: str, file: Sent) -> Response:
    site = site_of(request)
    with site.reader.connect() as connection:
        live = site.live.current(connection)
        unit = found(live, visitor, code)
        page = partial(show, request, visitor, live, "split.html", unit=unit, file=file.name)
        try:
            filled = table_in(file.name, file.content, dividing.SHEET)
            division, problems = dividing.read(filled, unit, live, connection)
        except Unreadable as error:
            return page(**_shown(unreadable=error.message), http=422)
        if division is None:
            return page(**_shown(problems=problems), http=422)
        counts = _counts(live, connection, unit, division)
    plain = msgspec.json.encode(division).decode()
    return page(**_shown(problems=problems, counts=counts, division=plain, closed=code not in division.targets))


def _shown(
    unreadable: Said = "",
    problems: Sequence[Problem] = (),
    counts: Sequence[tuple[str, dict[str, int]]] = (),
    division: str = "",
    closed: bool = False,
) -> dict[str, Any]:
    return {"unreadable": unreadable, "problems": problems, "counts": counts, "division": division, "closed": closed}


def _counts(live: Live, connection: Connection, unit: Unit, division: Division) -> list[tuple[str, dict[str, int]]]:
    """How many people, items, lines of work and rules each unit would have of it."""
    many: dict[str, Counter[str]] = {code: Counter() for code in division.targets}
    for word, key, _label, _to in dividing.rows(live, connection, unit)[1:]:
        kind = dividing.KINDS[word]
        many[division.of(kind, key)][kind] += 1
    return [(live.directory.units[code].name, dict(counted)) for code, counted in many.items()]


def division(fields: dict[str, str]) -> dict[str, Any]:
    """What a page was given to send back; 400 for anything else."""
    try:
        read = msgspec.json.decode(fields.get("division", ""), type=Division)
    except msgspec.MsgspecError:
        raise HTTPException(400) from None
    plain: dict[str, Any] = msgspec.to_builtins(read)
    return plain
