"""Every address that names something, asked for by everybody whose it is not: the same answer as for what is not there.

The admin's own addresses are held to tests/administration/pages.py; what is named by a secret of its own to its tests.
"""

import re
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass

import httpx
import pytest

from bot.messages import Action, Incoming
from bot.rights import Role
from bot.web.routes import ROUTES, Route
from tests.web.place import Place, csrf

BY_SECRET = {"code", "token", "work"}  # guessed by nobody
NAMING = {"number", "identity"}
PATHS = [route for route in ROUTES if "{" in route.path and not route.path.startswith("/admin/")]
TRIED = [route for route in PATHS if set(re.findall(r"{(\w+)}", route.path)) & NAMING]
FOREIGN: Mapping[str, tuple[Role, str]] = {
    "别村的驻村干部": (Role.REPORTER, "环县/曲子镇/五里桥村"),
    "别的单位的经办人": (Role.CLERK, "环县教育局"),
    "别县同一职能的负责人": (Role.HEAD, "宁县水务局"),
    "别县的协调员": (Role.COORDINATOR, "华池县"),
    "本县的管理员": (Role.ADMIN, "环县"),
}


@dataclass(frozen=True)
class Theirs:
    """What is there, and the browsers of those whose it is not."""

    number: str
    ids: Mapping[str, int]
    clients: Mapping[str, httpx.Client]

    def path(self, route: Route, *, absent: bool = False) -> str:
        """An address of what is there, or of what is not."""
        kind = next((kind for kind in self.ids if f"/{kind}/" in route.path), "")
        given = {"number": self.number, "identity": str(self.ids.get(kind, 1))}
        if absent:
            given = {"number": "2026-999999", "identity": "999999"}
        return re.sub(r"{(\w+)}", lambda found: given[found[1]], route.path)


@pytest.fixture(scope="module")
def theirs(place: Place) -> Iterator[Theirs]:
    reporter, office = place.reporter(), place.clerk(unit="环县扶贫办")
    number = place.applied(reporter, {"phone": "13800000001"})
    for person, name, target, values in (
        (office, "accept", number, {}),
        (office, "save_view", "", {"name": "急件", "query": "q=x"}),
    ):
        incoming = Incoming(id=f"page/{name}", action=Action(name, target, values), person=person, language="zh")
        place.app.committer.run([incoming])
    ids = {"files": 1, "plans": 1, "views": 1}
    with ExitStack() as stack:
        clients = {}
        for who, (role, where) in FOREIGN.items():
            clients[who] = stack.enter_context(place.signed_in(place.person(role, where)))
        yield Theirs(number, ids, clients)


def test_every_address_that_names_something_is_tried() -> None:
    named = {name for route in PATHS for name in re.findall(r"{(\w+)}", route.path)}
    assert named <= BY_SECRET | NAMING | {"kind"}  # the kind of a file that is asked for is nobody's


@pytest.mark.parametrize("who", FOREIGN)
@pytest.mark.parametrize("route", TRIED, ids=lambda route: f"{route.method} {route.path}")
def test_what_is_anothers_is_as_if_it_were_not_there(theirs: Theirs, route: Route, who: str) -> None:
    client = theirs.clients[who]
    there, absent = (asked(client, route, theirs.path(route, absent=gone)) for gone in (False, True))
    assert there == absent
    assert there[0] == 404 or "/views/" in route.path  # after a view that is not theirs, their own inbox again


def asked(client: httpx.Client, route: Route, path: str) -> tuple[int, str]:
    """The status, and what the page says but for what was asked for."""
    data = {"csrf": csrf(client.get("/chat")), "once": "o" * 20, "action": "comment", "text": "x", "reason": "x"}
    files = {"photo": ("x.jpg", b"x")} if route.upload else None
    answer = client.get(path) if route.method == "GET" else client.post(path, data=data, files=files)
    return answer.status_code, re.sub(r'2026-\d{6}|value="[\w-]{43}"', "", answer.text.replace(path, ""))
