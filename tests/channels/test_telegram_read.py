"""What an update of the Bot API means to us."""

import json
import logging
from typing import Any

import pytest

from bot.channels.telegram import answer, read
from tests.channels.fuzz import fuzz
from tests.channels.recorded import BOT, USERNAME, expected, meaning, updates


@pytest.mark.parametrize("kind", updates())
def test_each_recorded_update_means_what_is_written(kind: str) -> None:
    assert meaning(updates()[kind]) == expected()[kind]


def test_no_meaning_is_written_for_an_update_that_is_not_recorded() -> None:
    assert expected().keys() == updates().keys()


def test_whatever_a_person_sends_in_a_private_chat_is_an_incoming() -> None:
    for kind, update in updates().items():
        told = json.loads(update) if not kind.startswith("broken") else {}
        message = told.get("message", {})
        if message.get("chat", {}).get("type") == "private" and kind != "pinned_message":
            assert read(update, BOT, USERNAME) is not None, kind


def test_a_dict_is_read_as_its_bytes_are() -> None:
    update = updates()["text"]
    assert read(json.loads(update), BOT) == read(update, BOT)


def test_half_an_emoji_in_a_dict_is_unreadable_and_its_chat_is_known() -> None:
    incoming = read(json.loads(updates()["broken_half_an_emoji"]), BOT)
    assert incoming is not None
    assert incoming.unreadable
    assert incoming.chat == "5012345678"


def test_an_update_without_end_to_its_depth_keeps_its_id() -> None:
    update = updates()["text"].rstrip().removesuffix(b"}") + b', "deep": ' + b"[" * 200_000 + b"]" * 200_000 + b"}"
    incoming = read(update, BOT)
    assert incoming is not None
    assert incoming.id == f"telegram/{BOT}/815340201"
    assert incoming.unreadable == "RecursionError"


def test_a_text_of_ten_megabytes_is_read() -> None:
    update = json.loads(updates()["text"])
    update["message"]["text"] = "水" * 3_400_000
    incoming = read(update, BOT)
    assert incoming is not None
    assert incoming.text == "水" * 3_400_000


def test_an_unreadable_update_never_says_what_was_written() -> None:
    update = json.loads(updates()["text"])
    update["message"]["text"] = {"secret": "620000199001011234"}
    incoming = read(update, BOT)
    assert incoming is not None
    assert "6200" not in incoming.unreadable


def test_the_same_unreadable_update_has_the_same_id_again() -> None:
    one, two = (read(updates()["broken_no_update_id"], BOT) for _ in range(2))
    assert one is not None
    assert one == two


def test_text_that_looks_like_an_update_id_is_no_update_id() -> None:
    update: dict[str, Any] = {"message": {"text": '"update_id": 7'}, "update_id": 9}
    incoming = read(update, BOT)
    assert incoming is not None
    assert incoming.id == f"telegram/{BOT}/9"


@pytest.mark.parametrize("command", ["/mine@CunqingBot", "/mine@cunqingbot"])
def test_a_command_with_our_name_is_the_command(command: str) -> None:
    update = json.loads(updates()["text"])
    update["message"]["text"] = command
    incoming = read(update, BOT, USERNAME)
    assert incoming is not None
    assert incoming.text == "/mine"


def test_only_a_pressed_button_is_answered() -> None:
    pressed = answer(updates()["callback_query"])
    assert pressed is not None
    assert pressed.method == "answerCallbackQuery"
    assert pressed.payload == {"callback_query_id": "5351234567890123456"}
    assert answer(updates()["text"]) is None
    assert answer(updates()["broken_cut_short"]) is None


def test_a_broken_button_is_answered_all_the_same() -> None:
    assert answer(updates()["broken_button"]) is not None


def test_damaged_updates_never_raise(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        became = fuzz(3_000, seed=1)
    assert min(became.values()) > 100
    assert not caplog.records
