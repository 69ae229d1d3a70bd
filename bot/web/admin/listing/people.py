"""People by their roles, and whether they have come in."""

from bot.messages import Said, say
from bot.registers.people import ROLES
from bot.rights import Role
from bot.web.admin import words
from bot.web.admin.listing.model import A_PAGE, Cell, Filter, Listed, Look, page
from bot.web.asked import number
from storage import lists
from storage.lists import Who

CAME_IN: dict[str, Said] = {"yes": say("has come in"), "no": say("has not come in yet")}


def people(look: Look) -> Listed:
    """In order of their numbers, one row a role."""
    roles: dict[str, Said] = {role.value: ROLES[role] for role in Role}
    role, came = look.chosen("role", roles), look.chosen("came", CAME_IN)
    person, _, membership = look.after.partition(".")
    after = (int(person), int(membership)) if number(person) and number(membership) else (0, 0)
    wanted = Who(
        after=after,
        role=role,
        came_in=came == "yes" if came else None,
        names=words.people(look.connection, look.q) if look.q else None,
        person=int(look.q) if number(look.q) else 0,
    )
    found = lists.people(look.connection, look.scope, wanted, A_PAGE + 1)
    shown, last = page(found, lambda each: f"{each.person}.{each.id}")
    return Listed(
        [say("Number"), say("Name"), say("Role"), say("Unit or place"), say("Title"), say("Has come in")],
        [_row(look, each) for each in shown],
        last,
        say("Name, pinyin initials, number"),
        [Filter("role", say("Every role"), roles, role), Filter("came", say("Come in or not"), CAME_IN, came)],
    )


def _row(look: Look, held: lists.Role) -> list[Cell]:
    directory = look.live.directory
    unit = directory.units.get(held.unit)
    place = unit.name if unit is not None else held.unit
    if held.area:
        place = directory.path(held.area) if held.area in directory.chains else held.area
    return [
        Cell(held.person),
        Cell(held.name),
        Cell(ROLES[Role(held.role)]),
        Cell(place),
        Cell(held.title),
        Cell(CAME_IN["yes" if held.came_in else "no"], f"/admin/invitations?person={held.person}"),
    ]
