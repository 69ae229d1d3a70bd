"""A chat library is imported where its channel is chosen, and nowhere else."""

import subprocess
import sys
from typing import Any

import pytest

from bot.settings import Wrong, read

OPTIONAL = ("aiogram", "telegram", "fastapi", "starlette", "aiosmtplib", "imap_tools")
LOADED = f"import sys; print(*sorted({set(OPTIONAL)} & sys.modules.keys()))"
CHOSEN = """
from pathlib import Path
from bot.wires import build_channel
from bot.languages import Languages
from bot.settings import Settings
from bot.turn import Offices
from storage.vault import Vault, new_key
mail = dict(email_host='mail.example', email_from='a@b.example', public_url='https://b.example')
settings = Settings(data=Path('/nowhere'), telegram_token='1:a', channels=('{name}',), **mail)
build_channel('{name}', settings, Offices(Vault([new_key()]), Languages.load(Path('locales'))))
"""


def loaded(before: str) -> str:
    """Which of the optional libraries are there after some lines."""
    lines = before + LOADED
    return subprocess.run([sys.executable, "-c", lines], capture_output=True, text=True, check=True).stdout.strip()


def test_the_server_imports_no_chat_library_and_no_web_framework() -> None:
    assert loaded("import bot.app, bot.server\n") == ""


def test_the_default_imports_no_aiogram() -> None:
    assert loaded(CHOSEN.format(name="telegram_ptb")) == "telegram"


def test_aiogram_comes_without_the_other_library() -> None:
    pytest.importorskip("aiogram")
    assert loaded(CHOSEN.format(name="telegram_aiogram")) == "aiogram"


def test_telegram_is_carried_by_one_library() -> None:
    with pytest.raises(Wrong, match="wrong setting"):
        read(channels=("telegram_ptb", "telegram_aiogram"), telegram_token="1:a")


@pytest.mark.parametrize("setting", [{"webhook_url": "http://a.example"}, {"webhook_secret": "short"}])
def test_a_webhook_that_the_service_would_not_take_is_refused(setting: dict[str, str]) -> None:
    with pytest.raises(Wrong, match="wrong setting"):
        read(telegram_token="1:a", **setting)


def test_email_comes_without_its_library_until_a_letter_is_sent() -> None:
    assert loaded(CHOSEN.format(name="email")) == ""


MAIL = {"email_host": "mail.example", "email_from": "a@b.example", "public_url": "https://b.example"}


@pytest.mark.parametrize("given", [
    {"channels": ("email",)},
    MAIL | {"email_from": ""},
    MAIL | {"email_from": "村情直报"},
    MAIL | {"email_user": "a"},
    MAIL | {"email_password": "a"},
    MAIL | {"public_url": ""},
    MAIL | {"email_security": "none"},
    MAIL | {"email_port": 70000},
])  # fmt: skip
def test_a_mail_server_that_is_half_set_is_a_sentence(given: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CUNQING_PUBLIC_URL", raising=False)
    with pytest.raises(Wrong) as wrong:
        read(**given)
    assert "CUNQING_EMAIL_" in str(wrong.value.message) or "CUNQING_PUBLIC_URL" in str(wrong.value.message)


def test_email_is_a_channel_where_a_mail_server_is_set() -> None:
    assert read(**MAIL).wanted == ("web", "email")
    assert read(**MAIL, telegram_token="1:a").wanted == ("web", "telegram_ptb", "email")
    assert read(email_host="mail.example", channels=("web",)).wanted == ("web",)
