"""The chat and the pages in a real browser, at the width of a small phone."""

import io
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, expect

from bot.messages import Incoming
from tests.test_kinds import sheet
from tests.web.phone import PHONE, enter, write
from tests.web.place import Place, until

REPORT = "五组水管冻裂了，三户停水三天"


def keys(page: Page) -> Any:
    return page.locator("button.key:not(.offer)")


def bubbles(page: Page) -> list[str]:
    return page.locator(".entry .bubble").all_inner_texts()


def beyond(page: Page) -> list[str]:
    """What reaches beyond the screen's edge, but for what scrolls within it."""
    found: list[str] = page.evaluate(
        """() => [...document.querySelectorAll("body *")].filter((one) => {
          const box = one.getBoundingClientRect();
          const aside = one.closest(".hidden, .skip, thead, option, svg") || one.parentElement.closest(".nav, .scroll");
          return box.width && !aside && box.right > 361;
        }).map((one) => one.tagName + "." + one.className + " " + Math.round(one.getBoundingClientRect().right))"""
    )
    return found


def test_an_issue_is_reported_by_taps(page: Page, place: Place) -> None:
    reporter = place.reporter("李某")
    enter(page, place, reporter)
    write(page, REPORT)
    expect(keys(page).first).to_be_visible()
    for _ in range(8):
        if keys(page).filter(has_text="提交").count():
            break
        asked = page.locator(".entry.bot .bubble").last.inner_text()
        keys(page).first.tap()
        expect(page.locator(".entry.bot .bubble").last).not_to_have_text(asked)
    keys(page).filter(has_text="提交").tap()
    expect(page.locator(".entry.bot .bubble").last).to_contain_text("编号")
    number = place.latest(reporter)
    page.locator(".bubble a.item", has_text=number).tap()
    expect(page.locator("h1")).to_have_text(REPORT)


def test_a_question_answered_by_a_tap_changes_in_place_and_the_answer_stands_above_it(page: Page, place: Place) -> None:
    enter(page, place, place.reporter())
    write(page, REPORT)
    expect(keys(page).first).to_be_visible()
    before = page.locator(".entry.bot").count()
    label = keys(page).first.inner_text()
    question = page.locator(".entry.bot .bubble").last.inner_text()
    keys(page).first.tap()
    expect(page.locator(".entry.bot .bubble").last).not_to_have_text(question)
    assert page.locator(".entry.bot").count() == before
    assert page.locator(".entry").last.get_attribute("class") != "entry mine"
    mine = page.locator(".entry.mine").last
    expect(mine.locator(".bubble")).to_contain_text(label)
    expect(mine.locator(".quote")).to_contain_text("归到哪一类？")
    kept = bubbles(page)
    page.reload()
    expect(page.locator(".entry.bot:not(#hello)")).to_have_count(before)
    assert bubbles(page) == kept


def test_choosing_several_changes_the_buttons_and_leaves_no_trail(page: Page, place: Place) -> None:
    reporter = place.reporter()
    place.household("王某甲")
    enter(page, place, reporter)
    write(page, "/visit_log")
    for label in ("王某甲", "户主"):
        keys(page).filter(has_text=label).first.tap()
    keys(page).get_by_text("穿", exact=True).tap()
    expect(keys(page).filter(has_text="✓")).to_have_count(1)
    expect(page.locator(".entry.bot .bubble").last).to_contain_text("六看")
    said = page.locator(".entry.mine .bubble").all_inner_texts()
    assert [words.splitlines()[-1][:3] for words in said] == ["/vi", "王某甲", "户主"]
    keys(page).filter(has_text="选好了").tap()
    expect(page.locator(".entry.mine .bubble").last).to_have_text("六看，哪样不正常？穿")
    expect(page.locator(".entry.bot .bubble").last).not_to_contain_text("六看")
    trail = page.locator(".entry.mine .bubble").all_inner_texts()
    keys(page).filter(has_text="上一步").tap()
    expect(page.locator(".entry.bot .bubble").last).to_contain_text("六看")
    assert page.locator(".entry.mine .bubble").all_inner_texts() == trail


def test_the_greeting_begins_what_one_mostly_begins_with(page: Page, place: Place) -> None:
    enter(page, place, place.reporter())
    expect(keys(page)).to_have_text(["走访日志", "农户申请", "问题上报"])
    page.evaluate("""() => { const key = document.querySelector("#hello .key"); key.click(); key.click(); }""")
    expect(page.locator(".entry.mine .bubble")).to_have_text(["走访日志"])
    expect(page.locator(".entry.bot .bubble").last).to_contain_text("走访哪一户？")
    expect(page.locator("#hello")).to_have_count(0)


