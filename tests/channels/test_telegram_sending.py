"""What goes out: each failure of the service is one of the channel's four, and nothing is said twice without need."""

import asyncio
import logging
import socket
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, TypeVar

import pytest

from bot.channels.telegram import Telegram
from bot.messages import Attachment, Blocked, Button, Document, Outgoing, Rejected, Throttled, Unreachable
from tests.channels.bot_api import HANG_UP, TOKEN, Answer, Service, error, ok
from tests.channels.talks import LIBRARIES, channel, library

Result = TypeVar("Result")


def out(text: str = "请核对", operation: str = "send", row: int = 1, **more: Any) -> Outgoing:
    return Outgoing(row=row, chat="7", operation=operation, text=text, **more)


def using(made: Telegram, act: Callable[[Telegram], Awaitable[Result]]) -> Result:
    """What the act returns; the connections are closed after it."""

    async def acted() -> Result:
        try:
            return await act(made)
        finally:
            await made.close()

    return asyncio.run(acted())


def sent(service: Service, *rows: Outgoing, folder: Path = Path("/nowhere"), patience: float = 5) -> list[str]:
    """The wire ids of the rows, sent one after the other."""

    async def send(made: Telegram) -> list[str]:
        return [await made.send(row) for row in rows]

    return using(channel(service, folder, patience=patience)[0], send)


# --- what succeeds -------------------------------------------------------------------------------------------


def test_a_message_is_known_by_its_id(service: Service) -> None:
    assert sent(service, out(), out(row=2)) == ["101", "102"]
    assert service.called("sendMessage")[0]["text"] == "请核对"


def test_a_message_that_was_sent_is_sent_whatever_else_the_answer_says(service: Service) -> None:
    odd = {"message_id": 55, "link_preview_options": '{"is_disabled":true}', "entities": 5, "chat": [], "date": "x"}
    service.answers["sendMessage"].append(ok(odd))
    assert sent(service, out()) == ["55"]


def test_buttons_arrive(service: Service) -> None:
    sent(service, out(buttons=((Button("提交", "abc.0"),),)))
    markup = service.called("sendMessage")[0]["reply_markup"]
    assert markup == {"inline_keyboard": [[{"text": "提交", "callback_data": "abc.0"}]]}


def test_an_edit_keeps_the_id(service: Service) -> None:
    assert sent(service, out("六看", "edit", wire="90")) == ["90"]
    assert service.called("editMessageText")[0]["message_id"] == "90"


def test_a_close_keeps_the_id(service: Service) -> None:
    assert sent(service, out("", "close", wire="90")) == ["90"]
    assert service.called("editMessageReplyMarkup") == [{"chat_id": "7", "message_id": "90"}]


def test_a_message_that_says_so_already_is_a_success(service: Service) -> None:
    service.answers["editMessageText"].append(error(400, "Bad Request: message is not modified: specified new ..."))
    assert sent(service, out("六看", "edit", wire="90")) == ["90"]


GONE = [
    "Bad Request: message to edit not found",
    "Bad Request: message can't be edited",
    "Bad Request: MESSAGE_ID_INVALID",
]


@pytest.mark.parametrize("gone", GONE)
def test_an_edit_of_a_message_that_is_gone_is_said_anew(service: Service, gone: str) -> None:
    service.answers["editMessageText"].append(error(400, gone))
    assert sent(service, out("六看", "edit", wire="90", buttons=((Button("吃", "abc.0"),),))) == ["101"]
    (anew,) = service.called("sendMessage")
    assert anew["text"] == "六看"
    assert anew["reply_markup"]
    assert "message_id" not in anew


@pytest.mark.parametrize("gone", GONE)
def test_the_buttons_of_a_message_that_is_gone_are_off(service: Service, gone: str) -> None:
    service.answers["editMessageReplyMarkup"].append(error(400, gone))
    assert sent(service, out("", "close", wire="90")) == ["90"]
    assert service.called("sendMessage") == []


def test_the_buttons_of_a_message_that_nobody_knows_need_no_call(service: Service) -> None:
    assert sent(service, out("", "close")) == [""]
    assert service.calls == []


