"""The command menu of a private chat: by its person's roles, in its language, and kept as these change."""

import asyncio
from typing import Any

import pytest

from bot.channels.telegram.menus import FRESH, Menu, Menus
from bot.channels.telegram.requests import Request
from bot.messages import Incoming, Throttled, Unreachable
from bot.rights import Role
from handlers.menu import own
from storage import people
from tests.channels.bot_api import Service
from tests.channels.talks import Door, channel, running, text, until
from tests.deployment import WATER, Deployment, address

FILE = {"visit_log", "issue_report", "mine"}


class Recorder:
    """Takes calls down; raises what the test says."""

    def __init__(self) -> None:
        self.calls: list[dict[str, Any]] = []
        self.failures: list[Exception] = []
        self.at = 0.0
        self.menu: Menu = (("help", "帮助"),)
        self.menus = Menus(lambda _account: self.menu, self.call, lambda: self.at)

    async def call(self, request: Request) -> str:
        if self.failures:
            raise self.failures.pop(0)
        self.calls.append(request.payload)
        return ""

    def speaks(self, after: float = 0, **said: Any) -> None:
        """Somebody says something in their chat, after so many seconds."""
        self.at += after
        incoming = Incoming(**{"id": "i", "chat": "7", "account": "7"} | said)
        if self.menus.due(incoming):
            asyncio.run(self.menus.keep(incoming.chat))

    @property
    def names(self) -> list[list[str]]:
        """The commands of each call."""
        return [[command["command"] for command in call["commands"]] for call in self.calls]


def test_a_menu_is_set_once_and_again_when_it_is_another_one() -> None:
    service = Recorder()
    service.speaks()
    service.speaks(FRESH)
    assert service.calls == [{"commands": [{"command": "help", "description": "帮助"}],
                              "scope": {"type": "chat", "chat_id": 7}}]  # fmt: skip
    service.menu = (("inbox", "收件箱"), *service.menu)
    service.speaks(FRESH / 2)
    assert service.names == [["help"]]
    service.speaks(FRESH / 2)
    assert service.names == [["help"], ["inbox", "help"]]


def test_who_is_nobody_any_more_loses_the_menu_and_a_stranger_never_has_one() -> None:
    service = Recorder()
    service.speaks()
    service.menu = ()
    service.speaks(FRESH)
    service.speaks(FRESH)
    assert service.names == [["help"], []]
    stranger = Recorder()
    stranger.menu = ()
    stranger.speaks()
    assert stranger.calls == []


@pytest.mark.parametrize("said", [{"private": False}, {"chat": "-100"}, {"account": ""}])
def test_a_group_has_no_menu_of_its_own(said: dict[str, Any]) -> None:
    service = Recorder()
    service.speaks(**said)
    assert service.calls == []


def test_a_failure_is_tried_again_and_a_service_that_is_too_busy_is_left_alone() -> None:
    service = Recorder()
    service.failures = [Unreachable("away"), Throttled(300)]
    service.speaks()
    service.speaks(FRESH)
    service.speaks(FRESH)
    assert service.calls == []
    service.speaks(300)
    assert service.names == [["help"]]


def test_each_library_sets_it_for_the_chat_alone(service: Service) -> None:
    def of(account: str) -> Menu:
        return (("inbox", f"收件箱 {account}"),)

    async def talk() -> None:
        made, _ = channel(service)
        made.give_menus(of)
        service.say(text(11, "一"))
        async with running(made, Door()):
            await until(lambda: service.called("setMyCommands"))

    asyncio.run(talk())
    (call,) = service.called("setMyCommands")
    assert call["scope"] == {"type": "chat", "chat_id": int(call["commands"][0]["description"].split()[1])}
    assert call["commands"][0]["command"] == "inbox"


def test_nothing_waits_for_a_menu(service: Service) -> None:
    async def talk() -> None:
        made, _ = channel(service)
        made.give_menus(_broken)
        service.say(text(11, "一"), text(12, "二"))
        door = Door()
        async with running(made, door):
            await until(lambda: len(door.seen) == 2)

    asyncio.run(talk())


def _broken(account: str) -> Menu:
    raise LookupError("no such table")


# --- what somebody's commands are ---------------------------------------------------------------------------------


def commands(place: Deployment, who: str) -> list[str]:
    with place.app.reader.connect() as connection:
        return [name for name, _ in own(connection, place.app.offices.languages, ("console", address(who)))]


def account(place: Deployment, who: str) -> None:
    """Binds the chat's address as the account, as on Telegram."""
    with place.app.writer.begin() as connection:
        people.bind(connection, "console", address(who), place.people[who], place.clock())


def test_commands_are_those_of_ones_roles_and_follow_them(place: Deployment) -> None:
    for who in ("李某", "张某", "管理员"):
        account(place, who)
    assert set(commands(place, "李某")) >= FILE
    assert "inbox" not in commands(place, "李某")
    assert "inbox" in commands(place, "张某")
    assert not FILE & set(commands(place, "张某"))
    assert "people" in commands(place, "管理员")
    with place.app.writer.begin() as connection:
        people.add_membership(connection, place.people["李某"], Role.CLERK, unit=WATER)
    assert {"inbox", *FILE} <= set(commands(place, "李某"))
    assert commands(place, "生人") == []


def test_commands_are_told_in_the_language_of_the_chat(place: Deployment) -> None:
    account(place, "李某")

    def inbox() -> str:
        with place.app.reader.connect() as connection:
            return dict(own(connection, place.app.offices.languages, ("console", address("李某"))))["mine"]

    assert inbox() == "我的上报"
    place.said("李某", text="/language en")
    assert inbox() == "My items"


def test_every_command_of_a_menu_has_a_handler(place: Deployment) -> None:
    import handlers

    with place.app.writer.begin() as connection:
        for role, where in ((Role.CLERK, {"unit": WATER}), (Role.COORDINATOR, {"area": "621022"})):
            people.add_membership(connection, place.people["管理员"], role, **where)
    account(place, "管理员")
    assert set(commands(place, "管理员")) <= set(handlers.by_name())
