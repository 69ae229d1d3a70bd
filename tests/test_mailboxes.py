"""Mailboxes: an address is its owner's who has the code; nobody hears everything twice; and a letter's link ends it."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.languages import Languages
from bot.letters import brief
from bot.messages import Action, Incoming, Lines, Outgoing, say
from bot.people import mailboxes as boxes
from bot.people.accounts import invite
from bot.people.mailboxes import address_of, shown
from storage import mailboxes, outbox
from storage.vault import Vault, new_key
from tests.deployment import WATER, Deployment, address, texts

LANGUAGES = Languages.load(Path(__file__).parent.parent / "locales")
WHO = "zhang.san+cq@huanxian.example"


@pytest.fixture(autouse=True)
def letters_can_be_sent(request: pytest.FixtureRequest) -> None:
    """A mail server is set."""
    for name in ("place", "either"):
        if name in request.fixturenames:
            request.getfixturevalue(name).app.offices.email = True


def letters(place: Deployment) -> list[tuple[str, str]]:
    """Where letters are to go, and what they say, in order."""
    with place.app.reader.connect() as connection:
        waiting = outbox.waiting(connection, place.clock() + timedelta(days=1), 1000)
        return [
            (boxes.where(connection, place.vault, each.address, place.clock()), each.row.content["text"])
            for each in waiting
            if each.channel == mailboxes.CHANNEL
        ]


def code_in(place: Deployment) -> str:
    """The code of the last letter."""
    return re.search(r"\d{6}", letters(place)[-1][1])[0]  # type: ignore[index]


def leaves(place: Deployment, who: str, where: str = WHO) -> None:
    """Somebody leaves an address and confirms it."""
    place.said(who, text=f"/email {where}")
    assert "邮箱确认了" in texts(place.said(who, text=code_in(place)))


def taps(place: Deployment, who: str, label: str) -> str:
    """Taps a button under what /email says."""
    (shown_to,) = place.said(who, text="/email")
    (data,) = [button.data for row in shown_to.buttons for button in row if button.label == label]
    return texts(place.said(who, button=data))


def mailbox(place: Deployment, who: str) -> mailboxes.Mailbox | None:
    with place.app.reader.connect() as connection:
        return mailboxes.of_person(connection, place.people[who])


# --- an address ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("typed", "kept"), [
    (WHO, WHO),
    (" 123456@qq.com ", "123456@qq.com"),
    ("ｚｈａｎｇ＠ｇｏｖ．ｃｎ", "zhang@gov.cn"),
    ("zhang@gov。cn", "zhang@gov.cn"),
    ("张三@gov.cn", ""),
    ("zhang@localhost", ""),
    ("zhang@-gov.cn", ""),
    ("zhang..san@gov.cn", ""),
    ("a@b@gov.cn", ""),
    ("zhang@gov.cn\nBcc: x@y.cn", ""),
    ("<zhang@gov.cn>", ""),
    ("13800000000", ""),
])  # fmt: skip
def test_what_is_an_address(typed: str, kept: str) -> None:
    assert address_of(typed) == kept


def test_an_address_is_shown_so_that_nobody_else_can_use_it() -> None:
    assert shown("zhang@gov.cn") == "z***@gov.cn"


def test_an_address_is_its_owners_who_has_the_code(either: Deployment) -> None:
    assert "写上您的邮箱" in texts(either.said("张某", text="/email"))
    assert "不是邮箱地址" in texts(either.said("张某", text="没有"))
    assert f"验证码已发往 {WHO}" in texts(either.said("张某", text=WHO))
    ((where, said),) = letters(either)
    assert where == WHO
    assert said.startswith(f"{code_in(either)} 是您的村情直报验证码\n")
    assert mailbox(either, "张某") is None, "not before the code has come back"
    wrong = "000000" if code_in(either) != "000000" else "111111"
    assert "验证码不对" in texts(either.said("张某", text=wrong))
    assert f"邮件发到 {WHO}" in texts(either.said("张某", text=f"验证码 {code_in(either)}"))
    found = mailbox(either, "张某")
    assert found is not None
    assert (found.notices, found.digests) == (False, False)


def test_an_address_stands_nowhere_in_the_clear(place: Deployment) -> None:
    leaves(place, "张某")
    with place.app.reader.connect() as connection:
        rows = connection.execute(text("SELECT * FROM mailbox")).all()
        assert "huanxian.example" not in str(rows)
        assert "huanxian.example" not in str(connection.execute(text("SELECT address FROM chat")).all())


def test_a_code_is_too_old_after_half_an_hour(place: Deployment) -> None:
    place.said("张某", text=f"/email {WHO}")
    code = code_in(place)
    place.clock.move(minutes=31)
    assert "过期" in texts(place.said("张某", text=code))
    assert mailbox(place, "张某") is None
    assert letters(place)[0][0] == "", "nor is the code's letter sent any more"


def test_codes_cannot_be_guessed(place: Deployment) -> None:
    place.said("张某", text=f"/email {WHO}")
    code = code_in(place)
    wrong = [f"{n:06d}" for n in range(6) if f"{n:06d}" != code][:5]
    for each in wrong:
        place.said("张某", text=each)
    assert "错得太多" in texts(place.said("张某", text=code))
    assert mailbox(place, "张某") is None


def test_nobody_is_flooded_with_codes(place: Deployment) -> None:
    for n in range(5):
        place.said("张某", text=f"/email a{n}@b.example")
    assert "发得太多" in texts(place.said("张某", text="/email a6@b.example"))
    assert len(letters(place)) == 5
    place.clock.move(minutes=16)
    assert "已发往" in texts(place.said("张某", text="/email a7@b.example"))


def test_somebody_elses_code_is_of_no_use(place: Deployment) -> None:
    place.said("张某", text=f"/email {WHO}")
    code = code_in(place)
    place.said("刘某", text="/email liu@b.example")
    assert "不对" in texts(place.said("刘某", text=code if code != code_in(place) else "x"))
    assert mailbox(place, "刘某") is None


def test_another_address_takes_the_place_of_the_first(place: Deployment) -> None:
    leaves(place, "张某")
    taps(place, "张某", "通知也发邮件")
    leaves(place, "张某", "new@b.example")
    found = mailbox(place, "张某")
    assert found is not None
    assert boxes.clear(place.vault, found) == "new@b.example"
    assert found.notices, "what was chosen stays chosen"
    with place.app.reader.connect() as connection:
        kept = connection.execute(text("SELECT ended_by, address FROM mailbox WHERE ended_at IS NOT NULL")).all()
    assert [tuple(row) for row in kept] == [("replaced", None)]


def test_without_a_mail_server_there_are_no_letters(place: Deployment) -> None:
    place.app.offices.email = False
    assert "没有设发信服务器" in texts(place.said("张某", text="/email"))
    assert "/email" not in texts(place.said("张某", text="/help"))


def test_the_menu_leads_there(place: Deployment) -> None:
    (menu,) = place.said("张某", text="/menu")
    (data,) = [button.data for row in menu.buttons for button in row if button.label == "邮箱"]
    assert "写上您的邮箱" in texts(place.said("张某", button=data))


def test_strangers_leave_no_address(place: Deployment) -> None:
    place.said("生人", text=f"/email {WHO}")
    assert letters(place) == []


def test_a_new_invitation_ends_the_mailbox_with_everything_else(place: Deployment) -> None:
    leaves(place, "张某")
    with place.app.writer.begin() as connection:
        invite(connection, place.people["张某"], b"code", place.clock())
    assert mailbox(place, "张某") is None


# --- what ends a mailbox -------------------------------------------------------------------------------------


def test_its_person_ends_it(place: Deployment) -> None:
    leaves(place, "张某")
    assert f"不再往 {WHO} 发邮件" in taps(place, "张某", "不再收邮件")
    assert mailbox(place, "张某") is None


def ends(place: Deployment, key: str) -> dict[str, list[Outgoing]]:
    return place.run(Incoming(id=f"letters/{key}", action=Action("stop_letters", key)))


def heard(place: Deployment, who: str) -> str:
    """What somebody has been told in the chat."""
    with place.app.reader.connect() as connection:
        waiting = outbox.waiting(connection, place.clock() + timedelta(days=1), 1000)
    return "\n".join(each.row.content["text"] for each in waiting if each.address == address(who))


def test_its_link_ends_it_once_and_says_so_in_the_chat(either: Deployment) -> None:
    leaves(either, "张某")
    found = mailbox(either, "张某")
    assert found is not None
    ends(either, found.key)
    ends(either, found.key)
    assert mailbox(either, "张某") is None
    assert heard(either, "张某").count("有人点了邮件里的退订") == 1
    leaves(either, "张某")
    again = mailbox(either, "张某")
    assert again is not None
    assert again.key != found.key, "the old letters' links do nothing to the new mailbox"
    ends(either, found.key)
    assert mailbox(either, "张某") is not None


def test_a_mail_server_that_refuses_an_address_ends_it(place: Deployment) -> None:
    leaves(place, "张某")
    found = mailbox(place, "张某")
    assert found is not None
    place.run(Incoming(id="delivery/1", action=Action("blocked", f"email/{found.key}")))
    assert mailbox(place, "张某") is None
    assert "z***@huanxian.example 收不了邮件" in heard(place, "张某")


def test_nobody_ends_a_mailbox_from_a_chat_or_page(place: Deployment) -> None:
    leaves(place, "张某")
    found = mailbox(place, "张某")
    assert found is not None
    place.said("刘某", text=f"/stop_letters {found.key}")
    place.asked("刘某", "stop_letters", found.key)
    assert mailbox(place, "张某") is not None


def test_a_link_is_signed() -> None:
    vault = Vault([new_key()])
    link = boxes.stop_link(vault, "https://c.example", "ab" * 16)
    token = link.removeprefix("https://c.example/letters/")
    assert boxes.key_of(vault, token) == "ab" * 16
    assert boxes.key_of(vault, "cd" + token[2:]) == ""
    assert boxes.key_of(vault, token[:-1] + ("0" if token[-1] != "0" else "1")) == ""
    assert boxes.key_of(vault, token[:32]) == ""
    assert boxes.key_of(Vault([new_key()]), token) == ""


# --- who hears what, where -----------------------------------------------------------------------------------


def only_on_the_page(place: Deployment, who: str) -> None:
    """Somebody has no chat app: their chat is the page's."""
    with place.app.writer.begin() as connection:
        named = {"who": address(who), "person": str(place.people[who])}
        connection.execute(text("UPDATE chat SET channel = 'web', address = :person WHERE address = :who"), named)


