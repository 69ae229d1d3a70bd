"""Lists for admins, paged by key: every row once, in order, within the scope. On both databases."""

from datetime import timedelta

import pytest

from bot.rights import EVERYTHING, NOTHING, Role, Scope
from storage import Connection, audit, lists
from tests.deployment import FAR_VILLAGE, MORNING, VILLAGE, WATER, Deployment

COUNTY = Scope(areas=("62/621000/621022",))
FAR = Scope(areas=("62/621000/621023",))
PAGE = 3


@pytest.fixture
def spread(either: Deployment) -> Deployment:
    """Items of two counties, and people."""
    for n in range(8):
        either.filed("钱某" if n % 4 == 3 else "李某", area=FAR_VILLAGE if n % 4 == 3 else VILLAGE)
    return either


def items(connection: Connection, scope: Scope) -> list[str]:
    """Numbers, page by page."""
    found: list[lists.Line] = []
    while page := lists.items(connection, scope, lists.Wanted(before=found[-1].id if found else 0), PAGE):
        found += page
    return [line.number for line in found]


def people(connection: Connection, scope: Scope) -> list[lists.Role]:
    """Roles, page by page."""
    found: list[lists.Role] = []
    while page := lists.people(
        connection, scope, lists.Who(after=(found[-1].person, found[-1].id) if found else (0, 0)), PAGE
    ):
        found += page
    return found


def households(connection: Connection, scope: Scope) -> list[str]:
    """Codes, page by page."""
    found: list[lists.Household] = []
    while page := lists.households(
        connection, scope, lists.Which(after=(found[-1].area, found[-1].code) if found else ("", "")), PAGE
    ):
        found += page
    return [each.code for each in found]


def test_pages_hold_every_item_once_the_latest_first(spread: Deployment) -> None:
    with spread.app.reader.connect() as connection:
        everything = items(connection, EVERYTHING)
        assert everything == sorted(set(everything), reverse=True)
        assert len(everything) == 8
        county, far = items(connection, COUNTY), items(connection, FAR)
        assert (len(county), len(far)) == (6, 2)
        assert sorted([*county, *far], reverse=True) == everything
        assert items(connection, NOTHING) == []
        assert lists.numbers_within(connection, FAR, everything) == set(far)


def test_items_are_found_by_the_end_of_their_number_place_topic_and_unit(spread: Deployment) -> None:
    def found(**wanted: object) -> int:
        with spread.app.reader.connect() as connection:
            return len(lists.items(connection, EVERYTHING, lists.Wanted(**wanted), 99))  # type: ignore[arg-type]

    with spread.app.reader.connect() as connection:
        number = items(connection, EVERYTHING)[0]
    assert found(number=number) == found(number=number[-6:]) == 1
    assert found(status="routed") == 8
    assert found(status="closed") == 0
    path = f"62/621000/621022/621022101/{VILLAGE}"
    assert found(found=([path], [], [])) == 6
    assert found(found=([], ["drinking_water"], [])) == 8
    assert found(found=([], [], [WATER])) == 6
    assert found(found=([], [], [])) == 0


def test_pages_hold_every_role_once_within_the_scope(spread: Deployment) -> None:
    with spread.app.reader.connect() as connection:
        everybody = people(connection, EVERYTHING)
        assert len({role.id for role in everybody}) == len(everybody) == 12
        assert [role.person for role in everybody] == sorted(role.person for role in everybody)
        assert {role.name for role in people(connection, FAR)} == {"钱某", "郑某"}  # in a village, in a unit
        assert "管理员" not in {role.name for role in people(connection, COUNTY)}
        named = lists.Who(names=["李某"], person=everybody[-1].person)
        assert {role.name for role in lists.people(connection, EVERYTHING, named, 99)} == {"李某", everybody[-1].name}
        clerks = lists.people(connection, EVERYTHING, lists.Who(role="clerk"), 99)
        assert {role.role for role in clerks} == {"clerk"}


def test_pages_hold_every_household_once(spread: Deployment) -> None:
    with spread.app.reader.connect() as connection:
        assert households(connection, EVERYTHING) == ["H01", "H02", "H03", "H04", "H05"]
        assert households(connection, COUNTY) == ["H01", "H02", "H03", "H04", "H05"]
        assert households(connection, FAR) == []
        words = lists.Which(words="王某")
        assert len(lists.households(connection, EVERYTHING, words, 99)) == 3
        assert lists.households(connection, EVERYTHING, lists.Which(confirmed=False), 99) == []


def test_the_audit_is_paged_and_a_county_reads_what_is_the_countys(spread: Deployment) -> None:
    county = spread.person(Role.ADMIN, area="621022", name="县管理员")
    city = spread.people["管理员"]
    with spread.app.writer.begin() as connection:
        before = {entry.id for entry in lists.changes(connection, EVERYTHING, lists.Written(), 99)}
        for n, (person, what) in enumerate([(city, "items"), (city, "rules"), (county, "units"), (None, "people")]):
            audit.add(connection, audit.New(at=MORNING + timedelta(hours=n), person=person, action="import", what=what,
                                            before={}, after={}, note=str(n), cause=f"test/{n}"))  # fmt: skip

        def notes(scope: Scope, **wanted: object) -> list[str]:
            rows = lists.changes(connection, scope, lists.Written(**wanted), 99)  # type: ignore[arg-type]
            return [row.note for row in rows if row.id not in before]

        assert notes(EVERYTHING) == ["3", "2", "1", "0"]
        assert notes(COUNTY) == ["2", "1"]
        assert notes(FAR) == ["1"]
        assert notes(EVERYTHING, what="units") == ["2"]
        last = lists.changes(connection, EVERYTHING, lists.Written(), 1)[0]
        assert notes(EVERYTHING, before=last.id) == ["2", "1", "0"]
