"""The villages' registers, without numbers of telephones and identities."""

from bot.messages import Said, say
from bot.routing.categories import CATEGORIES
from bot.web.admin import words
from bot.web.admin.listing.model import A_PAGE, Cell, Filter, Listed, Look, page
from storage import lists
from storage.lists import Which

CONFIRMED: dict[str, Said] = {"yes": say("looked through"), "no": say("added on the spot, to be looked through")}


def households(look: Look) -> Listed:
    """In order of village and code."""
    category, confirmed = look.chosen("category", CATEGORIES), look.chosen("confirmed", CONFIRMED)
    area, _, code = look.after.partition("/")
    wanted = Which(
        after=(area, code),
        category=category,
        confirmed=confirmed == "yes" if confirmed else None,
        words=look.q,
        areas=_areas(look) if look.q else (),
    )
    found = lists.households(look.connection, look.scope, wanted, A_PAGE + 1)
    shown, last = page(found, lambda each: f"{each.area}/{each.code}")
    return Listed(
        [say("Code"), say("Village"), say("Group"), say("Head"), say("Category"), say("Members"), say("Last visit"),
         say("State")],
        [_row(look, each) for each in shown],
        last,
        say("Head, pinyin initials, code, place"),
        [
            Filter("category", say("Every category"), CATEGORIES, category),
            Filter("confirmed", say("Looked through or not"), CONFIRMED, confirmed),
        ],
    )  # fmt: skip


def _areas(look: Look) -> list[str]:
    return [code for area in words.areas(look.live, look.q) for code in look.live.below.get(area, ())]


def _row(look: Look, household: lists.Household) -> list[Cell]:
    directory = look.live.directory
    visited = household.last_visit
    return [
        Cell(household.code),
        Cell(directory.path(household.area) if household.area in directory.chains else household.area),
        Cell(household.group),
        Cell(household.head),
        Cell(CATEGORIES.get(household.category, household.category)),
        Cell(household.size if household.size is not None else ""),
        Cell(visited if visited is not None else ""),
        Cell(CONFIRMED["yes" if household.confirmed else "no"]),
    ]
