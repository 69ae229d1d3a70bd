"""The link in every letter: a look changes nothing, the button or a mail program's one click ends letters."""

import httpx
import pytest

from bot.people import mailboxes as boxes
from storage import mailboxes
from tests.web.place import Place


def left(place: Place, address: str = "zhang@huanxian.example") -> tuple[str, str]:
    """The key of somebody's confirmed mailbox, and the link in its letters."""
    person = place.clerk()
    with place.app.writer.begin() as connection:
        sealed = place.app.offices.vault.seal(address.encode())
        made = mailboxes.add(connection, person, sealed, b"", "zh", place.clock())
        mailboxes.confirm(connection, made, place.clock())
    return made.key, boxes.stop_link(place.app.offices.vault, place.url, made.key)


def is_open(place: Place, key: str) -> bool:
    with place.app.reader.connect() as connection:
        return mailboxes.by_key(connection, key) is not None


def test_a_look_changes_nothing(real_place: Place) -> None:
    key, link = left(real_place)
    page = httpx.get(link)
    assert page.status_code == 200
    assert "z***@huanxian.example" in page.text
    assert "zhang@" not in page.text
    assert page.text.count('<button class="button main">') == 1
    assert httpx.head(link).status_code in (200, 405)
    assert is_open(real_place, key)


def test_one_click_of_a_mail_program_ends_letters(real_place: Place) -> None:
    """As RFC 8058 has it: a POST with this body, without cookies, and without anything else of ours."""
    key, link = left(real_place)
    answer = httpx.post(link, data={"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert not is_open(real_place, key)
    assert httpx.post(link, data={"List-Unsubscribe": "One-Click"}).status_code == 200, "twice is no error"
    assert "已经不再往这个地址发邮件" in httpx.get(link).text


def test_the_button_ends_letters_in_english_too(real_place: Place) -> None:
    key, link = left(real_place)
    english = {"accept-language": "en"}
    assert "No more letters?" in httpx.get(link, headers=english).text
    answer = httpx.post(link, headers={**english, "origin": real_place.url})
    assert "Nothing more is sent to this address." in answer.text
    assert not is_open(real_place, key)


@pytest.mark.parametrize("wrong", ["x", "0" * 64, "a" * 32])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_link_that_is_not_ours_leads_nowhere(real_place: Place, wrong: str, method: str) -> None:
    assert httpx.request(method, f"{real_place.url}/letters/{wrong}").status_code == 404


def test_a_forged_link_ends_nothing(real_place: Place) -> None:
    key, link = left(real_place)
    other, _ = left(real_place)
    forged = link.replace(key, other)
    assert httpx.post(forged).status_code == 404
    assert is_open(real_place, other)