def gets_letters(
    place: Deployment, who: str, where: str = WHO, *, notices: bool = False, digests: bool = False
) -> None:
    """Somebody has a confirmed mailbox."""
    with place.app.writer.begin() as connection:
        made = mailboxes.add(connection, place.people[who], place.vault.seal(where.encode()), b"", "zh", place.clock())
        mailboxes.confirm(connection, made, place.clock())
        mailboxes.choose(connection, made.key, notices=notices, digests=digests)


def acts(place: Deployment, who: str, number: str, action: str, **values: str) -> None:
    """A press on the item's page: what is told is written to the outbox."""
    place.asked(who, action, number, **values)


def test_who_has_a_chat_app_is_told_there_and_gets_no_letter(place: Deployment) -> None:
    gets_letters(place, "李某")
    number = place.filed("李某")
    acts(place, "张某", number, "accept")
    assert "已受理" in heard(place, "李某")
    assert letters(place) == []


def test_who_has_only_the_page_gets_a_letter(either: Deployment) -> None:
    gets_letters(either, "李某")
    only_on_the_page(either, "李某")
    number = either.filed("李某")
    acts(either, "张某", number, "accept")
    ((where, said),) = letters(either)
    assert where == WHO
    assert said.split("\n")[0].startswith(f"{number} 饮水不足、水质或断水：张某")
    assert "环县曲子镇西沟村" in said
    assert "环县水务局：已受理" in said
    assert "办结限12月15日" in said


