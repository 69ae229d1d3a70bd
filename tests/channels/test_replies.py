"""Replies to letters: whose they are, what of them is kept, and that a mailbox we did not write gives them once."""

import asyncio
import os
import smtplib
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest
from sqlalchemy import text as sql

from bot.channels.email.answers import address, read
from bot.channels.email.inbox import Inbox, inbox_of, look
from bot.messages import Action, Busy, Incoming, Outgoing
from bot.people import mailboxes as boxes
from storage import items, mailboxes, outbox
from tests.deployment import Deployment
from tests.test_mailboxes import WHO, acts, gets_letters, letters

BASE = "cunqing@huanxian.example"
SIGNED = address(BASE, f"7-{'ab' * 12}")


def reply(text: str = "已经通知施工队", to: str = SIGNED, **headers: str) -> EmailMessage:
    letter = EmailMessage()
    letter["From"], letter["To"], letter["Message-ID"] = f"张某 <{WHO}>", to, "<1@phone.example>"
    for name, value in headers.items():
        letter[name.replace("_", "-")] = value
    letter.set_content(text)
    return letter


# --- what a reply says ---------------------------------------------------------------------------------------


def test_a_reply_names_the_letter_that_it_answers() -> None:
    found = read(bytes(reply()))
    assert found is not None
    assert found.action is not None
    assert (found.action.name, found.action.target) == ("letter_answered", f"7-{'ab' * 12}")
    assert found.action.values == {"from": WHO, "text": "已经通知施工队"}
    assert found.id == read(bytes(reply())).id  # type: ignore[union-attr]


@pytest.mark.parametrize("other", [
    reply(to=BASE),
    reply(to="cunqing+7@huanxian.example"),
    reply(to=f"cunqing+7-{'xy' * 12}@huanxian.example"),
    reply(Auto_Submitted="auto-replied"),
    reply(Precedence="bulk"),
    reply(Return_Path="<>"),
    reply(List_Id="<all.example>"),
])  # fmt: skip
def test_what_answers_no_letter_or_comes_from_a_machine_is_passed_over(other: EmailMessage) -> None:
    assert read(bytes(other)) is None


@pytest.mark.parametrize("quote", [
    "\n> 2026-000123",
    "\n\n在 2026年11月24日，村情直报 写道：\n> 旧的",
    "\n------------------ 原始邮件 ------------------\n发件人: 村情直报",
    "\n发件人：村情直报\n旧的",
    "\nOn Tue, 24 Nov 2026 at 09:00, Cunqing <a@b.example> wrote:\n> old",
    "\n-----Original Message-----\nold",
    "\n-- \n张某",
])  # fmt: skip
def test_what_is_quoted_is_left_out(quote: str) -> None:
    found = read(bytes(reply(f"第一行\n第二行{quote}")))
    assert found is not None
    assert found.action is not None
    assert found.action.values["text"] == "第一行\n第二行"


def test_a_reply_in_html_alone_is_read() -> None:
    letter = reply()
    letter.set_content(
        "<div>明天去 &lt;修&gt;</div><script>x()</script><blockquote><p>旧的</p></blockquote>", subtype="html"
    )
    found = read(bytes(letter))
    assert found is not None
    assert found.action is not None
    assert found.action.values["text"] == "明天去 <修>"


@pytest.mark.parametrize("raw", [b"", b"\xff\xfe", b"To: \x00", b"From: <<<>>>\nTo: @@@\n\n", b"To: " + b"a," * 9999])
def test_anything_at_all_may_come(raw: bytes) -> None:
    assert read(raw) is None


def test_an_inbox_is_one_address() -> None:
    assert inbox_of("imaps://a%40b:c%2Fd@imap.example", "u", "p") == Inbox("imap.example", 993, "a@b", "c/d")
    assert inbox_of("imap://10.0.0.1:1143/Replies", "u", "p") == Inbox("10.0.0.1", 1143, "u", "p", "Replies", tls=False)
    assert "c/d" not in repr(inbox_of("imaps://a%40b:c%2Fd@imap.example", "u", "p"))


# --- what came back --------------------------------------------------------------------------------------------

REPORT = """\
From: MAILER-DAEMON@mx.example
To: cunqing@huanxian.example
Message-ID: <9@mx.example>
Auto-Submitted: auto-replied
Return-Path: <>
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

The letter could not be delivered.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

Final-Recipient: rfc822; {who}
Action: {action}
Status: {status}
Diagnostic-Code: smtp; {told}

--b
Content-Type: {kind}

From: cunqing@huanxian.example
List-Unsubscribe: <{stop}>
Subject: a letter

--b--
"""
HEADERS, WHOLE = "text/rfc822-headers", "message/rfc822"


