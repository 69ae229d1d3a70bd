"""Visits by the rhythm of a household's category: offered each morning, answered by a log, and missed visibly."""

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.packs import PackErrors, loading, read_pack
from bot.reports import bulletin
from bot.reports.bulletin import Subject
from bot.reports.period import read
from bot.rights import EVERYTHING, Scope
from bot.schedule.ticks import due
from storage import households, visits
from storage.tables.helping import RHYTHM
from tests.deployment import COUNTY, PACK, VILLAGE, Deployment, household, texts
from tests.test_deadlines import hear


def offered(place: Deployment) -> list[str]:
    """Whom the schedule has offered visits to now."""
    asked = [each for each in due(place.app.reader, place.clock(), 8) if each.id.startswith("visits/")]
    place.run(*asked)
    names = {str(identity): name for name, identity in place.people.items()}
    return [names[each.id.split("/")[1]] for each in asked]


def test_each_cadre_is_offered_the_visits_of_the_day_once(either: Deployment) -> None:
    assert offered(either) == ["李某", "孙某", "周某"]
    assert offered(either) == []
    either.clock.move(days=1)
    assert offered(either) == ["李某", "孙某", "周某"]


def test_the_morning_names_the_households(place: Deployment) -> None:
    offered(place)
    heard = hear(place)
    assert "1户该走访了" in heard["李某"]  # of five households one, not seen for 31 days
    assert "李某乙·三组（脱贫不稳定户）：31天没走访" in heard["李某"]
    assert "钱某" not in heard


def test_only_in_the_morning(place: Deployment) -> None:
    place.clock.at = datetime(2026, 11, 24, 4, tzinfo=UTC)  # noon
    assert offered(place) == []


def test_a_tap_opens_the_visit_log_with_the_household_and_the_log_answers_it(either: Deployment) -> None:
    shown = either.said("李某", text="/visits")
    button = shown[0].buttons[0][0]
    assert button.label == "李某乙·三组"
    assert "见到了谁" in texts(either.said("李某", button=button.data))
    either.file("李某", form="visit_log", household="H03", visited_on="2026-11-24")
    assert "都按时走访" in texts(either.said("李某", text="/visits"))
    either.clock.move(days=1)
    assert offered(either) == []


def test_nobody_at_home_does_not_answer_it(place: Deployment) -> None:
    place.file("李某", form="visit_log", household="H03", visited_on="2026-11-24", person="absent")
    assert "李某乙" in texts(place.said("李某", text="/visits"))


def test_the_coordinator_sees_who_was_not_seen(either: Deployment) -> None:
    said = texts(either.said("陈某", text="/visits"))
    assert "要定期走访的3户" in said
    assert "环县曲子镇西沟村：1户（共3户）" in said


def test_who_has_nothing_to_do_with_visits_is_told_so(place: Deployment) -> None:
    assert "驻村" in texts(place.said("张某", text="/visits"))


def test_the_days_are_the_places_own(place: Deployment, tmp_path: Path) -> None:
    with place.app.writer.begin() as connection:
        connection.execute(RHYTHM.update().values(days=20))
        assert visits.rhythms(connection)["marginal"] == 20
        scope, today = Scope(villages=("62/621000/621022/621022101/" + VILLAGE,)), place.clock().date()
        found = visits.due(connection, scope, visits.rhythms(connection), today, 9)
    assert [each.code for each in found] == ["H01", "H03", "H02"]


def test_a_table_that_cannot_be_is_told_with_its_cells(tmp_path: Path) -> None:
    folder = tmp_path / "pack"
    shutil.copytree(PACK, folder)
    (folder / "rhythms.csv").write_text(
        "类别,最长间隔天数\n脱贫户,季度\n富裕户,30\n脱贫户,90\n脱贫户,80\n", encoding="utf-8"
    )
    with pytest.raises(PackErrors) as refused:
        read_pack(folder)
    problems = [(each.row, each.column) for each in refused.value.problems if not each.warning]
    assert problems == [(2, "最长间隔天数"), (3, "类别"), (5, "类别")]
    (folder / "rhythms.csv").unlink()
    assert read_pack(folder).rhythms == ()


def test_a_pack_brings_them(place: Deployment) -> None:
    pack = read_pack(PACK)
    assert {each.category: each.days for each in pack.rhythms}["lifted"] == 90
    with place.app.writer.begin() as connection:
        connection.execute(RHYTHM.delete())
        loading.load(connection, pack, place.clock())
        assert len(visits.rhythms(connection)) == 4


def test_a_bulletin_says_who_was_not_seen_as_it_stood_then(either: Deployment) -> None:
    def unseen(period: str) -> tuple[int, int]:
        with either.app.reader.connect() as connection:
            live = either.app.live.current(connection)
            figures = bulletin.counted(connection, live, Subject(COUNTY), read(period), either.clock())
        return figures.total.watched, figures.total.unseen

    either.clock.move(hours=1)
    with either.app.writer.begin() as connection:
        households.add(connection, [household("H09", "孙某丁", category="sudden")])
    assert unseen("2026-11") == (4, 2)
    either.file("李某", form="visit_log", household="H03", visited_on="2026-11-24")
    either.clock.move(days=7)  # to the first of December
    november = unseen("2026-11")
    assert november == (4, 2)  # H09, and H02 whom nobody has seen since October
    either.file("李某", form="visit_log", household="H09", visited_on="2026-12-01")
    either.clock.move(days=1)
    assert unseen("2026-11") == november


def test_all_households_stand_in_the_order_of_their_names_as_they_are_spoken(either: Deployment) -> None:
    with either.app.writer.begin() as connection:
        households.add(connection, [household(f"N{n}", head) for n, head in enumerate(("何某", "陈某", "安某"))])
        heads = [each.head for each in households.search(connection, EVERYTHING, "", 50)]
    assert [head[0] for head in heads if head in ("安某", "陈某", "何某", "李某乙", "赵某")] == list("安陈何李赵")