def test_a_button_tapped_twice_is_pressed_once(page: Page, place: Place) -> None:
    enter(page, place, place.reporter())
    page.locator("#menu").tap()
    expect(keys(page).first).to_be_visible()
    page.evaluate("""() => { const key = document.querySelector(".key"); key.click(); key.click(); key.click(); }""")
    expect(page.locator(".entry.bot")).to_have_count(2)
    expect(page.locator(".entry.mine")).to_have_count(2)  # the menu, and one tap


def test_the_older_message_keeps_its_buttons_folded(page: Page, place: Place) -> None:
    enter(page, place, place.reporter())
    page.locator("#menu").tap()
    expect(keys(page).first).to_be_visible()
    for more in (2, 3):
        write(page, "/language")
        expect(page.locator(".entry.bot")).to_have_count(more)
    expect(keys(page)).to_have_text(["中文", "English"] * 2)
    page.locator(".unfold").tap()
    expect(keys(page).first).to_be_visible()


def test_what_is_said_without_a_connection_waits_and_is_sent_once(
    page: Page, context: BrowserContext, place: Place
) -> None:
    person = place.reporter()
    enter(page, place, person)
    context.set_offline(True)
    write(page, "/menu")
    write(page, "/help")
    expect(page.locator(".entry.mine .note").first).to_have_text("等待发送")
    expect(page.locator("#banner")).to_contain_text("没有网络")
    assert page.locator(".entry.bot:not(#hello)").count() == 0
    context.set_offline(False)
    expect(page.locator(".entry.bot:not(#hello)")).to_have_count(2)
    expect(page.locator("#banner")).to_be_hidden()
    expect(page.locator(".entry.mine.waits")).to_have_count(0)
    order = [("mine" in (one.get_attribute("class") or "")) for one in page.locator(".entry").all()]
    assert order == [True, False, True, False]
    page.reload()
    expect(page.locator(".entry.bot:not(#hello)")).to_have_count(2)


def test_an_answer_lost_on_its_way_back_is_asked_for_again_and_nothing_happens_twice(
    browser: Browser, place: Place
) -> None:
    context = browser.new_context(viewport=PHONE, has_touch=True, is_mobile=True, service_workers="block")
    page = context.new_page()
    enter(page, place, place.reporter())
    lost: list[str] = []

    def lose(route: Any) -> None:
        if lost:
            route.continue_()
            return
        lost.append(str(route.fetch().status))  # the server has it; the browser never hears of it
        route.abort()

    page.route("**/chat/say", lose)
    write(page, REPORT)
    expect(keys(page).first).to_be_visible()
    expect(page.locator(".entry.mine.waits")).to_have_count(0)
    assert lost == ["200"]
    assert page.locator(".entry.bot:not(#hello)").count() == 1
    context.close()


def test_messages_that_waited_are_sent_when_the_page_is_opened_again(
    page: Page, context: BrowserContext, place: Place
) -> None:
    enter(page, place, place.reporter())
    context.set_offline(True)
    write(page, "/menu")
    expect(page.locator(".entry.mine.waits")).to_have_count(1)
    page.close()
    context.set_offline(False)
    again = context.new_page()
    again.goto(place.url + "/chat")
    expect(again.locator(".entry.bot:not(#hello)")).to_have_count(1)
    expect(again.locator(".entry.mine.waits")).to_have_count(0)


def test_the_chat_works_in_a_browser_that_keeps_nothing(page: Page, place: Place) -> None:
    enter(page, place, place.reporter(), "/mine")
    for name in ("localStorage", "sessionStorage"):
        refuse = "{ get() { throw new DOMException('denied', 'SecurityError'); } }"
        page.add_init_script(f"Object.defineProperty(window, '{name}', {refuse});")
    page.goto(place.url + "/chat")
    write(page, "/menu")
    expect(keys(page).first).to_be_visible()
    expect(page.locator(".entry.mine.waits")).to_have_count(0)


def test_news_comes_by_itself(page: Page, place: Place) -> None:
    reporter = place.reporter()
    number = place.filed(reporter, "水窖干了")
    enter(page, place, reporter)
    page.locator("#menu").tap()
    expect(keys(page).first).to_be_visible()
    place.submit(Incoming(id=f"page/x/{number}", action=place.action("accept", number), person=place.clerk()))
    expect(page.locator(".entry.bot").last).to_contain_text(number)


