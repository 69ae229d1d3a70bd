"""A unit: what it is called and was called, what lies with it, and renaming, merging, splitting or closing it."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from fastapi import HTTPException, Request, Response
from fastapi.responses import RedirectResponse

from bot.live import Live
from bot.messages import Action, Said, say
from bot.units import changes as changing
from bot.web import presses
from bot.web.admin import pressing, ruling, split
from bot.web.admin.reach import Admin, Reach, reach
from bot.web.admin.showing import show
from bot.web.sessions import Fields, Here
from bot.web.site import Site
from storage import Connection, places, unit_plans, units
from storage import people as known

DOINGS = frozenset({"rename", "merge", "close", "split", "call_off"})
LONGEST_NAME = 60


def unit(request: Request, here: Here, visitor: Admin, code: str, said: str = "") -> Response:
    """The unit's page; 404 for one that serves a place of somebody else's."""
    with here.reader.connect() as connection:
        live = here.live.current(connection)
        theirs = reach(visitor, live)
        found = _found(connection, live, theirs, code)
        return show(
            request,
            visitor,
            live,
            "unit.html",
            unit=found,
            place=live.directory.path(found.area),
            functions=[_function(live, each) for each in found.functions],
            successor=live.directory.units.get(found.successor or ""),
            lying=units.lying(connection, code),
            duty=len(known.on_duty(connection, code)),
            naming=_naming(live, code),
            others=_others(live, theirs, code),
            plans=[_plan(live, plan) for plan in unit_plans.waiting(connection, code)],
            outcome=pressing.outcome(connection, visitor, said),
        )


def _found(connection: Connection, live: Live, theirs: Reach, code: str) -> Any:
    found = next((each for each in places.units(connection) if each.code == code), None)
    if found is None or not theirs.covers_area(live, found.area):
        raise HTTPException(404)
    return found


def _function(live: Live, code: str) -> str:
    return live.directory.functions[code].name if code in live.directory.functions else code


@dataclass(frozen=True)
class Planned:
    """What is to become of the unit on a day to come."""

    id: int
    day: date
    words: Said
    note: str


def _plan(live: Live, plan: unit_plans.UnitPlan) -> Planned:
    to = str(plan.wanted.get("to") or "")
    target = live.directory.units[to].name if to in live.directory.units else to
    match plan.wanted.get("do"):
        case "rename":
            words: Said = say("renamed to {name}", name=str(plan.wanted.get("name")))
        case "split":
            words = say("split")
        case _:
            words = say("closed, taken over by {unit}", unit=target) if target else say("closed for good")
    return Planned(plan.id, plan.day, words, plan.note)


def _naming(live: Live, code: str) -> list[ruling.Shown]:
    rules = live.rules.rules if live.rules is not None else ()
    return [ruling.shown(rule, live.directory) for rule in rules if changing.names(rule, code)]


def _others(live: Live, theirs: Reach, code: str) -> list[str]:
    """Names of the units that could take it over: those that are theirs too."""
    every = live.directory.units.values()
    return [each.name for each in every if each.code != code and theirs.covers_area(live, each.area)]


async def change(request: Request, here: Here, visitor: Admin, fields: Fields, code: str) -> Response:
    """Renames, merges, splits or closes it, now or on a day to come; or calls off what was planned."""
    do, once = fields.get("do", ""), fields.get("once", "")
    to, name = fields.get("to", "").strip(), fields.get("name", "").strip()[:LONGEST_NAME]
    _there(here, visitor, code)
    if do not in DOINGS or (do == "merge" and not to):
        raise HTTPException(400)
    values = presses.values(do=do, name=name, to=to, note=pressing.note(fields), on=fields.get("on", "")[:10],
                            plan=fields.get("plan", "")[:10],
                            division=split.division(fields) if do == "split" else None)  # fmt: skip
    await pressing.press(request, here, visitor, Action("units_change", code, values), once)
    return RedirectResponse(f"/admin/units/{code}?said={once}", 303)


def _there(site: Site, visitor: Admin, code: str) -> None:
    with site.reader.connect() as connection:
        live = site.live.current(connection)
        _found(connection, live, reach(visitor, live), code)
