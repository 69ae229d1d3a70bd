"""Addresses may hold anything: what no database holds is a page that says so, never a failure; on both databases."""

import asyncio
from collections.abc import Iterable, Iterator
from itertools import product
from urllib.parse import quote
from uuid import uuid4

import httpx
import pytest
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute

from bot import app as composition
from bot.people import accounts
from bot.rights import Role
from bot.web.build import build
from bot.web.sessions import COOKIE
from storage import dead_letters, people
from storage.vault import token_hash
from tests.deployment import COUNTY, VILLAGE, WATER, Deployment
from tests.web.place import site_of
from tests.web.test_security import FILLED, address

TOKEN, CSRF = "t" * 43, "c" * 43
HUGE = ("9" * 20, "²")
ILLEGAL = ("水%00", "%ED%A0%80")
READ_BY_HAND = ("/admin/lists/people?after={0}.{0}", "/admin/lists/people?q={0}", "/admin/lists/items?after={0}",
                "/admin/invitations?person={0}")  # fmt: skip
NOT_ASKED = {"/chat/events", "/ledger.xlsx"}  # the one never ends, the other asks what /ledger does


@pytest.fixture
def somebody(either: Deployment) -> int:
    """Somebody who may open every page, signed in."""
    with either.app.writer.begin() as connection:
        identity = people.add(connection, "赵某", either.clock())
        for role, where in (
            (Role.ADMIN, {"area": "621000"}),
            (Role.CLERK, {"unit": WATER}),
            (Role.REPORTER, {"area": VILLAGE}),
            (Role.COORDINATOR, {"area": COUNTY}),
        ):
            people.add_membership(connection, identity, role, **where)
        accounts.begin_session(connection, token_hash(TOKEN), identity, CSRF, either.clock())
    return identity


def pages(place: Deployment, method: str) -> list[APIRoute]:
    made = build(site_of(place.app, place.clock))
    routes = [route for route in made.routes if isinstance(route, APIRoute) and route.path not in NOT_ASKED]
    return [route for route in routes if method in (route.methods or ())]


def named(route: APIRoute, value: str) -> Iterator[str]:
    """Each thing that a path names, one after the other set to what none is."""
    for name in route.param_convertors:
        yield address(route.path, FILLED | {name: value})


def asked(route: APIRoute, value: str, kind: type) -> Iterator[str]:
    """The same of what an address asks for behind its question mark."""
    for name in asked_for(route.dependant, kind):
        yield f"{address(route.path)}?{name}={value}"


def asked_for(dependant: Dependant, kind: type) -> set[str]:
    names = {each.alias for each in dependant.query_params if each.field_info.annotation is kind}
    return names.union(*(asked_for(each, kind) for each in dependant.dependencies))


def everywhere(place: Deployment, values: Iterable[str], kind: type) -> list[str]:
    """Each address that reads, with each of these values wherever it takes one."""
    every = product(pages(place, "GET"), values)
    return [path for route, value in every for path in (*named(route, value), *asked(route, value, kind))]


def failing(place: Deployment, requests: list[tuple[str, str, dict[str, str]]]) -> list[tuple[str, str, int]]:
    """Of what is asked, one after the other, what ends in a failure of ours."""

    async def ask() -> list[tuple[str, str, int]]:
        found = []
        async with composition.running(place.app):
            transport = httpx.ASGITransport(build(site_of(place.app, place.clock)), raise_app_exceptions=False)
            headers = {"cookie": f"{COOKIE}={TOKEN}"}
            async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8080") as client:
                for method, path, fields in requests:
                    answer = await client.request(method, path, headers=headers, data=fields or None)
                    if answer.status_code >= 500 or answer.status_code == 401:
                        found.append((method, path[:80], answer.status_code))
        return found

    return asyncio.run(ask())


@pytest.mark.usefixtures("somebody")
def test_a_number_that_no_database_holds_is_not_there(either: Deployment) -> None:
    wanted = [path.format(number) for path in READ_BY_HAND for number in HUGE]
    wanted += everywhere(either, [quote(number) for number in HUGE], int)
    assert len(wanted) > 50
    assert failing(either, [("GET", path, {}) for path in wanted]) == []


@pytest.mark.usefixtures("somebody")
def test_signs_that_no_database_takes_find_nothing(either: Deployment) -> None:
    wanted = everywhere(either, ILLEGAL, str)
    assert len(wanted) > 100
    assert failing(either, [("GET", path, {}) for path in wanted]) == []


@pytest.mark.usefixtures("somebody")
def test_a_press_on_what_no_database_holds_changes_nothing(either: Deployment) -> None:
    wanted: list[str] = []
    for route, value in product(pages(either, "POST"), (*map(quote, HUGE), "%00")):
        wanted += named(route, value)
    requests = [("POST", path, {"csrf": CSRF, "once": uuid4().hex}) for path in wanted]
    assert failing(either, requests) == []
    with either.app.reader.connect() as connection:
        assert dead_letters.listed(connection) == []


@pytest.mark.usefixtures("somebody")
def test_a_press_without_its_own_id_or_fields_is_refused(either: Deployment) -> None:
    wanted = [address(route.path) for route in pages(either, "POST") if route.path != "/sign-out"]
    assert (
        failing(either, [("POST", path, {"csrf": CSRF, "once": once}) for path in wanted for once in ("", "x")]) == []
    )
    with either.app.reader.connect() as connection:
        assert dead_letters.listed(connection) == []
