"""One version of the rules: how it differs from what is live, what would go elsewhere, and making it live."""

from dataclasses import dataclass
from functools import partial
from typing import Any

from fastapi import HTTPException, Request, Response
from fastapi.responses import RedirectResponse

from bot import rulebook
from bot.live import Live
from bot.messages import Action
from bot.routing.comparison import Move
from bot.routing.model import Rule
from bot.rulebook import Compared
from bot.tables.rules import called
from bot.web.admin import comparing, pressing, ruling
from bot.web.admin.reach import Admin, Reach, reach
from bot.web.admin.rules import PROBLEMS, of_version, versions
from bot.web.admin.showing import show
from bot.web.asked import Identity
from bot.web.sessions import Fields, Here, site_of
from bot.web.site import Site
from bot.web.works import AGAIN
from storage import Connection, lists

MOVES = 100  # that a page lists
ITEMS = 200  # of a move that a page lists


@dataclass(frozen=True)
class Moved:
    """What goes from one unit to another: the numbers that whoever looks may know, and how many there are besides."""

    source: str
    target: str
    count: int
    names: list[str]
    others: int


def version(request: Request, here: Here, visitor: Admin, version: Identity, said: str = "") -> Response:
    """A draft or earlier version beside the live one."""
    with here.reader.connect() as connection:
        live = here.live.current(connection)
        found = next((each for each in versions(connection) if each.version == version), None)
        if found is None:
            raise HTTPException(404)
        rules = of_version(connection, version)
        now = live.rules.rules if live.rules is not None else ()
        difference = rulebook.differ(now, rules)
        foreign = rulebook.beyond(visitor.person, difference.touched(), live)
        tried = _tried(request, connection, live, version, rules, reach(visitor, live))
        response = show(
            request,
            visitor,
            live,
            "version.html",
            version=found,
            ruleset=live.ruleset,
            differing=ruling.differing(difference, live.directory),
            foreign=called(foreign, live.directory) if foreign else None,
            outcome=pressing.outcome(connection, visitor, said),
            **tried,
        )
    if tried["trying"] is not None:
        response.headers["refresh"] = str(AGAIN)
    return response


def _tried(
    request: Request, connection: Connection, live: Live, version: int, rules: list[Rule], reach: Reach
) -> dict[str, Any]:
    """What keeps these rules from being live, or what they would send elsewhere; perhaps it is still being found."""
    shown: dict[str, Any] = {"problems": (), "warnings": (), "compared": None, "moves": [], "more": 0, "trying": None}
    if version == live.ruleset:
        return shown
    make = partial(comparing.tried, site_of(request), live, rules)
    trying = comparing.comparisons_of(request).of(comparing.key_of(connection, live, version), make)
    verdict = trying.verdict
    if verdict is None or verdict.compared is None:
        return shown | ({"trying": trying} if verdict is None else {"problems": verdict.problems})
    moves = verdict.compared.comparison.moves
    listed = [_moved(connection, verdict.compared, move, reach) for move in moves[:MOVES]]
    shown |= {"warnings": verdict.warnings[:PROBLEMS], "compared": verdict.compared}
    shown |= {"untried": rulebook.untried(verdict.compared, live.directory)}
    return shown | {"moves": listed, "more": max(0, len(moves) - MOVES)}


def _moved(connection: Connection, found: Compared, move: Move, reach: Reach) -> Moved:
    names = list(move.items)
    if found.items:
        theirs = lists.numbers_within(connection, reach.scope, names)
        names = [name for name in names if name in theirs]
    shown = names[:ITEMS]
    return Moved(move.source.name, move.target.name, len(move.items), shown, len(move.items) - len(shown))


# --- acting ---------------------------------------------------------------------------------------------------


async def publish(request: Request, here: Here, visitor: Admin, fields: Fields, version: Identity) -> Response:
    """Makes a draft live; where others have changed rules since, only with the box ticked."""
    with here.reader.connect() as connection:
        live = here.live.current(connection)
        known = comparing.comparisons_of(request).sound(comparing.key_of(connection, live, version))
    values = {"note": pressing.note(fields), "even_so": fields.get("even_so") == "yes"}
    values |= {"sound": live.version} if known else {}
    return await _act(request, here, visitor, fields, Action("rules_publish", str(version), values))


async def restore(request: Request, here: Here, visitor: Admin, fields: Fields, version: Identity) -> Response:
    """Makes an earlier version live again."""
    action = Action("rules_rollback", str(version), {"note": pressing.note(fields)})
    return await _act(request, here, visitor, fields, action)


async def back(request: Request, here: Here, visitor: Admin, fields: Fields) -> Response:
    """The version before the live one, in one press."""
    return await _act(request, here, visitor, fields, Action("rules_rollback", "", {"note": pressing.note(fields)}))


async def _act(request: Request, site: Site, visitor: Admin, fields: dict[str, str], action: Action) -> Response:
    once = fields.get("once", "")
    await pressing.press(request, site, visitor, action, once)
    with site.reader.connect() as connection:
        done = pressing.entry(connection, visitor, once) is not None
    page = "/admin/rules" if done or not action.target else f"/admin/rules/{action.target}"
    return RedirectResponse(f"{page}?said={once}", 303)
