"""What is kept for a while only: forms that were put aside, for thirty days; what lets people in, until it is over."""

from datetime import timedelta

import pytest

from bot.messages import Action, Incoming, Outgoing
from bot.people import accounts
from storage import sign_ins
from tests.deployment import Deployment, texts

TABLES = ("session", "link", "attempt")


@pytest.mark.parametrize(("days", "kept"), [(29, True), (31, False)])
def test_a_form_that_was_put_aside_is_there_for_thirty_days(either: Deployment, days: int, kept: bool) -> None:
    either.said("李某", text="/issue_report")
    either.said("李某", text="村里水管冻裂了，五组三户停水三天")
    either.said("李某", text="/cancel")
    either.clock.move(days=days)
    either.run(Incoming(id="tidy/then", action=Action("tidy")))
    said = texts(either.said("李某", text="/resume"))
    assert ("归到哪一类" in said) is kept
    assert ("没有放下的表" in said) is not kept


def pressed(said: list[Outgoing], label: str) -> str:
    """The data of the button of this label."""
    return next(button.data for message in said for row in message.buttons for button in row if button.label == label)


@pytest.mark.parametrize(("hours", "kept"), [(20, True), (28, False)])
def test_a_form_that_was_thrown_away_can_be_brought_back_for_a_day(either: Deployment, hours: int, kept: bool) -> None:
    either.said("李某", text="/issue_report")
    either.said("李某", text="村里水管冻裂了，五组三户停水三天")
    put_aside = either.said("李某", text="/cancel")
    thrown = either.said("李某", button=pressed(put_aside, "不要了"))
    either.clock.move(hours=hours)
    either.run(Incoming(id="tidy/then", action=Action("tidy")))
    said = texts(either.said("李某", button=pressed(thrown, "点错了，找回来")))
    assert ("归到哪一类" in said) is kept
    assert ("已经提交或删掉" in said) is not kept


def test_sessions_links_and_wrong_codes_are_kept_until_they_are_over(either: Deployment) -> None:
    person, now = either.people["李某"], either.clock()
    with either.app.writer.begin() as connection:
        for hours in (1, 3):
            ends, token = now + timedelta(hours=hours), b"%d" % hours
            sign_ins.add_session(connection, token, person, "csrf", now, ends)
            sign_ins.add_link(connection, token, person, "/inbox", ends)
        sign_ins.tried(connection, "web/earlier", now, accounts.WINDOW)
        sign_ins.tried(connection, "web/later", now + timedelta(hours=2), accounts.WINDOW)
    either.clock.move(hours=2)
    either.run(Incoming(id="tidy/then", action=Action("tidy")))
    with either.app.reader.connect() as connection:
        left = {table: connection.exec_driver_sql(f"SELECT * FROM {table}").all() for table in TABLES}
    assert {table: len(rows) for table, rows in left.items()} == dict.fromkeys(TABLES, 1)
    assert left["session"][0].token == left["link"][0].token == b"3"
    assert left["attempt"][0].source == "web/later"