def test_a_file_is_uploaded_under_its_name(service: Service, tmp_path: Path) -> None:
    (tmp_path / "exports").mkdir()
    (tmp_path / "exports" / "1.xlsx").write_bytes(b"workbook")
    document = Document("exports/1.xlsx", "2025年11月台账.xlsx", "application/vnd.ms-excel")
    assert sent(service, out("本月台账", document=document), folder=tmp_path) == ["101"]
    (upload,) = service.called("sendDocument")
    assert upload["document"] == b"workbook"
    assert upload["caption"] == "本月台账"
    assert "2025年11月台账.xlsx".encode() in upload["head"]


@pytest.mark.parametrize("path", ["exports/none.xlsx", "../secret.txt", "/etc/hostname", "."])
def test_a_file_that_is_not_in_the_folder_is_rejected(service: Service, tmp_path: Path, path: str) -> None:
    (tmp_path / "secret.txt").write_text("secret")
    (tmp_path / "data").mkdir()
    with pytest.raises(Rejected):
        sent(service, out(document=Document(path, "x", "")), folder=tmp_path / "data")
    assert service.called("sendDocument") == []


def test_a_group_that_moved_gets_the_message_at_its_new_address_once(service: Service) -> None:
    service.answers["sendMessage"].append(
        error(400, "Bad Request: group chat was upgraded to a supergroup chat", migrate_to_chat_id=-1001)
    )
    assert sent(service, out(), out(row=2)) == ["101", "102"]
    assert [call["chat_id"] for call in service.called("sendMessage")] == ["7", "-1001", "-1001"]


# --- what fails ----------------------------------------------------------------------------------------------


def refusal(service: Service, answer: Answer) -> Exception:
    service.answers["sendMessage"].append(answer)
    with pytest.raises((Blocked, Rejected, Throttled, Unreachable)) as raised:
        sent(service, out("秘密"))
    return raised.value


@pytest.mark.parametrize(
    "description",
    [
        "Forbidden: bot was blocked by the user",
        "Forbidden: user is deactivated",
        "Forbidden: bot was kicked from the group chat",
    ],
)
def test_403_ends_it_for_this_chat(service: Service, description: str) -> None:
    assert isinstance(refusal(service, error(403, description)), Blocked)


@pytest.mark.parametrize(
    "description",
    [
        "Bad Request: chat not found",
        "Bad Request: PEER_ID_INVALID",
        "Bad Request: group chat was deactivated",
        "Bad Request: not enough rights to send text messages to the chat",
    ],
)
def test_400_for_a_chat_that_is_gone_ends_it_too(service: Service, description: str) -> None:
    assert isinstance(refusal(service, error(400, description)), Blocked)


def test_400_gives_this_message_up(service: Service) -> None:
    assert isinstance(refusal(service, error(400, "Bad Request: message text is empty")), Rejected)
    assert isinstance(refusal(service, error(413, "Request Entity Too Large")), Rejected)


@pytest.mark.parametrize("operation", ["pin", "unpin"])
def test_where_we_may_not_pin_we_may_write_all_the_same(service: Service, operation: str) -> None:
    refused = error(400, "Bad Request: need administrator rights in the channel chat")
    service.answers[f"{operation}ChatMessage"].append(refused)
    with pytest.raises(Rejected):
        sent(service, out(operation=operation, wire="90"))


def test_429_says_when(service: Service) -> None:
    failure = refusal(service, error(429, "Too Many Requests: retry after 31", retry_after=31))
    assert isinstance(failure, Throttled)
    assert failure.after == 31


@pytest.mark.parametrize(
    ("answer", "maybe"),
    [
        (error(500, "Internal Server Error"), False),
        (error(502, "Bad Gateway"), False),
        ((504, b"<html>Gateway Time-out</html>"), True),
        ((502, b"<html>a proxy speaks</html>"), False),
        ((200, b"<html>a proxy speaks</html>"), True),
        (ok({"surprise": 1}), True),
        (error(401, "Unauthorized"), False),
        (HANG_UP, True),
    ],
)
def test_the_rest_comes_again(service: Service, answer: Answer, maybe: bool) -> None:
    failure = refusal(service, answer)
    assert isinstance(failure, Unreachable)
    assert failure.maybe is maybe


def test_no_answer_in_time_may_have_arrived(service: Service) -> None:
    service.silent.set()
    with pytest.raises(Unreachable) as raised:
        sent(service, out(), patience=0.1)
    assert raised.value.maybe


@pytest.mark.parametrize("name", LIBRARIES)
def test_no_connection_has_not_arrived(name: str) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{closed.getsockname()[1]}"
        made = Telegram(library(name, TOKEN, address))
        with pytest.raises(Unreachable) as raised:
            using(made, lambda made: made.send(out()))
    assert not raised.value.maybe


