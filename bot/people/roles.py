"""Roles that people hold: who may change them, which may be lent, and who could take over."""

from collections.abc import Sequence

from bot.rights import Person, Right, Role, covers
from bot.turn import Turn
from storage import people, staff
from storage.staff import Held

LENT = frozenset({Role.REPORTER, Role.CLERK, Role.HEAD, Role.COORDINATOR})  # settings are nobody's to lend


def manages(actor: Person | None, held: Sequence[Held]) -> bool:
    """Whether somebody may change these roles: all of them lie in the areas where they invite. A command may all."""
    if actor is None:
        return True
    areas = actor.areas(Right.INVITE)
    return bool(held) and all(any(covers(area, each.path) for area in areas) for each in held)


def lendable(turn: Turn, person: int) -> list[Held]:
    """Roles that somebody could stand in for."""
    return [each for each in staff.roles(turn.connection, person) if each.role in LENT]


def colleagues(turn: Turn, person: int) -> list[Held]:
    """Who could stand in: those of the same units, and the reporters of the same township."""
    found: dict[int, Held] = {}
    for role in staff.roles(turn.connection, person):
        there = staff.holders(turn.connection, unit=role.unit) if role.unit else _neighbours(turn, role)
        found |= {each.person: each for each in there if each.person != person}
    return list(found.values())


def _neighbours(turn: Turn, role: Held) -> list[Held]:
    township = turn.live.directory.base("township", role.area)
    near = [role.area, *(code for code in turn.live.below.get(township, ()) if code != role.area)]
    return [each for code in near for each in staff.holders(turn.connection, area=code, role=Role.REPORTER)]


def heir(turn: Turn, person: int, role: Held) -> int | None:
    """Another reporter of the same place, else the nearest coordinator, who sees it anyway."""
    same = staff.holders(turn.connection, area=role.area, role=Role.REPORTER)
    others = [each.person for each in same if each.person != person]
    return next(iter(others or people.coordinators(turn.connection, role.path)), None)
