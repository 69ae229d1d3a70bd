"""What takes long has a page of its own: how far it is, for whom it is, and its answer; others go on meanwhile."""

from collections.abc import Iterator
from threading import Event

import httpx
import pytest

from bot import rulebook
from bot.live import Live
from bot.rights import Role
from bot.rulebook import Checked, Progress
from bot.web import works
from tests.web.admin import send, settled, text
from tests.web.place import Place, csrf, once

RULES = "/admin/rules"


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> Iterator[Event]:
    """Checks of rules stand still after their first step until the test lets them go on."""
    go_on, really = Event(), rulebook.check

    def check(content: bytes, name: str, live: Live, progress: Progress) -> Checked:
        progress(1)
        go_on.wait(30)
        return really(content, name, live, progress)

    monkeypatch.setattr(rulebook, "check", check)
    monkeypatch.setattr(works, "PATIENCE", 0.05)
    yield go_on
    go_on.set()


@pytest.fixture(autouse=True)
def something_filed(own_place: Place) -> None:
    """What rules are compared on; without it that is every topic in every place."""
    own_place.filed(own_place.reporter(), "没水了")


def sent(client: httpx.Client) -> httpx.Response:
    """A workbook of the live rules, which takes its time."""
    content = client.get("/admin/rules/1/workbook").content
    page = client.get(RULES)
    data = {"csrf": csrf(page), "once": once(page)}
    return client.post(f"{RULES}/upload", data=data, files={"file": ("规则.xlsx", content)})


def test_its_page_says_how_far_it_is_and_then_gives_the_answer(
    own_place: Place, admin: httpx.Client, held: Event
) -> None:
    page = sent(admin)
    assert page.url.path.startswith("/admin/work/")
    assert "1/3" in text(page)
    assert page.headers["refresh"]
    assert admin.get(RULES).status_code == 200
    held.set()
    done = settled(admin, page)
    assert done.url.path == "/admin/rules/2"
    assert "草稿" in text(done)


def test_nobody_else_sees_it(own_place: Place, admin: httpx.Client, held: Event) -> None:
    page = sent(admin)
    with own_place.signed_in(own_place.person(Role.ADMIN, "庆阳市")) as other:
        answer = other.get(page.url.path)
    assert answer.status_code == 404
    assert "这里没有正在做的事" in text(answer)
    held.set()
    settled(admin, page)


def test_what_was_lost_with_the_server_is_said(admin: httpx.Client) -> None:
    answer = admin.get("/admin/work/gone")
    assert answer.status_code == 404
    assert "没做完的什么也没改" in text(answer)


def test_a_server_that_ends_lets_go_of_what_is_under_way() -> None:
    under_way = works.Work(1, "x", None)  # type: ignore[arg-type]
    under_way.at(1, 3)
    under_way.stopped = True
    with pytest.raises(works.Stopped):
        under_way.at(2, 3)


def test_what_fails_is_said_and_the_next_is_done(own_place: Place, admin: httpx.Client, held: Event) -> None:
    held.set()
    bad = send(admin, RULES, f"{RULES}/upload", b"PK\x03\x04 nothing")
    assert bad.status_code == 422
    assert send(admin, RULES, f"{RULES}/upload", admin.get("/admin/rules/1/workbook").content).status_code == 200
