"""Letters: what they say to the oldest mail program, and what each failure of a mail server means."""

import asyncio
import re
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from bot.channels.email import Box, Connection, Email, Sender, Server
from bot.languages import Languages
from bot.messages import Blocked, Button, Outgoing, Rejected, Throttled, Unreachable
from tests.channels.post import HANG, HANG_UP, Office, certified, office
from tests.deployment import MORNING

LANGUAGES = Languages.load(Path(__file__).parents[2] / "locales")
STOP = "https://cunqing.example/letters/abc"
WHO = "zhang@huanxian.example"
TEXT = "2026-000123 饮水不足：新收\n环县/曲子镇/西沟村\n\n11月25日前受理 <今天>"
LINK = ((Button("打开", url="https://cunqing.example/items/2026-000123"), Button("受理", "key.0")),)


class Ticks:
    """Seconds that a test moves."""

    at = 0.0

    def __call__(self) -> float:
        return self.at


def out(row: int = 7, text: str = TEXT, **more: Any) -> Outgoing:
    return Outgoing(row=row, chat="k1", operation=more.pop("operation", "send"), text=text, buttons=LINK, **more)


def email(server: Server, ticks: Callable[[], float] | None = None, box: Box | None = Box(WHO, STOP)) -> Email:  # noqa: B008
    sender = Sender("cunqing@gov.example")
    connection = Connection(server, ticks or Ticks())
    return Email(connection, sender, lambda _out: box, LANGUAGES.said, now=lambda: MORNING)


def sent(channel: Email, *rows: Outgoing) -> list[str]:
    """The wire ids of the rows, sent one after the other; the connection is closed after them."""

    async def send() -> list[str]:
        try:
            return [await channel.send(row) for row in rows]
        finally:
            await channel.close()

    return asyncio.run(send())


@pytest.fixture
def post() -> Iterator[Office]:
    with office() as running:
        yield running


def part(letter: EmailMessage, kind: str) -> str:
    found = letter.get_body((kind,))
    assert found is not None
    content: str = found.get_content()
    return content.replace("\r\n", "\n")


# --- what a letter says --------------------------------------------------------------------------------------


def test_a_letter_arrives_with_its_subject_and_both_its_forms(post: Office) -> None:
    (wire,) = sent(email(post.server()), out())
    (letter,) = post.letters
    assert post.envelopes == [("cunqing@gov.example", [WHO])]
    assert letter["subject"] == "2026-000123 饮水不足：新收"
    assert str(letter["from"]) == "村情直报 <cunqing@gov.example>"
    assert letter["to"] == WHO
    assert letter["message-id"] == wire
    assert letter["auto-submitted"] == "auto-generated"
    assert letter["date"].datetime == MORNING
    text = part(letter, "plain")
    assert "环县/曲子镇/西沟村\n" in text
    assert "打开 https://cunqing.example/items/2026-000123\n" in text
    assert "\n受理\n" not in text, "a button that acts in a chat has no use here"


def test_mail_programs_can_end_letters_in_one_click(post: Office) -> None:
    sent(email(post.server()), out())
    (letter,) = post.letters
    assert letter["list-unsubscribe"] == f"<{STOP}>"
    assert letter["list-unsubscribe-post"] == "List-Unsubscribe=One-Click"
    assert STOP in part(letter, "plain")
    assert f'href="{STOP}"' in part(letter, "html")


def test_one_click_is_offered_by_https_alone(post: Office) -> None:
    sent(email(post.server(), box=Box(WHO, "http://10.0.0.1/letters/abc")), out())
    assert post.letters[0]["list-unsubscribe"] == "<http://10.0.0.1/letters/abc>"
    assert post.letters[0]["list-unsubscribe-post"] is None


