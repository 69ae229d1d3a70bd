"""Every handler, pressed on a page and tapped in a chat by everybody: nobody changes more than the tables give them."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

import handlers
from bot.door.batch import Batch, Failed
from bot.door.names import JOBS
from bot.messages import Action, Attachment, Incoming
from bot.web.admin import changes as audited
from storage.tables import metadata
from tests.administration import rights
from tests.administration.rights import OTHERS, OWN, READS, WHO, Act
from tests.administration.standing import HOUSING, Standing, button, everything, standing, watch, written
from tests.deployment import WATER, Deployment, copy_of

# What every turn or guess writes, and what no person's turn touches (and takes long to look at).
LEFT_OUT = {"attempt", "seen", "outbox", "dead_letter", "area", "topic", "form"}
TABLES = [table.name for table in metadata.sorted_tables if table.name not in LEFT_OUT]
COLUMNS = {name: [column.name for column in metadata.tables[name].columns] for name in TABLES}
IN_CHAT = {"unit_do", "learn", "announcement_read"}
ITEMS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "routed": rights.MAY,
    "working": rights.AT_WORK,
    "waiting": rights.WAITED_FOR,
    "resolved": rights.RESOLVED,
    "sent_on": rights.SENT_ON,
    "to_check": rights.TO_CHECK,
    "joined": rights.JOINED,
}
OF_ITEMS = [(state, name) for state, may in ITEMS.items() for name in may]
# Handlers of no item, which the others' tables do not give to anybody in particular.
NOBODYS = sorted(JOBS | READS | set(OWN) | {"privately", "prolong", "sign_out"})


@dataclass(frozen=True)
class Held:
    """What stands, and all of it as it was before anybody pressed."""

    there: Standing
    before: Mapping[str, set[tuple[Any, ...]]]


@pytest.fixture(scope="module")
def held(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Held]:
    place = Deployment(copy_of(sqlite_template, tmp_path_factory.mktemp("rights")))
    there = standing(place)
    with place.app.writer.connect() as connection:
        before = everything(connection, TABLES)
        watch(connection, TABLES)
        connection.commit()
    yield Held(there, before)
    place.close()


def changes(held: Held, who: str, action: Action, *, chat: bool = False) -> dict[str, set[tuple[Any, ...]]]:
    """The rows that somebody's press writes, by table; it is taken back in any case."""
    place = held.there.place
    with place.app.writer.connect() as connection:
        begun = connection.begin()
        try:
            incoming = button(place, connection, who, action) if chat else _pressed(held.there.people[who], action)
            Batch(connection, place.app.committer.house, {}).run([incoming])
            after = everything(connection, written(connection))
        except Failed:
            return {}
        finally:
            begun.rollback()
    return {name: rows ^ held.before[name] for name, rows in after.items() if rows != held.before[name]}


def _pressed(person: int, action: Action) -> Incoming:
    photo = Attachment("photo", "x", "x") if action.name == "add_photo" else None
    return Incoming(id="page/once", action=action, person=person, language="zh", attachment=photo)


def of_item(number: str, name: str) -> Action:
    """What would have an effect on an item for whoever may."""
    values = {"reason": "x", "text": "x", "unit": HOUSING, "numbers": [number], "days": "3", "person": "刘某",
              "do": "accept", "words": {"reply": "x"}, "row": 1, "session": "ab" * 32}  # fmt: skip
    return Action(name, WATER if name == "templates" else number, values)


def filled(given: Any, named: Mapping[str, Any]) -> Any:
    """The same with what stands in braces put in."""
    if isinstance(given, dict):
        return {name: filled(value, named) for name, value in given.items()}
    if isinstance(given, list):
        return [filled(value, named) for value in given]
    if given == "{base}":
        return named["base"]
    return given.format_map(named) if isinstance(given, str) else given


def test_every_handler_stands_in_one_table() -> None:
    tables = {
        "items": {name for _state, name in OF_ITEMS},
        "others": {act.name for act in OTHERS},
        "own": set(OWN),
        "reads": set(READS),
        "held": set(rights.HELD),
        "jobs": set(JOBS),
    }
    standing_in = sorted(name for names in tables.values() for name in names)
    assert standing_in == sorted(handlers.by_name())


@pytest.mark.parametrize(("state", "name"), OF_ITEMS)
def test_who_changes_something_of_an_item(held: Held, state: str, name: str) -> None:
    action = of_item(held.there.items[state], name)
    assert {who for who in WHO if changes(held, who, action)} == set(ITEMS[state][name])


@pytest.mark.parametrize("act", OTHERS, ids=lambda act: act.what)
def test_who_changes_something_else(held: Held, act: Act) -> None:
    found = {who for who in WHO if changes(held, who, _asked(held, act, who), chat=act.name in IN_CHAT)}
    assert found == set(act.may)


def test_what_the_audit_notes_has_words_on_its_page(held: Held) -> None:
    unnamed = set()
    for act in OTHERS:
        found = changes(held, act.may[0], _asked(held, act, act.may[0]), chat=act.name in IN_CHAT)
        for row in found.get("audit", ()):
            entry = dict(zip(COLUMNS["audit"], row, strict=True))
            facts = {*json.loads(entry["before"]), *json.loads(entry["after"])} - {"rows"}
            unnamed |= {entry["action"]} - set(audited.ACTIONS) | {entry["what"]} - set(audited.NOUNS)
            unnamed |= facts - {*audited.FACTS, *audited.HEADINGS, held.there.items["routed"]}
    assert unnamed == set()


def _asked(held: Held, act: Act, who: str) -> Action:
    named = {**held.there.named, "我": held.there.people[who]}
    return Action(act.name, filled(act.target, named), filled(dict(act.values), named))


@pytest.mark.parametrize("name", NOBODYS)
def test_nobody_changes_anything_but_what_is_their_own(held: Held, name: str) -> None:
    action = of_item(held.there.items["routed"], name)
    for who in WHO:
        for chat in (False, True):
            found = changes(held, who, action, chat=chat)
            own = {"chat"} if name not in OWN else set(found)
            assert set(found) <= own
            assert all(belongs(held, who, table, row) for table, rows in found.items() for row in rows)


def belongs(held: Held, who: str, table: str, row: tuple[Any, ...]) -> bool:
    """Whether a row is somebody's own: their chat, their draft, what they are told."""
    cells = dict(zip(COLUMNS[table], row, strict=True))
    person, chat = held.there.people[who], held.there.chats[who]
    return (cells["id"] == chat) if table == "chat" else (cells.get("person") == person or cells.get("chat") == chat)
