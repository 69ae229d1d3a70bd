"""The page of any list."""

from collections.abc import Callable, Mapping

from fastapi import HTTPException, Request, Response
from fastapi.responses import RedirectResponse

from bot.messages import Said, say
from bot.registers import REGISTERS
from bot.sought import sought
from bot.web.admin import pressing
from bot.web.admin.listing import households, items, people, places
from bot.web.admin.listing.model import Listed, Look
from bot.web.admin.reach import Admin, reach
from bot.web.admin.showing import show
from bot.web.sessions import Here

LONGEST = 100
LISTS: Mapping[str, tuple[Said, Callable[[Look], Listed]]] = {
    "items": (say("Items"), items.items),
    "people": (say("People"), people.people),
    "households": (say("Households"), households.households),
    "units": (say("Units"), places.units),
    "areas": (say("Places"), places.areas),
    "functions": (say("Lines of work"), places.functions),
    "topics": (say("Topics"), places.topics),
}
ONLY_SEEN = frozenset({"items"})  # what no workbook is taken in for


def first(visitor: Admin) -> Response:
    """Items are looked for most."""
    return RedirectResponse("/admin/lists/items", 303)


def listed(request: Request, here: Here, visitor: Admin, noun: str, said: str = "") -> Response:
    """One page of a list, searched and narrowed."""
    if noun not in LISTS:
        raise HTTPException(404)
    given = {name: value[:LONGEST] for name, value in request.query_params.items()}
    with here.reader.connect() as connection:
        live = here.live.current(connection)
        look = Look(connection, live, reach(visitor, live), sought(given.get("q", "")), given.get("after", ""), given)
        found = LISTS[noun][1](look)
        outcome = pressing.outcome(connection, visitor, said)
    chosen = {each.name: each.chosen for each in found.filters if each.chosen}
    return show(
        request,
        visitor,
        live,
        "list.html",
        noun=noun,
        nouns={name: label for name, (label, _list) in LISTS.items()},
        found=found,
        q=look.q,
        query=({"q": look.q} if look.q else {}) | chosen,
        begun=bool(look.after),
        table=noun not in ONLY_SEEN,
        protected=noun in REGISTERS and bool(REGISTERS[noun].protected),
        outcome=outcome,
    )
