"""Every handler, pressed on a page by everybody: nobody changes anything that the table does not give them."""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from sqlalchemy import select

import handlers
from bot.batch import Batch, Failed
from bot.messages import Action, Incoming
from storage import Connection, places
from storage.tables import metadata
from tests.administration.rights import MAY, WHO
from tests.deployment import Deployment, copy_of

# What every turn or guess writes, and what no person's turn touches (and takes long to look at).
LEFT_OUT = {"attempt", "seen", "outbox", "dead_letter", "area", "topic", "function", "form", "unit"}
TABLES = [table for table in metadata.sorted_tables if table.name not in LEFT_OUT]
HOUSING = "621022-housing"


@pytest.fixture(scope="module")
def standing(sqlite_template: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Deployment, str]]:
    """An item in the water office's inbox, rules that have a past, a draft and an item that lies elsewhere."""
    place = Deployment(copy_of(sqlite_template, tmp_path_factory.mktemp("rights")))
    number = place.filed("李某", phone="13800000001")
    with place.app.writer.begin() as connection:
        found = places.live_rules(connection)
        assert found is not None
        other = [{**row, "lead": {"unit": HOUSING}} if row["topic"] == "drinking_water" else row for row in found[1]]
        places.publish_rules(connection, other, "试", place.clock())
        places.draft_rules(connection, places.NewRules(rows=found[1], note="试", now=place.clock(), base=2))
        places.changed(connection)
    yield place, number
    place.close()


def asked(number: str, name: str) -> Action:
    """What would have an effect for whoever may."""
    target = "" if name.startswith("rules_") else number
    values = {"reason": "x", "text": "x", "unit": HOUSING, "rows": [], "note": "x", "numbers": [number]}
    return Action(name, target, values)


def everything(connection: Connection) -> Mapping[str, list[Any]]:
    """All that could have been changed."""
    return {table.name: list(connection.execute(select(table))) for table in TABLES}


def changes(place: Deployment, number: str, name: str, who: str) -> bool:
    """Whether somebody's press changes anything; it is taken back in any case."""
    incoming = Incoming(id=f"page/{name}/{who}", action=asked(number, name), person=place.people[who], language="zh")
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
def test_who_changes_something_by_a_press(standing: tuple[Deployment, str], name: str) -> None:
    place, number = standing
    assert {who for who in WHO if changes(place, number, name, who)} == set(MAY.get(name, ()))


def test_everybody_of_the_table_is_there(place: Deployment) -> None:
    assert set(WHO) <= set(place.people)
    assert set(MAY) <= set(handlers.by_name())