def report(stop: str, action: str = "failed", status: str = "5.1.1", told: str = "550", kind: str = HEADERS) -> bytes:
    """A mail server's report of a letter that it had taken."""
    return REPORT.format(who=WHO, stop=stop, action=action, status=status, told=told, kind=kind).encode()


@pytest.mark.parametrize("kind", [HEADERS, WHOLE])
def test_a_letter_that_comes_back_ends_its_mailbox_and_says_so_in_the_chat(place: Deployment, kind: str) -> None:
    gets_letters(place, "张某")
    with place.app.reader.connect() as connection:
        found = mailboxes.of_person(connection, place.people["张某"])
        assert found is not None
    came = read(report(boxes.stop_link(place.vault, "https://cunqing.example", found.key), kind=kind))
    assert came is not None
    place.run(came)
    place.run(came)
    with place.app.reader.connect() as connection:
        assert mailboxes.of_person(connection, place.people["张某"]) is None
        waiting = [row.row.content["text"] for row in outbox.waiting(connection, place.clock(), 1000)]
    assert len([text for text in waiting if "收不了邮件" in text]) == 1


@pytest.mark.parametrize(("action", "status", "told"), [
    ("delayed", "4.4.7", "451 later"),
    ("failed", "5.2.2", "552 mailbox full"),
    ("failed", "5.7.1", "550 blocked as spam"),
    ("relayed", "2.0.0", "250 ok"),
])  # fmt: skip
def test_what_is_no_end_of_a_mailbox_is_passed_over(action: str, status: str, told: str) -> None:
    assert read(report(f"https://cunqing.example/letters/{'ab' * 32}", action, status, told)) is None


def test_a_forged_report_ends_nothing(place: Deployment) -> None:
    gets_letters(place, "张某")
    with place.app.reader.connect() as connection:
        found = mailboxes.of_person(connection, place.people["张某"])
    assert found is not None
    came = read(report(f"https://cunqing.example/letters/{found.key}{'0' * 32}"))
    assert came is not None
    place.run(came)
    with place.app.reader.connect() as connection:
        assert mailboxes.of_person(connection, place.people["张某"]) is not None


# --- whose it is ---------------------------------------------------------------------------------------------


def token_of(place: Deployment) -> str:
    """What the address carries that a reply to the last letter goes to."""
    with place.app.reader.connect() as connection:
        row = [each for each in outbox.waiting(connection, place.clock(), 1000) if each.channel == "email"][-1]
        sent = Outgoing(row=row.row.id, chat=row.address, operation="send", text="")
        return boxes.answer_token(connection, place.vault, sent)


def lettered(place: Deployment) -> str:
    """An item of which 张某 has got a letter: the number."""
    place.app.offices.email = True
    gets_letters(place, "张某", notices=True)
    number = place.filed("李某")
    acts(place, "张某", number, "accept")
    acts(place, "李某", number, "comment", text="请快一点")
    return number


def answers(place: Deployment, token: str, text: str = "明天到", sender: str = WHO) -> None:
    found = read(bytes(reply(text, address(BASE, token))))
    assert found is not None
    assert found.action is not None
    values = {**found.action.values, "from": sender}
    place.run(Incoming(id=f"email/{token}/{sender}", action=Action("letter_answered", token, values)))


def comments(place: Deployment, number: str) -> list[str]:
    with place.app.reader.connect() as connection:
        events = items.events(connection, place.item(number).id)
    return [f"{event.person_name}：{event.details['text']}" for event in events if event.action == "comment"]


def test_a_reply_becomes_a_comment_of_whoever_got_the_letter(either: Deployment) -> None:
    number = lettered(either)
    answers(either, token_of(either))
    assert comments(either, number) == ["李某：请快一点", "张某：明天到"]


def test_half_a_character_in_a_reply_is_shown_as_missing(place: Deployment) -> None:
    number = lettered(place)
    head = f"From: {WHO}\nTo: {address(BASE, token_of(place))}\nMessage-ID: <odd@b>\n"
    found = read(f"{head}Content-Type: text/plain; charset=utf-7\n\n+2AA- hello".encode())
    assert found is not None
    place.run(found)
    assert comments(place, number) == ["李某：请快一点", "张某：\ufffd hello"]


