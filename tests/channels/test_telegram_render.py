"""What an Outgoing is said with: calls of the Bot API."""

import unicodedata
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as some

from bot.channels.telegram import Request, render
from bot.channels.telegram.splitting import split
from bot.messages import Button, Document, Outgoing, Rejected
from tests.channels.talks import said

PLAIN = {"link_preview_options": {"is_disabled": True}}
EXPORT = Document("exports/台账.xlsx", "台账.xlsx", "application/vnd.ms-excel")


def out(text: str = "请核对", operation: str = "send", **more: Any) -> Outgoing:
    return Outgoing(row=1, chat="7", operation=operation, text=text, **more)


def texts(requests: list[Request]) -> list[str]:
    return [request.payload["text"] for request in requests]


def keyboard(request: Request) -> list[list[dict[str, str]]]:
    found: list[list[dict[str, str]]] = request.payload["reply_markup"]["inline_keyboard"]
    return found


def test_a_text() -> None:
    assert render(out("已记下，走访2026-000122。")) == [
        Request("sendMessage", {"chat_id": 7, "text": "已记下，走访2026-000122。", **PLAIN})
    ]


def test_what_people_wrote_is_shown_as_they_wrote_it() -> None:
    written = '<a href="x">点我</a> _*[`&amp;'
    (request,) = render(out(written))
    assert request.payload["text"] == written
    assert "parse_mode" not in request.payload


def test_buttons_in_their_rows() -> None:
    rows = ((Button("提交", "abc.0"), Button("改日期", "abc.1")), (Button("打开收件箱", url="https://a.example/s/1"),))
    (request,) = render(out(buttons=rows))
    assert keyboard(request) == [
        [{"text": "提交", "callback_data": "abc.0"}, {"text": "改日期", "callback_data": "abc.1"}],
        [{"text": "打开收件箱", "url": "https://a.example/s/1"}],
    ]


@pytest.mark.parametrize("url", ["http://localhost:8000/s/1", "tel:110", "http://[bad/s/1"])
def test_an_address_that_the_service_refuses_on_a_button_stands_in_the_text(url: str) -> None:
    (request,) = render(out(buttons=((Button("打开", url=url), Button("好", "abc.0")),)))
    assert request.payload["text"] == f"请核对\n打开：{url}"
    assert keyboard(request) == [[{"text": "好", "callback_data": "abc.0"}]]


def test_quietly() -> None:
    (request,) = render(out(quiet=True))
    assert request.payload["disable_notification"] is True


def test_a_group_by_its_public_name() -> None:
    (request,) = render(Outgoing(row=1, chat="@qingyang", operation="send", text="一"))
    assert request.payload["chat_id"] == "@qingyang"


def test_an_edit_takes_the_place_of_the_message() -> None:
    (request,) = render(out("六看", "edit", wire="90", quiet=True, buttons=((Button("都正常", "abc.0"),),)))
    assert request.method == "editMessageText"
    assert request.payload["message_id"] == 90
    assert request.payload["text"] == "六看"
    assert "disable_notification" not in request.payload
    assert keyboard(request)


def test_a_close_takes_the_buttons_off() -> None:
    assert render(out("", "close", wire="90")) == [Request("editMessageReplyMarkup", {"chat_id": 7, "message_id": 90})]


@pytest.mark.parametrize("wire", ["", "web-4", "٩"])
def test_where_the_message_is_not_known_an_edit_is_said_anew_and_nothing_is_closed(wire: str) -> None:
    (request,) = render(out("六看", "edit", wire=wire))
    assert request == Request("sendMessage", {"chat_id": 7, "text": "六看", **PLAIN})
    assert render(out("", "close", wire=wire)) == []


def test_where_a_place_is_wanted_a_line_says_how() -> None:
    (request,) = render(out("在哪里？", wants=("location",), language="en"), said)
    assert request.payload["text"] == "在哪里？\n\n[en] To send a place: tap the paperclip, then Location."


# --- long texts ----------------------------------------------------------------------------------------------


def test_a_long_text_is_cut_at_a_line_and_the_buttons_are_on_its_end() -> None:
    line = "五组三户停水三天。" * 20
    requests = render(out("\n".join([line] * 30), buttons=((Button("好", "abc.0"),),)))
    assert len(requests) == 2
    assert all(part.strip().endswith(line) for part in texts(requests))
    assert "reply_markup" not in requests[0].payload
    assert keyboard(requests[1])


def test_a_long_edit_goes_on_in_a_new_message() -> None:
    requests = render(out("水" * 5000, "edit", wire="90", buttons=((Button("好", "abc.0"),),)))
    assert [request.method for request in requests] == ["editMessageText", "sendMessage"]
    assert "".join(texts(requests)) == "水" * 5000
    assert keyboard(requests[1])


