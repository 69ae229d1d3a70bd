"""Forms filed from a phone: the whole product, through each chat library and an independent emulator."""

import asyncio
import contextlib
import shutil
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot import app
from bot.channels.telegram import Telegram, Unhurried
from bot.people import accounts
from bot.rights import Role
from bot.settings import Settings
from storage import households, people
from storage.vault import token_hash
from tests.channels.emulator import Emulator, Person, emulating, text
from tests.channels.talks import LIBRARIES
from tests.channels.visit import Visitor
from tests.web.place import UNIT, VILLAGE

TAPS = ("走访日志", "王某甲·二组", "户主", "都正常", "持平", "没有", "不用", "提交")
ISSUE = ("饮水不足、水质或断水", "很急，影响生活", "不用", "提交")


@pytest.fixture(scope="module")
def shared() -> Iterator[Emulator]:
    with emulating() as found:
        yield found


@pytest.fixture(params=LIBRARIES)
def emulator(shared: Emulator, request: pytest.FixtureRequest) -> Emulator:
    """The emulator with a bot of this test's own."""
    if request.param == "telegram_aiogram":
        pytest.importorskip("aiogram")
    return Emulator(shared.address, f"666:{request.node.name}", shared.client, request.param)


@pytest.fixture
def folder(template: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(template, tmp_path / "data"))


@contextlib.contextmanager
def running(folder: Path, emulator: Emulator) -> Iterator[app.App]:
    """The product with Telegram as its channel, in a thread with a loop of its own."""
    settings = Settings(
        data=folder, channels=(emulator.library,), telegram_token=emulator.token, telegram_api=emulator.address
    )
    built = app.build(settings)
    telegram = built.channels["telegram"]
    assert isinstance(telegram, Telegram)
    telegram.pace = Unhurried()  # people in tests tap faster than the service likes
    loop = asyncio.new_event_loop()
    stopped = asyncio.Event()

    async def run() -> None:
        async with app.running(built):
            polling = asyncio.create_task(telegram.run(built.submit))
            await stopped.wait()
            polling.cancel()
            await asyncio.gather(polling, return_exceptions=True)
        await telegram.close()

    thread = threading.Thread(target=lambda: loop.run_until_complete(run()), name="product")
    thread.start()
    try:
        yield built
    finally:
        loop.call_soon_threadsafe(stopped.set)
        thread.join(20)
        loop.close()


def invited(built: app.App) -> str:
    """The code of somebody new of the village's work team; and a household for them to visit."""
    now = datetime.now(UTC)
    with built.writer.begin() as connection:
        area = built.live.current(connection).directory.area(VILLAGE).code
        person = people.add(connection, "李某", now)
        people.add_membership(connection, person, Role.REPORTER, area=area)
        row = {
            "code": "household1", "area": area, "group": "二组", "head": "王某甲",
            "initials": households.initials("王某甲"), "category": "lifted", "marks": [], "size": 4, "phone": None,
            "id_number": None, "id_index": None, "confirmed": True, "last_visit": (now - timedelta(days=40)).date(),
            "last_income": "same", "made_at": now,
        }  # fmt: skip
        households.add(connection, [row])
        code = accounts.new_code()
        accounts.invite(connection, person, token_hash(code), now)
    return code


def invited_clerk(built: app.App) -> str:
    """The code of somebody new of the office that water is the matter of."""
    now = datetime.now(UTC)
    with built.writer.begin() as connection:
        person = people.add(connection, "张某", now)
        unit = built.live.current(connection).directory.unit(UNIT).code
        people.add_membership(connection, person, Role.CLERK, unit=unit)
        code = accounts.new_code()
        accounts.invite(connection, person, token_hash(code), now)
    return code


def test_an_issue_filed_from_a_phone_is_in_the_units_inbox_and_its_answer_comes_back(
    folder: Path, emulator: Emulator
) -> None:
    reporter, clerk = Visitor(emulator.person(8005), ISSUE), Visitor(emulator.person(8006, "张某"), ())
    with running(folder, emulator) as built:
        clerk.says(f"/start {invited_clerk(built)}")
        reporter.says(f"/start {invited(built)}")
        reporter.says("村里水管冻裂了，五组三户停水三天")
        words = reporter.goes_on("已报给环县水务局")
        number = words.partition("编号")[2][:11]
        assert number in clerk.person.reads("新件")
        clerk.says("/inbox")
        assert number in clerk.person.reads("饮水不足")
        clerk.presses("受理")
        assert number in reporter.person.reads("张某受理")
    print("\n".join(["== 李某", *reporter.lines, "", "== 张某", *clerk.lines]))


def test_a_visit_is_filed_from_a_phone_in_eight_taps_and_one_message(folder: Path, emulator: Emulator) -> None:
    visitor = Visitor(emulator.person(8001), TAPS)
    with running(folder, emulator) as built:
        visitor.says(f"/start {invited(built)}")
        words = visitor.goes_on("已记下")
    print("\n".join(visitor.lines))
    assert "-000001" in words
    assert visitor.tapped <= 9  # the menu's and the form's eight
    assert len(visitor.person.heard()) == 2  # the welcome, and one message that became each question in turn


def test_a_restart_in_the_middle_goes_on_where_it_was(folder: Path, emulator: Emulator) -> None:
    visitor = Visitor(emulator.person(8002), TAPS)
    with running(folder, emulator) as built:
        visitor.says(f"/start {invited(built)}")
        visitor.goes_on("六看")
    visitor.person.presses("都正常")  # while nobody is there to hear it
    with running(folder, emulator):
        visitor.person.reads("收入和上次比")
        visitor.goes_on("已记下")
    assert filed(visitor.person) == 1
    assert len(visitor.person.heard()) == 2


def test_a_button_pressed_many_times_files_once(folder: Path, emulator: Emulator) -> None:
    visitor = Visitor(emulator.person(8003), TAPS)
    with running(folder, emulator) as built:
        visitor.says(f"/start {invited(built)}")
        visitor.goes_on("请核对")
        visitor.person.presses("提交", times=5)
        visitor.person.reads("已记下")
        visitor.says("/mine")
    assert filed(visitor.person) == 1


def test_a_stranger_is_told_how_to_come_in_and_no_more(folder: Path, emulator: Emulator) -> None:
    person = emulator.person(8004, "路人")
    with running(folder, emulator):
        person.says("水管冻裂了")
        assert "邀请码" in person.reads("邀请")
        person.says("/start aaaaaaaaaaaaaa")
        person.sees(lambda heard: len(heard) == 2)


def filed(person: Person) -> int:
    """How many visits the bot said that it noted."""
    return sum(text(said).startswith("已记下") for said in person.heard())