def test_the_html_is_simple_and_closed(post: Office) -> None:
    sent(email(post.server()), out())
    html = part(post.letters[0], "html")
    tags: list[str] = []
    left: list[str] = []

    class Reading(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            tags.append(tag)
            assert {name for name, _ in attrs} <= {"href", "lang", "charset"}
            left.extend([tag] if tag not in ("meta", "hr") else [])

        def handle_endtag(self, tag: str) -> None:
            assert left.pop() == tag

    Reading().feed(html)
    assert left == []
    assert set(tags) == {"html", "head", "meta", "title", "body", "h3", "p", "a", "b", "hr", "small"}
    assert "&lt;今天&gt;" in html
    assert re.match(r'<!DOCTYPE html>\n<html lang="zh-Hans">', html)


def test_a_letter_is_in_its_hearers_language(post: Office) -> None:
    sent(email(post.server()), out(text="2026-000123 Water: new", language="en"))
    (letter,) = post.letters
    assert letter["from"].addresses[0].display_name == "Cunqing"
    assert "No more letters" in part(letter, "plain")
    assert letter["content-language"] == "en"


def test_a_subject_cannot_smuggle_in_a_header(post: Office) -> None:
    sent(email(post.server()), out(text="新收\r\x0bBcc: x@y.example\nrest"))
    (letter,) = post.letters
    assert letter["bcc"] is None
    assert letter["subject"] == "新收 Bcc: x@y.example"


def test_a_letter_that_is_sent_again_is_the_same_letter(post: Office) -> None:
    first, second, other = sent(email(post.server()), out(), out(), out(row=8))
    assert first == second
    assert first != other


def test_a_letter_cannot_be_changed_or_taken_back(post: Office) -> None:
    assert sent(email(post.server()), out(operation="close", wire="w"), out(operation="delete", wire="w")) == ["w", "w"]
    assert post.letters == []


def test_nothing_goes_to_a_mailbox_that_has_ended(post: Office) -> None:
    with pytest.raises(Rejected):
        sent(email(post.server(), box=None), out())
    assert post.connections == 0


def test_a_closed_channel_sends_nothing(post: Office) -> None:
    channel = email(post.server())
    asyncio.run(channel.close())
    with pytest.raises(Unreachable):
        sent(channel, out())
    assert post.connections == 0


# --- the connection ------------------------------------------------------------------------------------------


def test_one_connection_takes_many_letters(post: Office) -> None:
    sent(email(post.server()), *(out(row) for row in range(5)))
    assert len(post.letters) == 5
    assert post.connections == 1


def test_a_connection_that_the_server_closed_is_made_anew(post: Office) -> None:
    channel = email(post.server())

    async def send() -> None:
        await channel.send(out(1))
        await asyncio.to_thread(post.hangs_up)
        await channel.send(out(2))
        await channel.close()

    asyncio.run(send())
    assert len(post.letters) == 2


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_letters_go_over_tls(security: Any, tmp_path: Path) -> None:
    theirs, ours = certified(tmp_path)
    with office(tls=theirs, at_once=security == "tls") as post:
        sent(email(post.server(security, trust=ours)), out())
        assert post.protected == [security == "starttls"], "aiosmtpd notes what it upgraded itself"
        assert len(post.letters) == 1


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_certificate_that_nobody_vouches_for_is_not_taken(security: Any, tmp_path: Path) -> None:
    theirs, _ours = certified(tmp_path)
    with office(tls=theirs, at_once=security == "tls") as post:
        with pytest.raises(Unreachable) as failure:
            sent(email(post.server(security)), out())
        assert not failure.value.maybe
        assert post.letters == []


def test_a_server_without_tls_gets_no_letter_where_tls_is_wanted(post: Office) -> None:
    with pytest.raises(Unreachable):
        sent(email(post.server("starttls")), out())
    assert post.letters == []


def test_a_login_opens_the_server() -> None:
    with office(password="right") as post:
        sent(email(post.server(user="cunqing", password="right")), out())
        assert post.logins == [("cunqing", "right")]
        assert len(post.letters) == 1


def test_a_wrong_password_is_tried_once_a_minute_and_loses_no_letter() -> None:
    with office(password="right") as post:
        ticks = Ticks()
        channel = email(post.server(user="cunqing", password="wrong"), ticks)

        async def send() -> None:
            with pytest.raises(Unreachable):
                await channel.send(out(1))
            with pytest.raises(Throttled) as later:
                await channel.send(out(2))
            assert later.value.after == 60
            assert post.connections == 1
            ticks.at = 60
            with pytest.raises(Unreachable):
                await channel.send(out(2))
            await channel.close()

        asyncio.run(send())
        assert post.letters == []


def test_a_password_is_in_no_text_of_the_server() -> None:
    assert "secret" not in repr(Server("mail.example", user="me", password="secret"))


# --- failures ------------------------------------------------------------------------------------------------

RECIPIENT = [
    ("550 5.1.1 no such user", Blocked),
    ("550 user unknown", Blocked),
    ("553 5.1.3 bad address", Blocked),
    ("550 5.2.1 mailbox disabled", Blocked),
    ("550 5.7.1 looks like spam", Rejected),
    ("554 refused", Rejected),
    ("450 4.2.0 greylisted", Throttled),
    ("451 try later", Throttled),
    ("452 4.2.2 mailbox full", Throttled),
    ("552 5.2.2 mailbox full", Throttled),
    ("421 closing", Unreachable),
]


@pytest.mark.parametrize(("answer", "failure"), RECIPIENT)
def test_a_refused_recipient(post: Office, answer: str, failure: type[Exception]) -> None:
    post.answers["RCPT"] = [answer]
    with pytest.raises(failure) as raised:
        sent(email(post.server()), out())
    assert WHO not in str(raised.value)
    assert not getattr(raised.value, "maybe", False)


def test_a_refused_recipient_keeps_nobody_else_waiting(post: Office) -> None:
    post.answers["RCPT"] = ["450 4.2.0 greylisted"]
    channel = email(post.server())

    async def send() -> None:
        with pytest.raises(Throttled):
            await channel.send(out(1))
        await channel.send(out(2))
        await channel.close()

    asyncio.run(send())
    assert len(post.letters) == 1
    assert post.connections == 1


@pytest.mark.parametrize(
    ("answer", "failure"),
    [("554 5.6.0 content refused", Rejected), ("552 too big", Rejected), ("451 try later", Throttled)],
)
def test_a_refused_letter(post: Office, answer: str, failure: type[Exception]) -> None:
    post.answers["DATA"] = [answer]
    with pytest.raises(failure):
        sent(email(post.server()), out())


@pytest.mark.parametrize(
    ("answer", "failure", "seconds"),
    [("450 4.7.1 too many letters", Throttled, 60), ("452 too many", Throttled, 60), ("550 not you", Unreachable, 10)],
)
def test_what_is_held_against_us_holds_every_letter_back(
    post: Office, answer: str, failure: type[Exception], seconds: float
) -> None:
    post.answers["MAIL"] = [answer]
    ticks = Ticks()
    channel = email(post.server(), ticks)

    async def send() -> None:
        with pytest.raises(failure):
            await channel.send(out(1))
        with pytest.raises(Throttled) as later:
            await channel.send(out(2))
        assert later.value.after == seconds
        ticks.at = seconds
        await channel.send(out(2))
        await channel.close()

    asyncio.run(send())
    assert len(post.letters) == 1


def test_a_server_that_is_not_there_is_unreachable_and_nothing_can_have_arrived() -> None:
    with office() as gone:
        pass
    with pytest.raises(Unreachable) as failure:
        sent(email(gone.server()), out())
    assert not failure.value.maybe


@pytest.mark.parametrize(("command", "maybe"), [("MAIL", False), ("RCPT", False), ("DATA", True)])
@pytest.mark.parametrize("how", [HANG, HANG_UP])
def test_only_a_letter_whose_text_was_given_may_have_arrived(post: Office, command: str, how: str, maybe: bool) -> None:
    post.answers[command] = [how]
    with pytest.raises(Unreachable) as failure:
        sent(email(post.server(patience=0.3)), out())
    assert failure.value.maybe is maybe