def test_who_asked_for_letters_gets_both(place: Deployment) -> None:
    gets_letters(place, "李某", notices=True)
    number = place.filed("李某")
    acts(place, "张某", number, "accept")
    assert "已受理" in heard(place, "李某")
    assert len(letters(place)) == 1


def test_a_letter_says_nothing_that_people_wrote_or_answered(place: Deployment) -> None:
    gets_letters(place, "李某", notices=True)
    number = place.filed("李某", "王某甲家水管冻裂", household="H01", phone="13909340000", urgency="urgent")
    acts(place, "张某", number, "accept")
    acts(place, "张某", number, "reply", text="王某甲家明天去修，电话13909340000")
    acts(place, "张某", number, "resolve", text="给王某甲换了水管")
    everything = "\n".join(said for _, said in letters(place))
    assert len(letters(place)) == 3
    assert "答复：…" in everything
    for secret in ("王某甲", "水管", "1390934", "明天"):
        assert secret not in everything


def test_a_letters_link_opens_the_items_page(place: Deployment) -> None:
    gets_letters(place, "李某", notices=True)
    number = place.filed("李某")
    acts(place, "张某", number, "accept")
    with place.app.reader.connect() as connection:
        (row,) = [each.row for each in outbox.waiting(connection, place.clock(), 1000) if each.channel == "email"]
    assert row.content["buttons"] == [[[f"打开 {number}", -1, f"{place.app.offices.public_url}/items/{number}"]]]


