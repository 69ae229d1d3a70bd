"""Taps in the chat by a hurried finger, on a small phone: twice at one place, and while notices come."""

from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from bot.messages import Incoming
from tests.web.phone import enter, write
from tests.web.place import Place, until

APART = (150, 300, 500)  # milliseconds between the taps of a double tap
HURRIED = "() => document.querySelectorAll('.key.fresh').length === 0"


def keys(page: Page) -> Any:
    return page.locator("button.key:not(.offer)")


def asked(page: Page) -> Locator:
    """The bubble that was said last."""
    return page.locator(".entry.bot .bubble").last


def taps_twice(page: Page, label: str, apart: int) -> None:
    """A finger that comes down twice at the place where a button stands."""
    box = keys(page).get_by_text(label, exact=True).bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.touchscreen.tap(x, y)
    page.wait_for_timeout(apart)
    page.touchscreen.tap(x, y)


def visiting(page: Page, place: Place, head: str) -> int:
    """Somebody visits a household, and has come to the question whom they met."""
    place.household(head)
    reporter = place.reporter()
    enter(page, place, reporter)
    write(page, "/visit_log")
    expect(asked(page)).to_contain_text("走访哪一户？")
    write(page, head)
    expect(asked(page)).to_contain_text("见到了谁？")
    page.wait_for_function(HURRIED)
    return reporter


@pytest.mark.parametrize("apart", APART)
def test_a_second_tap_at_the_same_place_does_not_answer_the_next_question(page: Page, place: Place, apart: int) -> None:
    visiting(page, place, f"王击{'一三五'[APART.index(apart)]}")
    taps_twice(page, "户主", apart)
    expect(asked(page)).to_contain_text("六看")
    page.wait_for_timeout(700)
    expect(asked(page)).to_contain_text("六看")
    expect(keys(page).filter(has_text="✓")).to_have_count(0)
    expect(page.locator(".entry.mine.waits")).to_have_count(0)


@pytest.mark.parametrize("apart", APART)
def test_a_choice_that_is_tapped_twice_is_ticked_and_no_other(page: Page, place: Place, apart: int) -> None:
    visiting(page, place, f"王点{'一三五'[APART.index(apart)]}")
    keys(page).get_by_text("户主", exact=True).tap()
    expect(asked(page)).to_contain_text("六看")
    page.wait_for_function(HURRIED)
    before = keys(page).get_by_text("看病", exact=True).bounding_box()
    taps_twice(page, "看病", apart)
    expect(keys(page).filter(has_text="✓")).to_have_text(["✓ 看病"])
    page.wait_for_timeout(700)
    expect(keys(page).filter(has_text="✓")).to_have_text(["✓ 看病"])
    assert keys(page).get_by_text("✓ 看病", exact=True).bounding_box() == before


def test_another_choice_may_be_ticked_at_once_and_the_same_one_unticked_a_moment_later(
    page: Page, place: Place
) -> None:
    visiting(page, place, "王连点")
    keys(page).get_by_text("户主", exact=True).tap()
    expect(asked(page)).to_contain_text("六看")
    page.wait_for_function(HURRIED)
    keys(page).get_by_text("吃", exact=True).tap()
    expect(keys(page).filter(has_text="✓")).to_have_text(["✓ 吃"])
    states = page.evaluate("[...document.querySelectorAll('.key')].map((key) => [key.textContent, key.className])")
    assert [label for label, name in states if "fresh" in name] == ["✓ 吃", "选好了", "‹ 上一步"]
    keys(page).get_by_text("穿", exact=True).tap()
    expect(keys(page).filter(has_text="✓")).to_have_text(["✓ 吃", "✓ 穿"])
    keys(page).get_by_text("✓ 吃", exact=True).tap()
    expect(keys(page).filter(has_text="✓")).to_have_text(["✓ 穿"])


def test_buttons_that_were_just_drawn_are_pressed_by_the_keyboard_at_once(page: Page, place: Place) -> None:
    visiting(page, place, "王键盘")
    keys(page).get_by_text("户主", exact=True).focus()
    page.keyboard.press("Enter")
    expect(asked(page)).to_contain_text("六看")
    until(lambda: page.evaluate("document.activeElement.textContent") == "都正常")
    page.keyboard.press("Enter")
    expect(asked(page)).not_to_contain_text("六看")
    expect(page.locator(".entry.mine .bubble").last).to_contain_text("都正常")


def notice(page: Page, place: Place, reporter: int, number: int) -> str:
    """Somebody's item is accepted meanwhile: a notice with buttons comes."""
    found = place.filed(reporter, f"水窖干了{number}")
    place.submit(Incoming(id=f"page/x/{found}", action=place.action("accept", found), person=place.clerk()))
    expect(asked(page)).to_contain_text(found)
    return found


def test_a_notice_that_comes_meanwhile_leaves_the_questions_buttons_open(page: Page, place: Place) -> None:
    reporter = visiting(page, place, "王通知")
    for number in range(3):
        notice(page, place, reporter, number)
    question = page.locator(".entry.bot", has_text="见到了谁？")
    expect(question.locator(".unfold")).to_have_count(0)
    page.wait_for_function(HURRIED)
    question.locator(".key", has_text="户主").tap()
    question = page.locator(".entry.bot", has_text="六看")
    expect(question.locator(".key", has_text="看病")).to_be_in_viewport()
    question.locator(".key", has_text="看病").tap()
    expect(question.locator(".key", has_text="✓ 看病")).to_be_in_viewport()
    question.locator(".key", has_text="选好了").tap()
    expect(page.locator(".entry.bot", has_text="收入和上次比")).to_be_in_viewport()


def test_the_newest_two_notices_keep_their_buttons_and_older_ones_fold(page: Page, place: Place) -> None:
    reporter = place.reporter()
    enter(page, place, reporter)
    write(page, "/menu")
    expect(keys(page).first).to_be_visible()
    found = [notice(page, place, reporter, number) for number in range(3)]
    folded = [page.locator(".entry.bot", has_text=number).locator(".unfold").count() for number in found]
    assert folded == [1, 0, 0]


def test_what_a_question_wants_is_offered_though_a_notice_came_after_it(page: Page, place: Place) -> None:
    reporter = visiting(page, place, "王拍照")
    for label in ("户主", "都正常", "持平", "没有"):
        keys(page).get_by_text(label, exact=True).tap()
    expect(page.locator(".offer", has_text="拍照片")).to_be_visible()
    notice(page, place, reporter, 0)
    expect(page.locator(".offer", has_text="拍照片")).to_have_count(1)
