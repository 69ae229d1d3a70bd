"""What one account may bring in at most: it is said, it says when it goes on, and nothing of it is lost."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.files.kinds import MOST_FILES
from bot.messages import Action, Attachment, Incoming, Outgoing
from storage import files, quotas
from tests.deployment import MORNING, Deployment, copy_of, texts
from tests.reports.test_orders import pressed

VISIT = ("王某甲·二组", "户主", "都正常", "持平", "没有", "不用")


@pytest.fixture
def narrow(sqlite_template: Path, tmp_path: Path) -> Iterator[Deployment]:
    """A deployment that allows three items, one megabyte and two open forms."""
    few = {"items_a_day": 3, "megabytes_a_day": 1, "open_drafts": 2}
    place = Deployment(copy_of(sqlite_template, tmp_path), changed=few)
    yield place
    place.close()


def reviewed(place: Deployment, taps: tuple[str, ...] = VISIT) -> list[Outgoing]:
    """A visit log as far as these taps go."""
    shown = place.said("李某", text="/visit_log")
    for label in taps:
        shown = pressed(place, "李某", shown, label)
    return shown


def photo(number: int, size: int = 0) -> Attachment:
    return Attachment("photo", f"p{number}", f"u{number}", size=size)


def count(place: Deployment, table: str, where: str = "1 = 1") -> int:
    with place.app.reader.connect() as connection:
        found: Any = connection.exec_driver_sql(f"SELECT count(*) FROM {table} WHERE {where}").scalar()
    return int(found)


def test_the_form_waits_for_midnight_and_is_filed_by_the_same_button(narrow: Deployment) -> None:
    for _ in range(3):
        narrow.filed("李某")
    said = pressed(narrow, "李某", reviewed(narrow), "提交")
    assert "3件" in texts(said)
    assert "零点" in texts(said)
    assert "请核对" in texts(said)
    assert count(narrow, "item") == 3
    narrow.clock.at = MORNING + timedelta(hours=15, seconds=1)  # midnight in China
    assert "已记下" in texts(pressed(narrow, "李某", said, "提交"))
    assert count(narrow, "item") == 4


def test_what_others_file_does_not_count(narrow: Deployment) -> None:
    for _ in range(3):
        narrow.filed("孙某")
    assert "已记下" in texts(pressed(narrow, "李某", reviewed(narrow), "提交"))


def test_files_are_counted_by_their_bytes_while_they_are_still_on_their_way(narrow: Deployment) -> None:
    reviewed(narrow, VISIT[:-1])
    narrow.said("李某", attachment=photo(1, 700_000))
    said = narrow.said("李某", attachment=photo(2, 700_000))
    assert "1 MB" in texts(said)
    assert "零点" in texts(said)
    assert count(narrow, "attachment") == 1
    narrow.clock.move(hours=16)
    narrow.said("李某", attachment=photo(3, 700_000))
    assert count(narrow, "attachment") == 2


def test_a_photo_to_an_item_counts_too_and_its_question_stays_open(narrow: Deployment) -> None:
    number = narrow.filed("李某")
    narrow.act("张某", number, "accept")
    narrow.act("张某", number, "ask", text="请发照片。")
    said = narrow.said("李某", attachment=photo(1, 1_200_000))
    assert "1 MB" in texts(said)
    assert count(narrow, "attachment") == 0
    assert count(narrow, "item", "asked_at IS NOT NULL") == 1
    narrow.said("李某", attachment=photo(2, 500_000))
    assert count(narrow, "attachment", "item IS NOT NULL") == 1


def test_an_item_takes_no_more_files_after_the_fortieth(place: Deployment) -> None:
    number = place.filed("李某")
    item = place.item(number).id
    with place.app.writer.begin() as connection:
        for at in range(MOST_FILES):
            new = files.NewAttachment(draft=None, item=item, path="later", channel="web", reference=f"f{at}",
                                      kind="photo", sensitive=False, made_at=MORNING)  # fmt: skip
            files.add(connection, new)
    sent = Incoming(id="page/99", person=place.people["李某"], action=Action("add_photo", number), language="zh",
                    attachment=photo(99))  # fmt: skip
    assert "最多带40个文件" in texts(place.run(sent)[sent.id])
    assert count(place, "attachment") == MOST_FILES


def test_too_many_forms_are_put_aside_no_more_and_the_one_under_way_stays(narrow: Deployment) -> None:
    for _ in range(2):
        reviewed(narrow, VISIT[:2])
        narrow.said("李某", text="/cancel")
    shown = reviewed(narrow, VISIT[:2])
    assert "2张" in texts(narrow.said("李某", text="/cancel"))
    said = narrow.said("李某", text="/issue_report")
    assert "2张" in texts(said)
    assert texts(shown).rpartition("\n")[2] in texts(said)  # the question that was there
    assert count(narrow, "draft", "form = 'issue_report'") == 0
    pressed(narrow, "李某", said, "不要了")
    assert count(narrow, "draft", "status = 'open'") == 2
    assert "什么事" in texts(narrow.said("李某", text="/issue_report"))


def test_counting_reads_an_index_alone(either: Deployment) -> None:
    with either.app.reader.connect() as connection:
        assert quotas.filed(connection, 1, MORNING) == 0
        assert quotas.sent(connection, 1, MORNING) == 0
        for table, mine in (("item", "reporter = 1 AND filed_at"), ("attachment", "person = 1 AND made_at")):
            if connection.dialect.name == "sqlite":
                asked = f"EXPLAIN QUERY PLAN SELECT count(*) FROM {table} WHERE {mine} > 'x'"
                assert "INDEX ix_" in str(list(connection.exec_driver_sql(asked)))
