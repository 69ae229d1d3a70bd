"""Taps in the chat by a hurried finger, on a small phone: twice at one place, and while notices come."""

from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

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


def visiting(page: Page, place: Place, head: str) -> None:
    """Somebody visits a household, and has come to the question whom they met."""
    place.household(head)
    enter(page, place, place.reporter())
    write(page, "/visit_log")
    expect(asked(page)).to_contain_text("走访哪一户？")
    write(page, head)
    expect(asked(page)).to_contain_text("找到")
    keys(page).filter(has_text=head).last.tap()
    expect(asked(page)).to_contain_text("见到了谁？")
    page.wait_for_function(HURRIED)


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
