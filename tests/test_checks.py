"""The invariants' checker: it has nothing to say of a sound database, and finds each kind of damage."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.app import running
from bot.checks import CHECKS, Finding, check
from bot.messages import Action, Incoming, Rejected
from storage import open_writer
from storage.vault import Vault, new_key
from tests.deployment import Deployment, address, copy_of
from tests.talking import Play

VISIT = ["> 走访日志", "> [王某甲·二组]", "> [户主]", "> [都正常]", "> [持平]", "> [没有]", "> (photo)", "> [提交]"]
APPLICATION = [
    "> 农户主动申请", "> [赵某（边缘易致贫户，已28天）]", "> [因学]", "> [选好了]", "> 学费还差一万二", "> [跳过]",
    "> [跳过]",
    "> [听村里安排]", "> [同意]", "> (photo)", "> 13909340000", "> [没有]", "> [提交]", "== 马某", "> /inbox",
    "> [2026-000123]", "> [受理]", "> [办结]", "> 已办助学贷款", "== 李某", "> [销号]",
]  # fmt: skip


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def lived(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployment]:
    """A deployment in which a visit, an application and an issue were filed; tests leave it as it is."""
    folder, url = tmp_path_factory.mktemp("lived"), ""
    if request.param == "sqlite":
        copy_of(request.getfixturevalue("sqlite_template"), folder)
    else:
        server = request.getfixturevalue("server")
        url = server.url(server.create(request.getfixturevalue("postgres_template")))
    place = Deployment(folder, url)
    asyncio.run(Play(place, who="李某").play([*VISIT, *APPLICATION]))
    place.act("张某", place.filed("孙某", household="H01"), "accept")
    _paused(place)
    place.run(Incoming(id="digest/621022-water/2026-11-24",
                       action=Action("digest_unit", "621022-water", {"period": "2026-11-24"})))  # fmt: skip
    yield place
    place.close()


def _paused(place: Deployment) -> None:
    """One item stands still, with more days granted meanwhile; of another the clock has gone on after two days."""
    still, gone = place.filed("孙某", "渠道垮塌"), place.filed("孙某", "水塔漏水")
    for number in (still, gone):
        place.act("张某", number, "accept")
        place.act("张某", number, "pause", reason="等待材料")
    place.act("张某", still, "extend", days="3", reason="材料没到")
    place.act("刘某", still, "grant")
    place.clock.move(days=2)
    place.act("张某", gone, "go_on")


def findings(place: Deployment, *damage: str, vault: Vault | None = None) -> list[Finding]:
    """What the checker says after some statements, which are then taken back."""
    with place.app.writer.connect() as connection, connection.begin() as transaction:
        for statement in damage:
            assert connection.exec_driver_sql(statement).rowcount > 0, statement
        said = check(connection, vault or place.vault, place.folder)
        transaction.rollback()
    return said


def found(place: Deployment, *damage: str) -> set[str]:
    return {finding.invariant for finding in findings(place, *damage) if not finding.note}


def test_a_database_in_which_people_have_worked_is_sound(lived: Deployment) -> None:
    assert findings(lived) == []


DAMAGE = {
    "a second status": ("UPDATE item SET status = 'resolved' WHERE status = 'accepted'", "I4"),
    "a status that has no lead": ("UPDATE item SET status = 'accepted' WHERE status = 'closed'", "I3"),
    "an item in no inbox": ("UPDATE entry SET ended_at = since WHERE ended_at IS NULL", "I3"),
    "an item in two inboxes": (
        """INSERT INTO entry (item, unit, part, since, ended_by)
           SELECT item, '621022-housing', 'lead', since, '' FROM entry WHERE part = 'lead' AND ended_at IS NULL""",
        "I3",
    ),
    "a unit that was closed": ("UPDATE unit SET closed_at = '2026-11-01 00:00:00' WHERE code = '621022-water'", "I3"),
    "an event that was changed": ("UPDATE event SET details = '{\"text\":\"x\"}' WHERE action = 'resolve'", "I5"),
    "an event that is gone": ("DELETE FROM event WHERE action = 'accept'", "I4"),
    "a hash that was made anew": ("UPDATE event SET previous = 'x', hash = 'y' WHERE sequence = 2", "I5"),
    "a draft that has no item": ("UPDATE item SET draft = NULL", "I2"),
    "a message in no state": ("UPDATE outbox SET status = 'sending'", "I8"),
    "a message that was given up for nothing": ("UPDATE outbox SET status = 'dead', reason = ''", "I8"),
    "a question that is not there": ("UPDATE draft SET asked = 999999", "I10"),
    "an edit of no message": ("UPDATE outbox SET about = 999999 WHERE operation = 'edit'", "I10"),
    "a chat on a form that is over": ("UPDATE chat SET draft = (SELECT min(id) FROM draft)", "I10"),
    "a file that was changed": ("UPDATE attachment SET sha256 = 'x'", "I10"),
    "a file that is gone": ("UPDATE attachment SET file = 'files/00/nothing'", "I10"),
    "a failure without a reason": ("UPDATE attachment SET status = 'failed'", "I10"),
    "a version that is gone": ("DELETE FROM form WHERE code = 'visit_log'", "I11"),
    "an answer to no question": ("UPDATE item SET answers = '{\"/data/nothing\":1}'", "I16"),
    "an open item that is never due": (
        "UPDATE item SET accept_by = NULL, resolve_by = NULL, paused_by = NULL WHERE status = 'accepted'", "due"),
    "a secret in clear": ("UPDATE item SET answers = '{\"/data/promise/phone\":\"13909340000\"}'", "I16"),
}  # fmt: skip


@pytest.mark.parametrize("case", DAMAGE)
def test_each_kind_of_damage_is_found(lived: Deployment, case: str) -> None:
    statement, invariant = DAMAGE[case]
    assert invariant in found(lived, statement)


def test_an_assisting_unit_that_was_closed_is_found(lived: Deployment) -> None:
    assists = """INSERT INTO entry (item, unit, part, since, ended_by)
        SELECT item, '621022-housing', 'assist', since, '' FROM entry WHERE part = 'lead' AND ended_at IS NULL"""
    assert found(lived, assists) == set()
    assert found(lived, assists, "UPDATE unit SET closed_at = '2026-11-01' WHERE code = '621022-housing'") == {"I3"}


PAUSES = {
    "a clock that goes on for no event":
        "UPDATE item SET paused_at = NULL, paused_by = NULL WHERE paused_at IS NOT NULL",
    "a clock that stands since another day":
        "UPDATE item SET paused_at = '2026-11-20 00:00:00' WHERE paused_at IS NOT NULL",
    "a deadline that runs while the clock stands": "UPDATE item SET resolve_by = paused_by WHERE paused_at IS NOT NULL",
    "another deadline than was put aside":
        "UPDATE item SET paused_by = '2026-12-31 15:59:59' WHERE paused_at IS NOT NULL",
    "a clock that stands for no event":
        "UPDATE item SET paused_at = '2026-11-24 01:00:00' WHERE title = '五组水管冻裂'",
    "a deadline that moved by other days than it stood still":
        "UPDATE item SET resolve_by = '2026-12-31 15:59:59' WHERE title = '水塔漏水'",
}  # fmt: skip


@pytest.mark.parametrize("case", PAUSES)
def test_a_pause_that_its_events_do_not_tell_of_is_found(lived: Deployment, case: str) -> None:
    assert found(lived, PAUSES[case]) == {"pause"}


def test_a_digest_that_counts_what_did_not_lie_there_is_found(lived: Deployment) -> None:
    kept = "SELECT unit, made_at FROM digest WHERE unit = '621022-water' AND period = '2026-11-24'"
    with lived.app.reader.connect() as connection:
        assert len(connection.exec_driver_sql(kept).all()) == 1
    for content in ('{"new": ["2026-000122"]}', '{"late": ["2026-000124"]}'):
        assert found(lived, f"UPDATE digest SET content = '{content}'") == {"I9"}


def test_a_digest_that_names_an_item_twice_is_found(lived: Deployment) -> None:
    content = '{"new": ["2026-000124"], "overdue": ["2026-000124"]}'
    made = f"VALUES ('621022-water', '2026-11-25', '{content}', '2026-11-24 02:00:00')"
    assert found(lived, f"INSERT INTO digest (unit, period, content, made_at) {made}") == {"I9"}


def test_a_key_that_does_not_fit_is_found(lived: Deployment) -> None:
    broken = {finding.invariant for finding in findings(lived, vault=Vault([new_key()]))}
    assert broken == {"key", "I10"}  # the photos cannot be read either


def test_a_file_of_nobody_a_dead_letter_and_a_lost_message_are_notes(place: Deployment) -> None:
    (place.folder / "files" / "00").mkdir(parents=True)
    (place.folder / "files" / "00" / "left").write_bytes(b"x")
    place.run(Incoming(id="console/x", channel="console", chat=address("李某"), unreadable="no JSON"))
    place.wire.failures.append(Rejected("too long"))

    async def deliver() -> None:
        async with running(place.app):
            await place.app.delivery.idle()

    asyncio.run(deliver())
    place.restart()
    notes = findings(place)
    assert {(finding.invariant, finding.note) for finding in notes} == {("I8", True), ("I10", True), ("I15", True)}


def test_nothing_that_was_answered_is_quoted(lived: Deployment) -> None:
    said = findings(lived, 'UPDATE item SET answers = \'{"/data/nothing":"秘密"}\'', "UPDATE draft SET asked = 999999")
    assert said
    assert "秘密" not in repr(said)


def test_an_empty_database_says_what_it_lacks(tmp_path: Path) -> None:
    engine = open_writer(tmp_path / "empty.db")
    with engine.connect() as connection:
        assert [finding.invariant for finding in check(connection, Vault([new_key()]), tmp_path)] == ["I0"]
    engine.dispose()


def test_every_check_says_what_it_checks() -> None:
    assert all(function.__doc__ for _, function in CHECKS)
