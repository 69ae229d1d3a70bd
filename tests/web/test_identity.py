"""Signing in by a government identity provider: who is let in, who is not, and what is kept of it."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from bot.rights import Role
from storage.tables.people import PERSON
from tests.web.identity_provider import CLIENT, SECRET, Provider, provided
from tests.web.place import Place, csrf, once, served


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    with provided() as running:
        yield running


@pytest.fixture(scope="module")
def state_place(template: Path, tmp_path_factory: pytest.TempPathFactory, provider: Provider) -> Iterator[Place]:
    """A real place with a provider, whose telephones it trusts."""
    folder = tmp_path_factory.mktemp("identity") / "data"
    settings = {"oidc_issuer": provider.url, "oidc_client_id": CLIENT, "oidc_client_secret": SECRET}
    with served(template, folder, demonstration=False, oidc_phone_claim="phone_number", **settings) as place:
        yield place


@pytest.fixture(autouse=True)
def honest(provider: Provider) -> None:
    provider.person, provider.forging, provider.down = {}, False, False


def test_the_start_page_offers_it(state_place: Place, real_place: Place) -> None:
    with state_place.browser() as client:
        assert "用统一身份认证登录" in client.get("/").text
    with real_place.browser() as client:
        assert "统一身份认证" not in client.get("/").text
        assert client.get("/identity").status_code == 404


def test_somebody_who_is_signed_in_connects_it_and_comes_in_by_it_from_then_on(
    state_place: Place, provider: Provider
) -> None:
    provider.person = {"sub": "62102219800101001X", "name": "李某某"}
    code = state_place.invitation(state_place.reporter("李某"))
    with state_place.browser() as client:
        _come_in(client, code)
        shown = client.get("/identity")
        assert "李某某" in shown.text
        client.post("/identity/connect", data={"csrf": csrf(shown), "once": once(shown)})
    with state_place.browser() as another:
        assert another.get("/identity").url.path == "/chat"
        assert "李某" in another.get("/mine").text


def test_a_telephone_that_the_provider_has_verified_lets_its_owner_in(state_place: Place, provider: Provider) -> None:
    person = state_place.clerk("王某")
    _has_phone(state_place, person, "13800000001")
    provider.person = {"sub": "w", "phone_number": "+86 138-0000-0001", "phone_number_verified": True}
    with state_place.browser() as client:
        assert client.get("/identity").url.path == "/inbox"


def test_a_telephone_that_nobody_verified_lets_nobody_in(state_place: Place, provider: Provider) -> None:
    person = state_place.clerk("赵某")
    _has_phone(state_place, person, "13800000002")
    provider.person = {"sub": "z", "phone_number": "13800000002", "phone_number_verified": False}
    with state_place.browser() as client:
        refused = client.get("/identity")
        assert refused.status_code == 403
        assert "先用邀请码进入一次" in refused.text
        assert client.get("/inbox").status_code == 401


def test_a_forged_answer_lets_nobody_in(state_place: Place, provider: Provider) -> None:
    provider.person = {"sub": "62102219800101001X"}
    provider.forging = True
    with state_place.browser() as client:
        assert client.get("/identity").status_code == 403
        assert client.get("/chat").status_code == 401


def test_an_answer_that_another_browser_asked_for_lets_nobody_in(state_place: Place, provider: Provider) -> None:
    provider.person = {"sub": "attacker"}
    with state_place.browser() as attacker, state_place.browser() as victim:
        attacker.follow_redirects = False
        there = attacker.get("/identity").headers["location"]
        answer = attacker.get(there).headers["location"]
        assert victim.get(answer).status_code == 403


def test_a_provider_that_does_not_answer_is_said(template: Path, tmp_path: Path, provider: Provider) -> None:
    provider.down = True
    settings = {"oidc_issuer": provider.url, "oidc_client_id": CLIENT, "oidc_client_secret": SECRET}
    with served(template, tmp_path / "data", demonstration=False, **settings) as place, place.browser() as client:
        refused = client.get("/identity")
        assert refused.status_code == 403
        assert "统一身份认证现在没有回应" in refused.text


def test_a_new_invitation_ends_the_connection(state_place: Place, provider: Provider) -> None:
    person = state_place.person(Role.REPORTER, "环县/曲子镇/西沟村", "孙某")
    _has_phone(state_place, person, "13800000003")
    provider.person = {"sub": "s", "phone_number": "13800000003"}
    with state_place.browser() as client:
        assert client.get("/identity").url.path == "/chat"
        state_place.invitation(person)
        assert client.get("/chat").status_code == 401


def test_nothing_of_the_account_is_kept_in_clear(state_place: Place) -> None:
    kept = (state_place.app.settings.data / "cunqing.db").read_bytes()
    assert b"62102219800101001X" not in kept


def _come_in(client: httpx.Client, code: str) -> None:
    page = client.get(f"/in/{code}")
    client.post("/in", data={"csrf": csrf(page), "once": once(page), "code": code})


def _has_phone(place: Place, person: int, phone: str) -> None:
    with place.app.writer.begin() as connection:
        vault = place.app.offices.vault
        values = {"phone": vault.seal_text(phone), "phone_index": vault.index(phone)}
        connection.execute(PERSON.update().where(PERSON.c.id == person).values(**values))
