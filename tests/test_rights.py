"""Who may see and do what, where: the table, and what follows from it."""

from hypothesis import given
from hypothesis import strategies as st

from bot.lifecycle import Relation
from bot.rights import (
    EVERYTHING,
    NOTHING,
    RIGHTS,
    Membership,
    Parties,
    Person,
    Right,
    Role,
    covers,
    relations,
    scope_of,
    sees,
)

COUNTY, TOWN, VILLAGE = "62/621000/621022", "62/621000/621022/621022101", "62/621000/621022/621022101/621022101204"
PARTIES = Parties(7, "621022-water", frozenset({"621022-housing"}), VILLAGE)

memberships = st.builds(
    Membership,
    role=st.sampled_from(Role),
    unit=st.sampled_from(["", "621022-water", "621022-housing", "621023-water"]),
    area=st.sampled_from(["", COUNTY, TOWN, VILLAGE, "62/621000/621023", "62/621000/62102"]),
)
persons = st.builds(
    Person, id=st.integers(1, 9), name=st.just("某"), memberships=st.lists(memberships, max_size=3).map(tuple)
)


def person(role: Role, unit: str = "", area: str = "", identity: int = 1) -> Person:
    return Person(identity, "某", memberships=(Membership(role, unit, area),))


def test_the_table_is_as_it_was_agreed() -> None:
    assert {role.value: {right.value for right in rights} for role, rights in RIGHTS.items()} == {
        "reporter": {"file"},
        "clerk": {"inbox", "digest", "unmask"},
        "head": {"inbox", "digest", "unmask"},
        "coordinator": {"inbox", "coordinate"},
        "admin": {"invite", "configure"},
    }


def test_every_role_stands_in_the_table_and_every_right_is_somebodys() -> None:
    assert set(RIGHTS) == set(Role)
    assert set().union(*RIGHTS.values()) == set(Right)


def test_whoever_has_no_membership_may_nothing_and_sees_nothing_of_others() -> None:
    nobody = Person(1, "某")
    assert not any(nobody.may(right) for right in Right)
    assert not sees(scope_of(nobody), PARTIES)
    assert not sees(NOTHING, PARTIES)
    assert sees(EVERYTHING, PARTIES)


def test_how_people_stand_to_an_item() -> None:
    assert relations(None, PARTIES) == {Relation.PRODUCT}
    assert relations(person(Role.REPORTER, area=VILLAGE, identity=7), PARTIES) == {Relation.REPORTER}
    assert relations(person(Role.REPORTER, area=VILLAGE), PARTIES) == set()
    assert relations(person(Role.CLERK, unit="621022-water"), PARTIES) == {Relation.LEAD}
    assert relations(person(Role.HEAD, unit="621022-water"), PARTIES) == {Relation.LEAD, Relation.HEAD}
    assert relations(person(Role.HEAD, unit="621022-housing"), PARTIES) == {Relation.ASSIST}
    assert relations(person(Role.CLERK, unit="621023-water"), PARTIES) == set()
    assert relations(person(Role.COORDINATOR, area=COUNTY), PARTIES) == {Relation.COORDINATOR}
    assert relations(person(Role.COORDINATOR, area="62/621000/621023"), PARTIES) == set()
    assert relations(person(Role.ADMIN, area="62"), PARTIES) == set()


def test_a_county_is_not_covered_by_one_whose_code_begins_alike() -> None:
    assert covers(COUNTY, VILLAGE)
    assert covers(VILLAGE, VILLAGE)
    assert not covers(VILLAGE, COUNTY)
    assert not covers("62/621000/62102", VILLAGE)


@given(persons)
def test_whoever_may_do_something_to_an_item_also_sees_it(someone: Person) -> None:
    if relations(someone, PARTIES):
        assert sees(scope_of(someone), PARTIES)


@given(persons)
def test_whoever_sees_an_item_stands_somehow_to_it(someone: Person) -> None:
    if sees(scope_of(someone), PARTIES):
        assert relations(someone, PARTIES)


@given(persons)
def test_a_unit_is_somebodys_only_by_a_role_in_it(someone: Person) -> None:
    in_units = {membership.unit for membership in someone.memberships if membership.role in (Role.CLERK, Role.HEAD)}
    assert set(someone.units()) == in_units - {""}