def test_a_photo_is_made_smaller_and_sent(page: Page, place: Place, tmp_path: Path) -> None:
    enter(page, place, place.reporter())
    write(page, REPORT)
    for _ in range(6):
        expect(keys(page).first).to_be_visible()
        if page.locator(".offer", has_text="拍照片").count():
            break
        asked = page.locator(".entry.bot .bubble").last.inner_text()
        keys(page).first.tap()
        expect(page.locator(".entry.bot .bubble").last).not_to_have_text(asked)
    large = tmp_path / "pipe.png"
    Image.effect_noise((3000, 2000), 60).save(large)
    page.locator("#file").set_input_files(large)
    expect(page.locator(".entry.mine img.thumb")).to_be_visible()
    expect(page.locator(".entry.mine.waits")).to_have_count(0)
    until(lambda: place.newest_file().status == "stored")
    assert place.site.files is not None
    sent = place.app.offices.vault.open(place.site.files.get(place.newest_file().file))
    assert Image.open(io.BytesIO(sent)).size == (2048, 1365)
    assert len(sent) < large.stat().st_size


def test_a_day_is_chosen_from_a_calendar_and_numbers_have_their_keypad(page: Page, place: Place) -> None:
    person = place.reporter()
    enter(page, place, person)
    page.locator("#menu").tap()
    expect(keys(page).first).to_be_visible()
    place.asks(person, "哪天开始的？", ("date",))
    page.reload()
    page.locator(".dates input").fill("2026-11-20")
    page.locator(".dates button").tap()
    expect(page.locator(".entry.mine .bubble").last).to_have_text("2026-11-20")
    expect(page.locator(".entry.mine.waits")).to_have_count(0)
    place.asks(person, "影响多少户？", ("number",))
    page.reload()
    expect(page.locator(".entry.bot .bubble").last).to_have_text("影响多少户？")
    assert page.locator("#text").get_attribute("inputmode") == "decimal"


def test_what_is_no_photo_is_said(page: Page, place: Place, tmp_path: Path) -> None:
    enter(page, place, place.reporter())
    (tmp_path / "not.jpg").write_text("no photo at all")
    page.locator("#file").set_input_files(tmp_path / "not.jpg")
    expect(page.locator("#trouble")).to_contain_text("这不是照片")


def test_where_a_file_is_asked_for_documents_can_be_chosen(page: Page, place: Place, tmp_path: Path) -> None:
    person = place.reporter()
    enter(page, place, person)
    write(page, "/menu")
    expect(keys(page).first).to_be_visible()
    place.asks(person, "请发台账。", ("document",))
    page.reload()
    (tmp_path / "台账.xlsx").write_bytes(sheet())
    (tmp_path / "程序.pdf").write_bytes(b"MZ a program")
    with page.expect_file_chooser() as chooser:
        page.locator(".offer", has_text="选文件").tap()
    chooser.value.set_files(tmp_path / "程序.pdf")
    expect(page.locator("#trouble")).to_contain_text("这种文件收不了")
    with page.expect_file_chooser() as chooser:
        page.locator(".offer", has_text="选文件").tap()
    chooser.value.set_files(tmp_path / "台账.xlsx")
    expect(page.locator(".entry.mine .bubble", has_text="台账.xlsx")).to_be_visible()
    expect(page.locator(".entry.mine.waits", has_text="台账.xlsx")).to_have_count(0)


def test_a_location_is_sent_and_a_refusal_is_said(page: Page, context: BrowserContext, place: Place) -> None:
    enter(page, place, place.reporter())
    page.locator("#location").tap()
    expect(page.locator("#trouble")).to_contain_text("允许定位")
    context.grant_permissions(["geolocation"])
    context.set_geolocation({"latitude": 36.5, "longitude": 107.25})
    page.locator("#location").tap()
    expect(page.locator(".entry.mine .bubble").last).to_contain_text("36.50000, 107.25000")
    expect(page.locator(".entry.bot:not(#hello)")).to_have_count(1)


def test_the_session_that_ended_is_said_and_nothing_is_lost(page: Page, place: Place) -> None:
    person = place.reporter()
    enter(page, place, person)
    place.invitation(person)
    write(page, "还在吗")
    expect(page.locator("#banner")).to_contain_text("登录已过期")
    expect(page.locator(".entry.mine .note")).to_have_text("等待发送")