def test_a_family_is_not_torn_apart() -> None:
    family = "👨‍👩‍👧‍👦"
    parts = split("水" * 4090 + family + "好", 4096)
    assert parts == ["水" * 4090, family + "好"]


@pytest.mark.parametrize(
    "one", ["🇨🇳", "👍🏽", "e\u0301", "क्ष", "\r\n", "각", "🏴\U000e0067\U000e0062\U000e007f", "⭐\ufe0f"]
)
def test_no_character_is_torn_apart(one: str) -> None:
    for before in range(20, 30):
        parts = split("水" * before + one * 12, 30)
        assert all(not part.replace(one, "").strip("水") for part in parts)


@given(some.text(alphabet=some.characters(exclude_categories=["Cs"]), max_size=300), some.integers(20, 60))
@example("水" * 50 + "\u0301" * 200, 20)
@settings(max_examples=300, deadline=None)
def test_the_parts_are_the_text(text: str, longest: int) -> None:
    parts = split(text, longest)
    assert "".join(parts) == text
    assert all(len(part.encode("utf-16-le")) // 2 <= longest for part in parts)
    assert all(part for part in parts) or text == ""


@given(some.text(max_size=9000))
@settings(max_examples=100, deadline=None)
def test_every_part_is_one_that_the_service_takes(text: str) -> None:
    for part in texts(render(out("水" + text))):
        assert part.strip()
        assert len(part) <= 4096
        assert not any(unicodedata.category(character) == "Cs" or character == "\0" for character in part)


# --- many buttons --------------------------------------------------------------------------------------------


def test_a_row_of_many_buttons_is_wrapped() -> None:
    (request,) = render(out(buttons=(tuple(Button(str(n), f"abc.{n}") for n in range(20)),)))
    assert [len(row) for row in keyboard(request)] == [8, 8, 4]


def test_more_than_a_hundred_buttons_go_on_below_and_none_is_lost() -> None:
    requests = render(out(buttons=tuple((Button(str(n), f"abc.{n}"),) for n in range(230))))
    assert texts(requests) == ["请核对", "⋯", "⋯"]
    labels = [button["text"] for request in requests for row in keyboard(request) for button in row]
    assert labels == [str(n) for n in range(230)]
    assert max(sum(map(len, keyboard(request))) for request in requests) == 100


def test_data_that_is_too_long_is_our_own_mistake() -> None:
    render(out(buttons=((Button("好", "a" * 64),),)))
    with pytest.raises(Rejected, match="65 bytes"):
        render(out(buttons=((Button("好", "a" * 65),),)))


# --- files ---------------------------------------------------------------------------------------------------


def test_a_file_with_a_short_text_carries_it() -> None:
    (request,) = render(out("本月台账", document=EXPORT, buttons=((Button("好", "abc.0"),),)))
    assert request.method == "sendDocument"
    assert request.document == EXPORT
    assert request.payload["caption"] == "本月台账"
    assert keyboard(request)


def test_a_file_with_a_long_text_comes_below_it() -> None:
    requests = render(out("水" * 1025, document=EXPORT, buttons=((Button("好", "abc.0"),),)))
    assert [request.method for request in requests] == ["sendMessage", "sendDocument"]
    assert "caption" not in requests[1].payload
    assert keyboard(requests[1])


def test_a_file_in_place_of_a_message_takes_its_buttons_off() -> None:
    requests = render(out("本月台账", "edit", wire="90", document=EXPORT))
    assert [request.method for request in requests] == ["editMessageReplyMarkup", "sendDocument"]


KINDS = [
    out(buttons=((Button("好", "abc.0"), Button("看", url="https://a.example/s/1")),), quiet=True),
    out(wants=("location",)),
    out("六看", "edit", wire="90", buttons=((Button("好", "abc.0"),),)),
    out("已交", "edit", wire="90", document=EXPORT),
    out("", "close", wire="90"),
    out("", "delete", wire="90"),
    out("", "pin", wire="90"),
    out("", "unpin", wire="90"),
    out("字" * 9_000),
]


@pytest.mark.parametrize("outgoing", KINDS, ids=[each.operation for each in KINDS])
def test_every_call_is_one_of_the_librarys_own(outgoing: Outgoing) -> None:
    """aiogram looks at nothing that it is handed (its adapter leaves that out): it is looked at here."""
    pytest.importorskip("aiogram")
    from bot.channels.telegram_aiogram.library import METHODS

    for request in render(outgoing):
        file = {"document": "a file's id"} if request.document is not None else {}
        method = METHODS[request.method].model_validate({**request.payload, **file}, strict=True)
        assert not method.model_extra
        assert request.payload.keys() <= type(method).model_fields.keys()
