"""`cunqing email`: a letter arrives, or a sentence says which setting is wrong."""

from collections.abc import Callable

import pytest

from tests.administration.conftest import Terminal
from tests.channels.post import Office, office

Set = Callable[..., None]


@pytest.fixture
def mail(monkeypatch: pytest.MonkeyPatch) -> Set:
    def given(post: Office, **more: str) -> None:
        values = {"host": "127.0.0.1", "port": str(post.port), "security": "plain", "from": "a@b.example", **more}
        for name, value in values.items():
            monkeypatch.setenv(f"CUNQING_EMAIL_{name.upper()}", value)
        monkeypatch.setenv("CUNQING_PUBLIC_URL", "https://cunqing.example")

    return given


def test_a_letter_is_sent(terminal: Terminal, mail: Set) -> None:
    with office() as post:
        mail(post)
        assert terminal("email", "me@huanxian.example").status == 0
        (letter,) = post.to("me@huanxian.example")
        assert letter["subject"] == "试一试邮件能不能收到"


@pytest.mark.parametrize(("answers", "names"), [
    ({"RCPT": ["550 5.1.1 unknown"]}, "550 5.1.1"),
    ({"RCPT": ["450 4.2.0 greylisted"]}, "300"),
    ({"MAIL": ["550 not you"]}, "CUNQING_EMAIL_FROM"),
])  # fmt: skip
def test_a_refusal_is_a_sentence(terminal: Terminal, mail: Set, answers: dict[str, list[str]], names: str) -> None:
    with office() as post:
        post.answers = answers
        mail(post)
        ran = terminal("email", "me@huanxian.example")
        assert ran.status == 1
        assert names in ran.err


def test_a_wrong_password_is_a_sentence(terminal: Terminal, mail: Set) -> None:
    with office(password="right") as post:
        mail(post, user="me", password="wrong")
        ran = terminal("email", "me@huanxian.example")
        assert ran.status == 1
        assert "CUNQING_EMAIL_PASSWORD" in ran.err
        assert "wrong" not in ran.err + ran.out


def test_a_server_without_tls_is_a_sentence(terminal: Terminal, mail: Set) -> None:
    with office() as post:
        mail(post, security="starttls")
        ran = terminal("email", "me@huanxian.example")
        assert ran.status == 1
        assert "_SECURITY" in ran.err


def test_without_a_mail_server_or_an_address_there_is_a_sentence(terminal: Terminal, mail: Set) -> None:
    assert "CUNQING_EMAIL_HOST" in terminal("email", "me@huanxian.example").err
    with office() as post:
        mail(post)
        assert "name@example.cn" in terminal("email", "我").err
        assert post.connections == 0