def test_a_sensitive_answer_is_neither_shown_nor_kept_in_the_browser(page: Page, place: Place) -> None:
    person = place.reporter()
    enter(page, place, person)
    write(page, "/menu")
    expect(keys(page).first).to_be_visible()
    place.asks(person, "户主的身份证号？", ("secret",))
    page.reload()
    expect(page.locator(".entry.bot .bubble").last).to_have_text("户主的身份证号？")
    write(page, "622821196503071234")
    expect(page.locator(".entry.mine.waits")).to_have_count(0)
    expect(page.locator(".entry.mine .bubble").last).to_have_text("（已隐藏）")
    assert "622821" not in page.evaluate("JSON.stringify(localStorage)")


def test_what_people_write_never_runs(page: Page, place: Place) -> None:
    evil = """<img src=x onerror="document.title='ran'"><script>document.title='ran'</script>"""
    reporter = place.reporter(f"李{evil}")
    number = place.filed(reporter, evil)
    enter(page, place, reporter)
    write(page, evil)
    expect(page.locator(".entry.mine .bubble").last).to_have_text(evil)
    for path in ("/mine", f"/items/{number}"):
        page.goto(place.url + path)
        expect(page.locator("h1 bdi, .title", has_text=evil)).to_be_visible()
        assert "ran" not in page.title()


@pytest.mark.parametrize("scale", [1, 2])
def test_nothing_reaches_beyond_a_small_phones_screen(page: Page, place: Place, scale: int) -> None:
    reporter = place.person_of_everything("名字很长很长很长的第一书记兼驻村工作队队长")
    number = place.filed(reporter, "https://example.org/" + "很长的网址" * 20 + "x" * 120, urgency="urgent")
    enter(page, place, reporter)
    write(page, "水" * 300 + "x" * 200 + "👍🏽" * 30)
    page.locator("#menu").tap()
    expect(keys(page).first).to_be_visible()
    for path in ("/chat", "/", "/inbox", "/mine", f"/items/{number}", "/nowhere"):
        page.goto(place.url + path)
        page.evaluate(f"document.documentElement.style.fontSize = '{scale * 100}%'")
        if path == "/chat":
            expect(page.locator(".entry.mine").last).to_be_visible()
        assert (path, beyond(page)) == (path, [])


def test_the_chat_is_worked_by_the_keyboard_alone(page: Page, place: Place) -> None:
    enter(page, place, place.reporter())
    page.locator("#text").focus()
    page.keyboard.type("/menu")
    page.keyboard.press("Enter")
    expect(keys(page).first).to_be_visible()
    keys(page).filter(has_text="帮助").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".entry.bot")).to_have_count(2)
    until(lambda: page.evaluate("document.activeElement.id || document.activeElement.className") in ("text", "key"))


def test_words_being_composed_are_not_sent_by_enter(page: Page, place: Place) -> None:
    enter(page, place, place.reporter())
    page.locator("#text").fill("shui")
    page.evaluate(
        """() => document.getElementById("text").dispatchEvent(
        new KeyboardEvent("keydown", {key: "Enter", isComposing: true, bubbles: true, cancelable: true}))"""
    )
    assert page.locator("#text").input_value() == "shui"
    assert page.locator(".entry.mine").count() == 0


def test_signing_out_leaves_nothing_of_the_talk_on_the_device(page: Page, place: Place) -> None:
    enter(page, place, place.reporter())
    write(page, "家里的事")
    expect(page.locator(".entry.bot:not(#hello)")).to_have_count(1)
    page.locator("details.who summary").tap()
    page.get_by_role("button", name="退出").tap()
    page.wait_for_url(place.url + "/")
    assert "家里的事" not in page.evaluate("JSON.stringify(localStorage)")


def test_a_clerk_answers_on_the_items_page_with_one_tap_reasons(page: Page, place: Place) -> None:
    number = place.filed(place.reporter(), "路断了")
    enter(page, place, place.clerk(), f"/items/{number}")
    page.locator("summary", has_text="不归我们").tap()
    suggestion = page.locator(".acts details[open] .suggestion").first
    suggestion.tap()
    assert page.locator(".acts details[open] textarea").input_value() == suggestion.inner_text()
    page.locator("button[value=send_back]").tap()
    expect(page.locator(".notice.good")).to_be_visible()


def test_the_page_speaks_the_language_that_was_chosen_in_the_chat(page: Page, place: Place) -> None:
    enter(page, place, place.reporter())
    write(page, "/language")
    keys(page).get_by_text("English", exact=True).tap()
    expect(page.locator("#menu")).to_have_text("Menu")
    expect(page.locator(".entry.bot .bubble").last).to_contain_text("From now on in English.")
    expect(page.locator(".entry.mine.waits")).to_have_count(0)
