"""A department's list that an admin sends in chat: looked at first, begun by a button, and the file is not kept."""

import asyncio
from pathlib import Path

import pytest

from bot.app import running
from bot.comparing import trying
from bot.messages import Attachment, Incoming, Outgoing
from bot.rights import EVERYTHING, Role
from bot.schedule.ticks import due
from storage import files, registers
from storage import items as stored
from storage.items import Filter
from tests.administration.test_comparing import CHILD, NUMBER, table
from tests.deployment import Deployment, address, texts


@pytest.fixture
def admin(place: Deployment) -> Deployment:
    """管理员 has chosen the kind of list."""
    shown = place.said("管理员", text="/compare_list")
    button = next(each for row in shown[-1].buttons for each in row if each.label == "疑似辍学")
    assert "把名单当文件发来" in texts(place.said("管理员", button=button.data))
    return place


def sent(place: Deployment, path: Path, who: str = "管理员") -> Outgoing:
    """Sends a file; what was said when it had been compared."""
    place.wire.files["f"] = path.read_bytes()
    place.wire.sent.clear()

    async def work() -> None:
        async with running(place.app):
            attachment = Attachment("document", "f", "f", path.name)
            await place.app.submit(Incoming(id=f"console/{path.name}", channel="console", chat=address(who),
                                            account=who, attachment=attachment))  # fmt: skip
            await place.app.attachments.idle()
            await place.app.delivery.idle()

    asyncio.run(work())
    place.restart()
    return place.wire.sent[-1]


def pressed(place: Deployment, message: Outgoing, label: str) -> str:
    button = next(each for row in message.buttons for each in row if each.label == label)
    return texts(place.said("管理员", button=button.data))


def checks(place: Deployment) -> list[str]:
    with place.app.reader.connect() as connection:
        return [item.title for item in stored.listed(connection, EVERYTHING, Filter(form="list_check"))]


def test_a_list_is_looked_at_first_and_begun_by_a_button(admin: Deployment, tmp_path: Path) -> None:
    rows = (CHILD, ("生某", "", "", "曲子镇", "西沟村", "", "", ""), ("乙某", "", "", "曲子镇", "无此村", "", "", ""))
    message = sent(admin, table(tmp_path, *rows))
    assert "会生成1件待核实" in message.text
    assert "生某" in message.text
    assert "无此村" in message.text
    assert checks(admin) == []
    assert "1" in pressed(admin, message, "生成1件核实")
    assert checks(admin) == ["王某甲：疑似辍学"]
    admin.restart()
    again = place_again(admin, tmp_path)
    assert "会生成0件待核实" in again.text
    assert again.buttons == ()


def place_again(place: Deployment, folder: Path) -> Outgoing:
    """The same list a second time."""
    shown = place.said("管理员", text="/compare_list")
    button = next(each for row in shown[-1].buttons for each in row if each.label == "疑似辍学")
    place.said("管理员", button=button.data)
    path = folder / "again.xlsx"
    path.write_bytes((folder / "list.xlsx").read_bytes())
    return sent(place, path)


def test_neither_the_file_nor_a_number_of_it_is_kept(admin: Deployment, tmp_path: Path) -> None:
    sent(admin, table(tmp_path, ("某人", NUMBER, "", "", "", f"号{NUMBER}", "", ""), CHILD))
    with admin.app.reader.connect() as connection:
        assert files.waiting(connection) == []
        assert connection.exec_driver_sql("SELECT status, file, name FROM attachment").one() == ("read", "", "")
    for path in tmp_path.rglob("*"):
        if path.is_file() and path.suffix != ".xlsx":
            assert NUMBER.encode() not in path.read_bytes(), path


def test_what_is_left_begins_nothing_and_what_was_begun_is_not_begun_twice(admin: Deployment, tmp_path: Path) -> None:
    message = sent(admin, table(tmp_path, CHILD))
    assert "没有生成" in pressed(admin, message, "先不核实")
    with admin.app.reader.connect() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM staged").scalar() == 0
    assert checks(admin) == []


def test_a_long_list_is_begun_piece_by_piece(
    admin: Deployment, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trying, "PIECE", 1)
    other = ("赵小某", "", "赵某", "曲子镇", "西沟村", "曲子小学", "2026-11-02", "")
    message = sent(admin, table(tmp_path, CHILD, other))
    assert "其余的几分钟内" in pressed(admin, message, "生成2件核实")
    assert len(checks(admin)) == 1
    later = [each for each in due(admin.app.reader, admin.clock(), 23) if each.id.startswith("list/")]
    assert len(later) == 1
    admin.run(*later, *later)
    assert len(checks(admin)) == 2
    with admin.app.reader.connect() as connection:
        assert registers.begun(connection) == []


def test_an_admin_of_a_county_begins_what_lies_there_alone(place: Deployment, tmp_path: Path) -> None:
    code = place.invitation(place.person(Role.ADMIN, area="621023", name="别县管理员"))
    place.said("别县管理员", text=f"/start {code}")
    shown = place.said("别县管理员", text="/compare_list")
    button = next(each for row in shown[-1].buttons for each in row if each.label == "疑似辍学")
    place.said("别县管理员", button=button.data)
    message = sent(place, table(tmp_path, CHILD), "别县管理员")
    assert "有1户不在您管的地方" in message.text
    assert message.buttons == ()


@pytest.mark.parametrize("who", ["李某", "张某", "陈某"])
def test_lists_are_for_admins(place: Deployment, who: str) -> None:
    assert "疑似辍学" not in str(place.said(who, text="/compare_list"))


def test_what_is_no_list_is_said(admin: Deployment, tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    path.write_bytes(b"no workbook")
    assert sent(admin, path).buttons == ()
    assert checks(admin) == []