def test_a_failure_says_neither_token_nor_link_nor_text(
    service: Service, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    answers = [
        error(400, "Bad Request: inline keyboard button URL 'https://a.example/s/秘密' is invalid: Wrong HTTP URL"),
        error(403, 'Forbidden: "秘密"'),
        error(401, "Unauthorized"),
        error(500, "秘密"),
        (200, "秘密".encode()),
        (500, '{"秘密":'.encode()),
        HANG_UP,
    ]
    with caplog.at_level(logging.DEBUG):
        failures = [refusal(service, answer) for answer in answers]
    told = " ".join(str(failure) for failure in failures) + caplog.text + "".join(capsys.readouterr())
    assert "秘密" not in told
    assert TOKEN not in told
    assert all(failure.__suppress_context__ and failure.__cause__ is None for failure in failures)


def test_a_long_message_goes_on_where_it_stopped(service: Service) -> None:
    service.answers["sendMessage"].extend(
        [ok({"message_id": 1, "date": 1, "chat": {"id": 7, "type": "private"}}), error(429, "...", retry_after=1)]
    )
    long = out("水" * 4000 + "\n" + "电" * 4000)

    async def twice(made: Telegram) -> str:
        with pytest.raises(Throttled):
            await made.send(long)
        return await made.send(long)

    assert using(channel(service)[0], twice) == "101"
    assert [call["text"][0] for call in service.called("sendMessage")] == ["水", "电", "电"]


# --- files that people sent ----------------------------------------------------------------------------------


def fetched(service: Service) -> bytes:
    async def fetch(made: Telegram) -> bytes:
        return b"".join([piece async for piece in made.fetch(Attachment("photo", "AgAC"))])

    return using(channel(service)[0], fetch)


def test_a_file_is_fetched(service: Service) -> None:
    service.files["photos/1.jpg"] = (200, b"twelve bytes")
    assert fetched(service) == b"twelve bytes"
    assert service.called("getFile") == [{"file_id": "AgAC"}]


@pytest.mark.parametrize("answer", [(200, b"cut"), (500, b""), HANG_UP], ids=["cut short", "server error", "hung up"])
def test_a_file_that_stops_short_comes_again(service: Service, answer: Answer) -> None:
    service.files["photos/1.jpg"] = answer
    with pytest.raises(Unreachable) as raised:
        fetched(service)
    assert TOKEN not in str(raised.value)


@pytest.mark.parametrize("parts", [True, False], ids=["parts", "whole files alone"])
def test_a_download_that_breaks_goes_on_where_it_broke(service: Service, parts: bool) -> None:
    service.files["photos/1.jpg"] = (200, b"twelve bytes")
    service.parts = parts
    service.cuts.extend([5, 4] if parts else [5, 9])
    assert fetched(service) == b"twelve bytes"
    assert service.ranges == ["", "bytes=5-", "bytes=9-"]
    assert len(service.called("getFile")) == 3  # an address may have changed in between


def test_a_download_that_breaks_before_anything_has_come_is_tried_later(service: Service) -> None:
    service.files["photos/1.jpg"] = (200, b"twelve bytes")
    service.cuts.extend([5, 0])
    with pytest.raises(Unreachable):
        fetched(service)


def test_a_file_whose_address_is_over_is_asked_for_once_more_and_then_is_gone(service: Service) -> None:
    service.files["photos/1.jpg"] = (404, b"")
    with pytest.raises(Rejected) as raised:
        fetched(service)
    assert len(service.called("getFile")) == 2
    assert TOKEN not in str(raised.value)


def test_a_file_that_is_too_large_is_given_up(service: Service) -> None:
    service.answers["getFile"].append(error(400, "Bad Request: file is too big"))
    with pytest.raises(Rejected, match="too big"):
        fetched(service)


def test_a_file_that_we_may_not_have_is_given_up(service: Service) -> None:
    service.answers["getFile"].append(error(403, "Forbidden: bot was blocked by the user"))
    with pytest.raises(Rejected):
        fetched(service)


def test_a_file_without_an_address_is_given_up(service: Service) -> None:
    service.answers["getFile"].append(ok({"file_id": "AgAC", "file_unique_id": "u"}))
    with pytest.raises(Rejected):
        fetched(service)
