"""What the chat page's script asks of the server."""

import dataclasses
import io
import threading
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from PIL import Image

from bot.messages import Busy, Incoming, Outgoing
from bot.web.chat import LONGEST_TEXT
from bot.web.security import LARGEST_PHOTO
from storage import files
from tests.web.place import Place, csrf, until
from tests.web.test_security import asked_as


@pytest.fixture
def reporter(place: Place) -> int:
    return place.reporter("李某")


@pytest.fixture
def client(place: Place, reporter: int) -> Iterator[httpx.Client]:
    with place.signed_in(reporter) as browser:
        browser.headers["x-csrf-token"] = csrf(browser.get("/chat"))
        yield browser


def say(client: httpx.Client, identity: str, **said: Any) -> httpx.Response:
    return client.post("/chat/say", json={"id": identity, "after": 0, **said})


def send(client: httpx.Client, identity: str, content: bytes, name: str = "photo.jpg") -> httpx.Response:
    return client.post("/chat/photo", data={"id": identity, "after": "0"}, files={"photo": (name, content)})


def photo(width: int = 60, kind: str = "JPEG") -> bytes:
    target = io.BytesIO()
    Image.new("RGB", (width, 40), "teal").save(target, kind)
    return target.getvalue()


def test_what_is_said_is_answered_with_rows_and_buttons(client: httpx.Client) -> None:
    rows = say(client, "first-message", text="/menu").json()["rows"]
    assert rows[-1]["operation"] == "send"
    labels = [button["label"] for line in rows[-1]["buttons"] for button in line]
    assert "走访日志" in labels
    assert client.get("/chat/rows").json()["rows"] == rows


def test_the_same_id_again_is_one_message_and_is_answered_again(client: httpx.Client) -> None:
    first = say(client, "sent-twice-1", text="/menu").json()
    assert say(client, "sent-twice-1", text="/menu").json() == first
    assert len(client.get("/chat/rows").json()["rows"]) == len(first["rows"])


def test_a_button_is_pressed_by_its_data(client: httpx.Client) -> None:
    rows = say(client, "menu-for-press", text="/menu").json()["rows"]
    button = next(b for line in rows[-1]["buttons"] for b in line if b["label"] == "我的上报")
    assert "还没有" in say(client, "press-mine-1", button=button["data"]).json()["rows"][-1]["text"]


def test_somebody_elses_button_does_nothing(place: Place, client: httpx.Client) -> None:
    rows = say(client, "menu-of-mine", text="/menu").json()["rows"]
    button = next(b for line in rows[-1]["buttons"] for b in line if b["label"] == "走访日志")
    with place.signed_in(place.reporter()) as other:
        other.headers["x-csrf-token"] = csrf(other.get("/chat"))
        answer = say(other, "press-of-anothers", button=button["data"]).json()["rows"]
    assert "哪一户" not in answer[-1]["text"]
    assert answer[-1]["text"]


def test_rows_are_ones_own_alone(place: Place, client: httpx.Client) -> None:
    say(client, "only-for-me-1", text="/menu")
    with place.signed_in(place.reporter()) as other:
        assert other.get("/chat/rows").json() == {"rows": []}
        assert other.get("/chat/rows?after=-1").status_code == 400


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"text": "x", "button": "y"},
        {"text": 5},
        {"location": {"latitude": 91, "longitude": 0}},
        {"location": {"latitude": "36", "longitude": "107"}},
        {"text": "x", "id": "../../1"},
        {"text": "x", "id": "short"},
        {"text": "x", "after": "0"},
    ],
)
def test_what_is_not_one_message_is_refused(client: httpx.Client, said: dict[str, Any]) -> None:
    assert say(client, **{"identity": "well-formed-id", **said}).status_code == 400


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\xff", b'"text"'])
def test_what_is_no_json_is_refused(client: httpx.Client, content: bytes) -> None:
    assert client.post("/chat/say", content=content).status_code == 400


def test_ten_thousand_characters_are_answered_and_more_than_the_limit_refused(client: httpx.Client) -> None:
    assert say(client, "long-but-taken", text="水" * 10_000).json()["rows"][-1]["text"]
    assert say(client, "too-long-a-text", text="水" * (LONGEST_TEXT + 1)).status_code == 413


def test_emoji_and_right_to_left_words_are_answered(client: httpx.Client) -> None:
    for place, text in enumerate(("👍🏽", "שלום", "\u202eabc", " ")):
        assert say(client, f"odd-words-{place}", text=text).json()["rows"][-1]["text"]


def test_a_location_is_taken(client: httpx.Client) -> None:
    answer = say(client, "location-one", location={"latitude": 36.5, "longitude": 107.3, "accuracy": 12.5})
    assert answer.status_code == 200
    assert answer.json()["rows"]


# --- photos ---------------------------------------------------------------------------------------------------------


def test_a_photo_in_a_report_is_kept_with_its_item(place: Place, client: httpx.Client, reporter: int) -> None:
    report(client, place)
    assert send(client, "photo-of-pipe", photo()).status_code == 200
    assert send(client, "photo-of-pipe", photo()).status_code == 200  # the connection was lost in between
    say(client, "enough-photos", text="够了")
    rows = say(client, "submit-report", text="提交").json()["rows"]
    with place.app.reader.connect() as connection:
        number = place.latest(reporter)
        assert number in "".join(row["text"] for row in rows), rows[-1]
        item = place.item(number)
        until(lambda: place.attached(item)[0].status == "stored")
        assert len(files.of_item(connection, item)) == 1
    page = client.get(f"/items/{number}").text
    path = f"/items/{number}/files/{place.attached(item)[0].id}"
    assert f'src="{path}/thumbnail"' in page
    shown = client.get(path)
    assert shown.headers["content-type"] == "image/jpeg"
    assert Image.open(io.BytesIO(shown.content)).size == (60, 40)
    with place.signed_in(place.reporter()) as other:
        assert other.get(path).status_code == 404


