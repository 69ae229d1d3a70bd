"""A form that a place wrote in Excel: offered, filled in, routed, and called by its title wherever it is named."""

import asyncio
from io import BytesIO

import openpyxl
import pytest

from storage import places
from tests.deployment import Deployment
from tests.talking import Play

SURVEY = [
    ("type", "name", "label", "required", "relevant", "constraint", "constraint_message"),
    ("select_one yn", "seen", "有没有险情？", "yes", "", "", ""),
    ("integer", "homes", "影响多少户？", "yes", "${seen} = 'yes'", ". >= 1 and . <= 500", "请写1到500之间的数。"),
]
CHOICES = [("list_name", "name", "label"), ("yn", "yes", "有"), ("yn", "no", "没有")]
SETTINGS = [("form_title", "form_id", "version"), ("防汛巡查", "flood_watch", "2026112401")]


@pytest.fixture
def watched(place: Deployment) -> Deployment:
    """A place with a form of its own."""
    book = openpyxl.Workbook()
    for name, rows in (("survey", SURVEY), ("choices", CHOICES), ("settings", SETTINGS)):
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    del book["Sheet"]
    content = BytesIO()
    book.save(content)
    with place.app.writer.begin() as connection:
        places.publish_form(connection, "flood_watch", "2026112401", "防汛.xlsx", content.getvalue(), place.clock())
        places.changed(connection)
    return place


def played(place: Deployment, *lines: str) -> str:
    return "\n".join(asyncio.run(Play(place, who="李某").play(list(lines))))


def test_it_stands_in_the_menu_and_goes_the_whole_way(watched: Deployment) -> None:
    talk = played(
        watched,
        "> /menu",
        "> [防汛巡查]",
        "> [有]",
        "> 900",
        "> 70",
        "> [提交]",
    )
    assert "请写1到500之间的数。" in talk
    item = watched.item("2026-000122")
    assert (item.form, item.title, item.area) == ("flood_watch", "防汛巡查", "621022101204")
    assert item.lead
    assert "防汛巡查" in played(watched, "> /mine")
    assert "flood" not in talk


def test_it_is_not_offered_to_who_files_nothing(watched: Deployment) -> None:
    talk = "\n".join(asyncio.run(Play(watched, who="张某").play(["> /menu"])))
    assert "防汛巡查" not in talk
