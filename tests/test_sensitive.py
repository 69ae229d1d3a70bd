"""A sensitive question in a chat whose servers are abroad: asked by a link to the web chat, then the talk goes on."""

import secrets

import pytest
from sqlalchemy import select

from bot.door.posts import outgoing
from bot.messages import Action, Button, Incoming, Outgoing
from storage import outbox
from storage.tables.conversation import CHAT
from storage.vault import token_hash
from tests.deployment import Deployment, Wire, address, texts

IDENTITY = "11010519491231002X"
WHO = "李某"
LINK = "到保密页面填写"
STEPS = (
    *("[不在名单里]", "赵某某", "[0]", "[因病]", "[选好了]", "老人住院花了两万"),
    *("[跳过]", "[跳过]", "[听村里安排]", "[同意]"),
)


@pytest.fixture
def abroad(place: Deployment) -> Deployment:
    """Qingyang, with a chat service whose servers are abroad."""
    place.wire = Wire(abroad=True)
    return place


def to_the_link(place: Deployment) -> list[Outgoing]:
    """An application up to its first sensitive question."""
    replies = place.said(WHO, text="/household_application")
    for step in STEPS:
        replies = tap(place, replies, step[1:-1]) if step.startswith("[") else place.said(WHO, text=step)
    return replies


def tap(place: Deployment, replies: list[Outgoing], label: str) -> list[Outgoing]:
    """Taps a button of the newest message."""
    return place.said(WHO, button=button(replies[-1], label).data)


def button(message: Outgoing, label: str) -> Button:
    """The button of a message whose label begins so."""
    return next(button for row in message.buttons for button in row if button.label.startswith(label))


def opened(place: Deployment, replies: list[Outgoing]) -> None:
    """Opens the link of a message, as the page does when its button is pressed."""
    token = button(replies[-1], LINK).url.rpartition("/")[2]
    values = {"token": token_hash(token).hex(), "session": secrets.token_hex(32), "csrf": "c"}
    place.run(Incoming(id=f"page/{secrets.token_hex(8)}", action=Action("open_link", values=values)))


def on_page(place: Deployment, **what: str) -> list[Outgoing]:
    """Says something in the web chat."""
    person = place.people[WHO]
    incoming = Incoming(id=f"web/{secrets.token_hex(8)}", channel="web", chat=str(person), person=person, **what)  # type: ignore[arg-type]
    return place.run(incoming)[incoming.id]


def newest(place: Deployment, address: tuple[str, str]) -> Outgoing:
    """The newest message of a chat, as the page reads it."""
    with place.app.reader.connect() as connection:
        chat = connection.execute(
            select(CHAT.c.id).where(CHAT.c.channel == address[0], CHAT.c.address == address[1])
        ).scalar_one()
        row = outbox.history(connection, chat)[-1]
    return outgoing(outbox.Waiting(row, address[0], address[1], "zh", ""))


def test_a_sensitive_question_comes_as_a_link_and_can_be_skipped_here(abroad: Deployment) -> None:
    replies = to_the_link(abroad)
    assert "这一项要保密" in texts(replies)
    assert button(replies[-1], LINK).url.startswith("http")
    assert "联系电话" in texts(tap(abroad, replies, "不用"))


def test_what_is_sent_here_all_the_same_is_not_kept(abroad: Deployment) -> None:
    replies = tap(abroad, to_the_link(abroad), "不用")
    assert "联系电话" in texts(replies)
    again = abroad.said(WHO, text="13893401234")
    assert "没有保存" in texts(again)
    assert button(again[-1], LINK).url
    database = abroad.app.settings.database
    kept = b"".join(path.read_bytes() for path in database.parent.glob(database.name + "*"))
    assert b"13893401234" not in kept


def test_the_page_asks_it_and_the_talk_goes_on_where_it_began(abroad: Deployment) -> None:
    opened(abroad, to_the_link(abroad))
    web = ("web", str(abroad.people[WHO]))
    asked = newest(abroad, web)
    assert "签字或按手印" in asked.text
    replies = on_page(abroad, button=button(asked, "不用").data)
    assert "联系电话" in texts(replies)
    on_page(abroad, text="13893401234")
    last = on_page(abroad, text=IDENTITY)
    assert "请回到原来的聊天接着填" in texts(last)
    review = newest(abroad, ("console", address(WHO)))
    assert "请核对" in review.text
    assert IDENTITY not in review.text
    assert "110****" in review.text.replace("*" * 13, "****")
    filed = abroad.said(WHO, button=button(review, "提交").data)
    assert "已报给环县扶贫办" in texts(filed)


def test_where_the_operator_allows_it_the_question_is_asked_in_place(abroad: Deployment) -> None:
    abroad.changed = {"sensitive_abroad": True}
    replies = to_the_link(abroad)
    assert "签字或按手印" in texts(replies)
    assert not any(button.url for row in replies[-1].buttons for button in row)