def report(client: httpx.Client, place: Place) -> None:
    """Reports an issue up to the question for a photo, by what the bot offers."""
    say(client, "report-begins", text="五组水管冻裂了，三户停水三天")
    for n in range(6):
        row = client.get("/chat/rows").json()["rows"][-1]
        if "photo" in row["wants"]:
            return
        buttons = [button for line in row["buttons"] for button in line]
        say(client, f"report-step-{n}", button=buttons[0]["data"])
    raise AssertionError(row)


@pytest.mark.parametrize(
    "content",
    [b"MZ\x90\x00 a program", b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", b"", b"GIF89a"],
)
def test_what_is_no_photo_is_refused_whatever_its_name(place: Place, client: httpx.Client, content: bytes) -> None:
    before = kept(place)
    assert send(client, "not-a-photo-1", content, "photo.jpg").status_code == 415
    assert kept(place) == before


def test_a_photo_over_ten_megabytes_is_refused(place: Place, client: httpx.Client) -> None:
    before = kept(place)
    large = photo() + b"\0" * LARGEST_PHOTO
    assert send(client, "too-large-photo", large).status_code == 413
    assert kept(place) == before


def kept(place: Place) -> list[str]:
    return sorted(path.name for path in place.site.uploads.glob("*"))


@pytest.mark.parametrize("identity", ["../../etc", "", "a/b"])
def test_a_photos_id_is_no_path(client: httpx.Client, identity: str) -> None:
    assert send(client, identity, photo()).status_code == 400


def test_a_photo_without_a_file_is_refused(client: httpx.Client) -> None:
    assert client.post("/chat/photo", data={"id": "no-file-given", "after": "0"}).status_code == 400


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_other_kinds_of_photo_are_taken(client: httpx.Client, kind: str) -> None:
    assert send(client, f"photo-as-{kind}", photo(kind=kind)).status_code == 200


# --- news -----------------------------------------------------------------------------------------------------------


class Listener:
    """Reads the page's event stream in a thread."""

    def __init__(self, client: httpx.Client) -> None:
        self.events: list[str] = []
        self.thread = threading.Thread(target=self._read, args=(client,), daemon=True)
        self.thread.start()
        until(lambda: len(self.events) == 1)

    def _read(self, client: httpx.Client) -> None:
        with client.stream("GET", "/chat/events", timeout=30) as stream:
            for line in stream.iter_lines():
                if line.startswith("event: "):
                    self.events.append(line[7:])
                if line == "event: ended":
                    return


def test_the_page_hears_of_news_and_of_the_sessions_end(place: Place, reporter: int) -> None:
    number = place.filed(reporter, "水管冻裂")
    with (
        place.signed_in(reporter) as client,
        place.signed_in(reporter) as stream,
        place.signed_in(place.clerk()) as clerk,
    ):
        client.headers["x-csrf-token"] = csrf(client.get("/chat"))
        say(client, "opens-the-chat", text="/menu")
        listener = Listener(stream)
        page = clerk.get(f"/items/{number}")
        press = {"csrf": csrf(page), "once": "n" * 20, "action": "accept"}
        clerk.post(f"/items/{number}/act", data=press)
        until(lambda: len(listener.events) >= 2)
        assert "已受理" in client.get("/chat/rows").json()["rows"][-1]["text"]
        place.invitation(reporter)  # ends their sessions
        place.app.channels["web"]._listening[str(reporter)].copy().pop().set()  # type: ignore[attr-defined]
        until(lambda: listener.events[-1] == "ended")


def test_a_database_that_takes_nothing_now_is_said_so_that_the_page_tries_again(place: Place, reporter: int) -> None:
    async def busy(_incoming: Incoming) -> list[Outgoing]:
        raise Busy(7)

    site = dataclasses.replace(place.site, submit=busy)
    answer = asked_as(place, site, reporter, "/chat/say", {"id": "while-it-is-busy", "text": "x"})
    assert answer.status_code == 503
    assert answer.headers["retry-after"] == "7"


def test_the_page_goes_on_in_the_language_that_was_asked_for_in_the_chat(client: httpx.Client) -> None:
    assert "language" not in say(client, "language1", text="/menu").json()
    assert say(client, "language2", text="/language en").json()["language"] == "en"
    assert '<html lang="en">' in client.get("/chat").text
    assert "language" not in say(client, "language3", text="/menu").json()


def test_the_help_has_what_one_does_most_as_buttons_and_no_way_to_where_one_is(client: httpx.Client) -> None:
    row = say(client, "help0001", text="/help").json()["rows"][-1]
    assert [[button["label"] for button in line] for line in row["buttons"]] == [
        ["走访日志", "农户申请"], ["问题上报", "我的上报"], ["该走访的", "待核实"],
    ]  # fmt: skip
    assert "/visits" in row["text"]
    assert "/pages" not in row["text"]
