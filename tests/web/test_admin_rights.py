"""Every admin page, opened and pressed by everybody: the table in tests/administration/pages.py, cell by cell."""

import re
from collections.abc import Iterator, Mapping
from contextlib import ExitStack

import httpx
import pytest

from bot.rights import Role
from bot.web.admin.addresses import PAGES, UPLOADS
from tests.administration.pages import CITY, COORDINATOR, COUNTY, FAR, OPEN, PRESS, WHO
from tests.web.place import UNIT, Place, csrf

ROLES: Mapping[str, tuple[Role, str]] = {
    "驻村干部": (Role.REPORTER, "环县/曲子镇/西沟村"),
    "经办人": (Role.CLERK, UNIT),
    "负责人": (Role.HEAD, UNIT),
    COORDINATOR: (Role.COORDINATOR, "环县"),
    FAR: (Role.ADMIN, "宁县"),
    COUNTY: (Role.ADMIN, "环县"),
    CITY: (Role.ADMIN, "庆阳市"),
}


@pytest.fixture(scope="module")
def clients(place: Place) -> Iterator[Mapping[str, httpx.Client]]:
    """A browser of each of them, and a stranger's; an item has been filed in 环县."""
    with ExitStack() as stack:
        found = {"生人": stack.enter_context(place.browser())}
        for who, (role, where) in ROLES.items():
            found[who] = stack.enter_context(place.signed_in(place.person(role, where)))
            found[who].timeout = httpx.Timeout(60)
        place.filed(place.reporter(), "没水了")
        yield found


def shape(path: str) -> str:
    """An address without what it names."""
    return re.sub(r"\{\w+\}", "{}", path)


def shapes(paths: Mapping[str, tuple[str, ...]]) -> set[str]:
    """The same of addresses that are filled in."""
    plain = (path.partition("?")[0] for path in paths)
    return {re.sub(r"/(1|items|people|units|621022-water|D0001|nothing)(?=/|$)", _named, path) for path in plain}


def _named(found: re.Match[str]) -> str:
    path = found.string[: found.start()]
    return f"/{found[1]}" if path == "/admin" and found[1] in ("units", "items") else "/{}"


def test_every_page_and_press_stands_in_the_table() -> None:
    assert shapes(OPEN) == {shape(path) for method, path, _endpoint in PAGES if method == "GET"}
    pressed = {shape(path) for method, path, _endpoint in PAGES if method == "POST"}
    assert shapes(PRESS) == pressed | {shape(path) for path, _endpoint in UPLOADS}


@pytest.mark.parametrize("path", OPEN)
def test_who_opens_a_page(clients: Mapping[str, httpx.Client], path: str) -> None:
    answers = {who: client.get(path).status_code for who, client in clients.items()}
    assert answers["生人"] == 401
    assert {who for who, status in answers.items() if status == 200} == set(OPEN[path])
    assert {status for who, status in answers.items() if who not in (*OPEN[path], "生人")} <= {404}


@pytest.mark.parametrize("path", PRESS)
def test_who_presses(clients: Mapping[str, httpx.Client], path: str) -> None:
    """What the press asks for is nothing: whoever may is told so, whoever may not finds nothing there."""
    refused = {}
    for who in WHO[1:]:
        token = csrf(clients[who].get("/chat"))
        data = {"csrf": token, "once": "o" * 20, "which": "some"}
        files = {"file": ("t.xlsx", b"nothing")} if path.endswith("/upload") else None
        refused[who] = clients[who].post(path, data=data, files=files).status_code == 404
    assert {who for who in WHO[1:] if not refused[who]} == set(PRESS[path])


@pytest.mark.parametrize("who", WHO[1:])
def test_the_menu_leads_there_who_may(clients: Mapping[str, httpx.Client], who: str) -> None:
    assert ('href="/admin"' in clients[who].get("/chat").text) == (who in (FAR, COUNTY, CITY))


@pytest.mark.parametrize("who", WHO[1:])
def test_who_coordinates_finds_what_is_often_sent_back(clients: Mapping[str, httpx.Client], who: str) -> None:
    assert ('href="/admin/returned"' in clients[who].get("/inbox").text) == (who == COORDINATOR)