def test_a_units_mailbox_gets_its_notices(place: Deployment) -> None:
    with place.app.writer.begin() as connection:
        mailboxes.set_unit(connection, WATER, "shuiwu@huanxian.example", place.clock())
    number = place.filed("李某")
    acts(place, "李某", number, "withdraw")
    ((where, said),) = letters(place)
    assert where == "shuiwu@huanxian.example"
    assert said.startswith(f"{number} 饮水不足、水质或断水：")


def test_other_news_is_a_letter_without_words_where_nothing_rings(place: Deployment) -> None:
    gets_letters(place, "张某")
    only_on_the_page(place, "张某")
    place.run(Incoming(id="delivery/9", action=Action("blocked", f"console/{address('李某')}")))
    assert letters(place) == []
    with place.app.writer.begin() as connection:
        mailboxes.set_unit(connection, WATER, "shuiwu@huanxian.example", place.clock())
        unit = mailboxes.of_unit(connection, WATER)
    assert unit is not None
    ends(place, unit.key)
    ((where, said),) = letters(place)
    assert (where, said) == (WHO, "有一条给您的新消息\n请打开网页聊天看。")


def digests(place: Deployment) -> None:
    place.run(Incoming(id="digest/1", action=Action("digest_unit", WATER, {"period": "2026-11-24"})))


def test_a_digest_comes_by_letter_where_asked_and_not_in_the_chat_too(place: Deployment) -> None:
    gets_letters(place, "张某", digests=True)
    number = place.filed("李某")
    digests(place)
    ((_, said),) = letters(place)
    assert said.startswith("环县水务局 11月24日简报\n")
    assert number in said
    assert number not in heard(place, "张某")
    assert number in heard(place, "刘某"), "who did not ask is told in the chat"


def test_a_digest_stays_in_the_chat_where_nobody_asked(place: Deployment) -> None:
    gets_letters(place, "张某", notices=True)
    number = place.filed("李某")
    digests(place)
    assert letters(place) == []
    assert number in heard(place, "张某")


def test_a_units_mailbox_gets_its_digest(place: Deployment) -> None:
    with place.app.writer.begin() as connection:
        mailboxes.set_unit(connection, WATER, "shuiwu@huanxian.example", place.clock())
    number = place.filed("李某")
    digests(place)
    ((where, said),) = letters(place)
    assert where == "shuiwu@huanxian.example"
    assert number in said


def test_a_saying_is_cut_to_what_may_be_known() -> None:
    said = say("{person}: {what}", person="张某", what=say("replied: {text}", text="王某甲"))
    assert LANGUAGES.said(brief(said), "zh") == "张某答复：…"
    assert brief("王某甲") == "…"
    assert brief(Lines(("王某甲", say("New")))) == Lines(("…", say("New")))


def test_an_address_whose_code_never_came_back_is_forgotten(either: Deployment) -> None:
    leaves(either, "刘某", "liu@b.example")
    either.said("张某", text=f"/email {WHO}")
    either.clock.move(days=2)
    either.run(Incoming(id="tidy/1", action=Action("tidy")))
    with either.app.reader.connect() as connection:
        kept = connection.execute(text("SELECT person, address FROM mailbox WHERE address IS NOT NULL")).all()
    assert [row.person for row in kept] == [either.people["刘某"]]
