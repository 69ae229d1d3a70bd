"""Who may see and do what, where: one table, pure, denied by default.

A membership gives a role in a unit or an area. What a role may do stands in RIGHTS; what somebody may see is their
Scope, which every read of items, people, households and files takes.
"""

from collections.abc import Collection
from enum import StrEnum

import msgspec

from bot.lifecycle import Relation


class Role(StrEnum):
    """What a membership makes of a person."""

    REPORTER = "reporter"  # in a village: first secretary, work team, village cadre
    CLERK = "clerk"  # of a unit
    HEAD = "head"  # of a unit
    COORDINATOR = "coordinator"  # of an area
    ADMIN = "admin"  # of an area


class Right(StrEnum):
    """What can be allowed."""

    FILE = "file"  # fill in the three forms
    INBOX = "inbox"  # read a unit's inbox and act in it
    DIGEST = "digest"  # be sent a unit's digest
    COORDINATE = "coordinate"  # send returned items on
    INVITE = "invite"  # invite people
    CONFIGURE = "configure"  # rules, units, forms, imports
    UNMASK = "unmask"  # see a whole identity number or telephone, each look an event


# The whole of it. docs/rights.md is drawn from this table.
RIGHTS: dict[Role, frozenset[Right]] = {
    Role.REPORTER: frozenset({Right.FILE}),
    Role.CLERK: frozenset({Right.INBOX, Right.DIGEST, Right.UNMASK}),
    Role.HEAD: frozenset({Right.INBOX, Right.DIGEST, Right.UNMASK}),
    Role.COORDINATOR: frozenset({Right.INBOX, Right.COORDINATE}),
    Role.ADMIN: frozenset({Right.INVITE, Right.CONFIGURE}),
}

IN_UNIT = frozenset({Role.CLERK, Role.HEAD})


class Membership(msgspec.Struct, frozen=True):
    """A role in a unit (by code) or in an area (by its path, "62/621000/621022")."""

    role: Role
    unit: str = ""
    area: str = ""


class Person(msgspec.Struct, frozen=True):
    """Someone known to the bot, with what they may do."""

    id: int
    name: str
    language: str = "zh"
    memberships: tuple[Membership, ...] = ()

    def may(self, right: Right) -> bool:
        """Whether any of the memberships gives this right somewhere."""
        return any(right in RIGHTS[membership.role] for membership in self.memberships)

    def units(self) -> tuple[str, ...]:
        """The units whose inbox is theirs."""
        return tuple(dict.fromkeys([m.unit for m in self.memberships if m.role in IN_UNIT and m.unit]))

    def areas(self, right: Right) -> tuple[str, ...]:
        """The paths of the areas in which they have this right."""
        return tuple(dict.fromkeys([m.area for m in self.memberships if m.area and right in RIGHTS[m.role]]))


class Scope(msgspec.Struct, frozen=True):
    """What a person may see: their own items, the entries of their units, everything in their areas."""

    person: int = 0
    units: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()  # paths, each with all that lies below it
    villages: tuple[str, ...] = ()  # paths whose households a reporter looks after
    everything: bool = False  # the product itself: checks, digests, jobs


EVERYTHING = Scope(everything=True)
NOTHING = Scope()


def scope_of(person: Person) -> Scope:
    """What somebody may see. An admin configures and sees no items: seeing is a coordinator's."""
    return Scope(
        person=person.id,
        units=person.units(),
        areas=person.areas(Right.COORDINATE),
        villages=person.areas(Right.FILE),
    )


class Parties(msgspec.Struct, frozen=True):
    """What of an item decides who stands how to it."""

    reporter: int
    lead: str  # a unit's code
    assist: frozenset[str]
    area: str  # a path
    keeper: int = 0  # who answers for it in place of its reporter
    joined: frozenset[str] = frozenset()  # the units that have the item it was joined to: they read it, and no more


def covers(area: str, path: str) -> bool:
    """Whether the area at path `area` is `path` or lies above it."""
    return path == area or path.startswith(area + "/")


def relations(person: Person | None, parties: Parties) -> frozenset[Relation]:
    """How somebody stands to an item; nobody in particular is the product itself."""
    if person is None:
        return frozenset({Relation.PRODUCT})
    found: set[Relation] = set()
    units = person.units()
    if person.id in (parties.reporter, parties.keeper):
        found.add(Relation.REPORTER)
    if parties.lead in units:
        found.add(Relation.LEAD)
    if any(held.role == Role.HEAD and held.unit == parties.lead for held in person.memberships if held.unit):
        found.add(Relation.HEAD)
    if parties.assist.intersection(units):
        found.add(Relation.ASSIST)
    if any(covers(area, parties.area) for area in person.areas(Right.COORDINATE)):
        found.add(Relation.COORDINATOR)
    return frozenset(found)


def has(units: Collection[str], parties: Parties) -> bool:
    """Whether one of these units has an item, or the one that it was joined to."""
    return not {parties.lead, *parties.assist, *parties.joined}.isdisjoint(units)


def sees(scope: Scope, parties: Parties) -> bool:
    """Whether an item lies within a scope: the same rule that storage puts into its statements."""
    return (
        scope.everything
        or (scope.person != 0 and scope.person in (parties.reporter, parties.keeper))
        or has(scope.units, parties)
        or any(covers(area, parties.area) for area in scope.areas)
    )
