"""Every handler, pressed on a page by everybody: nobody changes anything that the table does not give them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import select

import handlers
from bot.batch import Batch, Failed
from bot.messages import Action, Attachment, Incoming
from storage import Connection, places
from storage.tables import metadata
from tests.administration.rights import AT_WORK, MAY, WAITED_FOR, WHO
from tests.deployment import OVERVIEW, WATER, Deployment, copy_of

# What every turn or guess writes, and what no person's turn touches (and takes long to look at).
LEFT_OUT = {"attempt", "seen", "outbox", "dead_letter", "area", "topic", "function", "form", "unit"}
TABLES = [table for table in metadata.sorted_tables if table.name not in LEFT_OUT]
HOUSING = "621022-housing"


@dataclass(frozen=True)
class Standing:
    """A deployment with items, by their numbers."""

    place: Deployment
    routed: str
    working: str
    waiting: str


@pytest.fixture(scope="module")
def standing(sqlite_template: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Standing]:
    """Items of the water office, rules that have a past, a draft, and so an item that would lie elsewhere."""
    place = Deployment(copy_of(sqlite_template, tmp_path_factory.mktemp("rights")))
    number, working, waiting = place.filed("李某", phone="13800000001"), accepted(place), waited_for(place)
    with place.app.writer.begin() as connection:
        found = places.live_rules(connection)
        assert found is not None
        other = [{**row, "lead": {"unit": HOUSING}} if row["topic"] == "drinking_water" else row for row in found[1]]
        places.publish_rules(connection, other, "试", place.clock())
        places.draft_rules(connection, places.NewRules(rows=found[1], note="试", now=place.clock(), base=2))
        places.changed(connection)
    yield Standing(place, number, working, waiting)
    place.close()


def accepted(place: Deployment) -> str:
    """An item that 张某 has accepted."""
    number = place.filed("李某")
    place.act("张某", number, "accept")
    return number


def waited_for(place: Deployment) -> str:
    """One that stands still, with more days asked for, a question to the reporter, and a unit that assists."""
    number = accepted(place)
    place.act("张某", number, "ask", text="x")
    place.act("张某", number, "extend", days="3", reason="x")
    place.act("张某", number, "involve", unit=OVERVIEW)
    place.act("张某", number, "pause", reason="x")
    return number


def asked(number: str, name: str) -> Action:
    """What would have an effect for whoever may."""
    target = {"templates": WATER}.get(name, "" if name.startswith("rules_") else number)
    values = {"reason": "x", "text": "x", "unit": HOUSING, "rows": [], "note": "x", "numbers": [number],
              "days": "3", "person": "刘某", "do": "accept", "name": "x", "query": "q=x",
              "words": {"reply": "x"}}  # fmt: skip
    return Action(name, target, values)


def everything(connection: Connection) -> Mapping[str, list[Any]]:
    """All that could have been changed."""
    return {table.name: list(connection.execute(select(table))) for table in TABLES}


def changes(place: Deployment, number: str, name: str, who: str) -> bool:
    """Whether somebody's press changes anything; it is taken back in any case."""
    photo = Attachment("photo", "x", "x") if name == "add_photo" else None
    incoming = Incoming(
        id=f"page/{name}/{who}", action=asked(number, name), person=place.people[who], language="zh", attachment=photo
    )
    with place.app.writer.connect() as connection:
        begun = connection.begin()
        before = everything(connection)
        try:
            Batch(connection, place.app.committer.house, {}).run([incoming])
        except Failed:
            return False
        finally:
            after = everything(connection)
            begun.rollback()
    return before != after


@pytest.mark.parametrize("name", sorted(handlers.by_name()))
def test_who_changes_something_by_a_press(standing: Standing, name: str) -> None:
    assert {who for who in WHO if changes(standing.place, standing.routed, name, who)} == set(MAY.get(name, ()))


@pytest.mark.parametrize("name", sorted(AT_WORK))
def test_who_changes_something_of_an_item_that_is_worked_on(standing: Standing, name: str) -> None:
    assert {who for who in WHO if changes(standing.place, standing.working, name, who)} == set(AT_WORK[name])


@pytest.mark.parametrize("name", sorted(WAITED_FOR))
def test_who_changes_something_of_an_item_that_waits(standing: Standing, name: str) -> None:
    assert {who for who in WHO if changes(standing.place, standing.waiting, name, who)} == set(WAITED_FOR[name])


def test_everybody_of_the_table_is_there(place: Deployment) -> None:
    assert set(WHO) <= set(place.people)
    assert {*MAY, *AT_WORK, *WAITED_FOR} <= set(handlers.by_name())
