"""A chat library is imported where its channel is chosen, and nowhere else."""

import subprocess
import sys

import pytest

from bot.settings import Wrong, read

LOADED = "import sys; print(*sorted({'aiogram', 'telegram', 'fastapi', 'starlette'} & sys.modules.keys()))"
CHOSEN = """
from pathlib import Path
from bot.app import build_channel
from bot.languages import Languages
from bot.settings import Settings
from bot.turn import Offices
from storage.vault import Vault, new_key
settings = Settings(data=Path('/nowhere'), telegram_token='1:a', channels=('{name}',))
build_channel('{name}', settings, Offices(Vault([new_key()]), Languages.load(Path('locales'))))
"""


def loaded(before: str) -> str:
    """Which of the optional libraries are there after some lines."""
    lines = before + LOADED
    return subprocess.run([sys.executable, "-c", lines], capture_output=True, text=True, check=True).stdout.strip()


def test_the_composition_root_imports_no_chat_library_and_no_web_framework() -> None:
    assert loaded("import bot.app\n") == ""


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
