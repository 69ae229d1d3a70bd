"""A workbook sent to the bot by an admin is read as rules: what is wrong, or what would change, is the answer."""

import asyncio
from pathlib import Path

import pytest

from bot.app import running
from bot.messages import Attachment, Incoming
from storage import places
from tests.administration.conftest import Terminal, change
from tests.deployment import Deployment, address

HOUSING = "621022-housing"


@pytest.fixture
def book(terminal: Terminal, tmp_path: Path) -> Path:
    path = tmp_path / "rules.xlsx"
    terminal("rules", "export", path)
    return path


async def sent(place: Deployment, who: str, content: bytes, name: str = "rules.xlsx") -> list[str]:
    """Sends a file, and gives what came back once it was fetched."""
    place.wire.files["f"] = content
    async with running(place.app):
        attachment = Attachment("document", "f", "f", name)
        await place.app.submit(Incoming(id="console/f", channel="console", chat=address(who), account=who,
                                        attachment=attachment))  # fmt: skip
        await place.app.attachments.idle()
        await place.app.delivery.idle()
    return [message.text for message in place.wire.sent]


async def pressed(place: Deployment, who: str, label: str) -> None:
    """Taps a button of the last message."""
    button = next(each for row in place.wire.sent[-1].buttons for each in row if each.label == label)
    place.restart()
    async with running(place.app):
        await place.app.submit(Incoming(id=f"console/{label}", channel="console", chat=address(who), account=who,
                                        button=button.data))  # fmt: skip


def test_a_sound_workbook_is_compared_and_made_live_by_a_button(book: Path, tmp_path: Path) -> None:
    change(book, "rules", "lead", {"drinking_water": "housing"}, key="topic")
    place = Deployment(tmp_path)
    number = place.filed("李某")
    said = asyncio.run(sent(place, "管理员", book.read_bytes()))
    assert "不会改动" in said[0]
    assert "环县水务局 → 环县住建局：1件" in said[-1]
    assert number in said[-1]
    place.wire.sent = [message for message in place.wire.sent if message.buttons]
    asyncio.run(pressed(place, "管理员", "生效"))
    place.restart()
    with place.app.reader.connect() as connection:
        assert [row.status for row in places.rulesets(connection)] == ["live", "past"]
        assert places.rulesets(connection)[0].name == "管理员"
    place.close()


def test_a_wrong_workbook_is_answered_with_its_problems(book: Path, tmp_path: Path) -> None:
    change(book, "rules", "level", {"drinking_water": "couty"}, key="topic")
    place = Deployment(tmp_path)
    assert "层级" in asyncio.run(sent(place, "管理员", book.read_bytes()))[-1]
    place.restart()
    with place.app.reader.connect() as connection:
        assert len(places.rulesets(connection)) == 1
    place.close()


def test_bytes_that_are_no_workbook_are_answered_with_a_sentence(book: Path, tmp_path: Path) -> None:
    place = Deployment(tmp_path)
    assert "Excel" in asyncio.run(sent(place, "管理员", b"PK\x03\x04 nothing"))[-1]
    place.close()


def test_a_workbook_from_somebody_without_the_right_is_not_read(book: Path, tmp_path: Path) -> None:
    place = Deployment(tmp_path)
    said = asyncio.run(sent(place, "李某", book.read_bytes()))
    assert not any("规则" in text for text in said)
    place.restart()
    with place.app.reader.connect() as connection:
        assert len(places.rulesets(connection)) == 1
    place.close()