def test_a_reply_from_elsewhere_is_no_comment_and_is_said_to_the_owner(place: Deployment) -> None:
    number = lettered(place)
    answers(place, token_of(place), sender="thief@evil.example")
    assert comments(place, number) == ["李某：请快一点"]
    where, said = letters(place)[-1]
    assert where == WHO
    assert said.startswith(f"{number}：没有记下")


def test_a_forged_token_does_nothing(place: Deployment) -> None:
    number = lettered(place)
    row, _, signature = token_of(place).partition("-")
    before = len(letters(place))
    answers(place, f"{int(row) - 1}-{signature}")
    answers(place, f"{row}-{'0' * 24}")
    assert comments(place, number) == ["李某：请快一点"]
    assert len(letters(place)) == before


def test_a_mailbox_that_has_ended_takes_no_replies(place: Deployment) -> None:
    number = lettered(place)
    token = token_of(place)
    with place.app.writer.begin() as connection:
        mailboxes.forget(connection, place.people["张某"], place.clock())
    answers(place, token)
    assert comments(place, number) == ["李某：请快一点"]


def test_who_sees_the_item_no_more_cannot_comment(place: Deployment) -> None:
    number = lettered(place)
    token = token_of(place)
    acts(place, "李某", number, "withdraw")
    with place.app.writer.begin() as connection:
        connection.execute(sql("UPDATE membership SET ended_at = :now WHERE person = :person"),
                           {"now": "2026-11-24 00:00:00", "person": place.people["张某"]})  # fmt: skip
    answers(place, token)
    assert comments(place, number) == ["李某：请快一点"]
    assert "已经不能备注" in letters(place)[-1][1]


def test_letters_that_are_about_no_item_or_nobodys_own_take_no_replies(place: Deployment) -> None:
    place.app.offices.email = True
    place.said("张某", text=f"/email {WHO}")
    assert token_of(place) == ""


# --- the mailbox ---------------------------------------------------------------------------------------------


def free() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


@pytest.fixture(scope="module")
def mailbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Inbox, int]]:
    """A mailbox by IMAP that is nobody's work here, and the port of its SMTP server."""
    smtp, imap, smtps = free(), free(), free()
    log = (tmp_path_factory.mktemp("mail") / "log").open("wb")
    said = ("--host", "127.0.0.1", "--no-http", "--user", BASE, "--password", "secret")
    ports = ("--smtp-port", str(smtp), "--smtps-port", str(smtps), "--imap-port", str(imap))
    command = [sys.executable, "-m", "mail_devel", *said, *ports]
    process = subprocess.Popen(command, stdout=log, stderr=log, env={**os.environ, "PYTHONWARNINGS": "ignore"})
    try:
        deadline = time.monotonic() + 20
        while not _listens(imap) or not _listens(smtp):
            assert process.poll() is None, Path(log.name).read_text()
            assert time.monotonic() < deadline
            time.sleep(0.05)
        yield Inbox("127.0.0.1", imap, BASE, "secret", tls=False), smtp
    finally:
        process.terminate()
        process.wait(10)
        log.close()


def _listens(port: int) -> bool:
    with socket.socket() as found:
        return found.connect_ex(("127.0.0.1", port)) == 0


def test_each_letter_is_taken_once_and_again_where_the_door_was_busy(mailbox: tuple[Inbox, int]) -> None:
    inbox, port = mailbox
    with smtplib.SMTP("127.0.0.1", port) as post:
        post.login(BASE, "secret")
        for text in ("一", "二", "三"):
            letter = reply(text)
            letter.replace_header("Message-ID", f"<{ord(text)}@phone.example>")
            post.send_message(letter, to_addrs=[BASE])
        post.send_message(reply("广告", to=BASE), to_addrs=[BASE])
    seen: list[str] = []

    async def busy_at_the_second(incoming: Incoming) -> list[Outgoing]:
        if len(seen) == 1:
            raise Busy
        assert incoming.action is not None
        seen.append(incoming.action.values["text"])
        return []

    async def willing(incoming: Incoming) -> list[Outgoing]:
        assert incoming.action is not None
        seen.append(incoming.action.values["text"])
        return []

    asyncio.run(look(inbox, busy_at_the_second))
    assert seen == ["一"]
    asyncio.run(look(inbox, willing))
    assert seen == ["一", "二", "三"]
    asyncio.run(look(inbox, willing))
    assert seen == ["一", "二", "三"]
