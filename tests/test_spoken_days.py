"""A day is said as people say it, and with its year where another year's could be meant."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from bot.forms.expressions import Run
from bot.forms.phrases import Phrase
from bot.languages import Languages
from bot.messages import Dated, Labels, Lines, say

WORDS = Languages.load(Path(__file__).parent.parent / "locales")
NOW = datetime(2027, 1, 5, 3, tzinfo=UTC)
HERE = WORDS.at(lambda: NOW)


@pytest.mark.parametrize(
    ("day", "zh", "en"),
    [
        (date(2027, 1, 5), "1月5日", "5 January"),
        (date(2027, 12, 31), "12月31日", "31 December"),  # this year's, however far
        (date(2026, 12, 30), "12月30日", "30 December"),  # last week
        (date(2026, 7, 6), "7月6日", "6 July"),  # half a year
        (date(2026, 7, 5), "2026年7月5日", "5 July 2026"),
        (date(2025, 11, 2), "2025年11月2日", "2 November 2025"),
        (date(2028, 1, 20), "2028年1月20日", "20 January 2028"),
        (datetime(2025, 11, 2, 1, 5, tzinfo=UTC), "2025年11月2日 9:05", "2 November 2025, 9:05"),
        (datetime(2026, 12, 31, 16, 30, tzinfo=UTC), "1月1日 0:30", "1 January, 0:30"),
        (Dated(date(2027, 1, 5)), "2027年1月5日", "5 January 2027"),
    ],
)
def test_a_day_far_from_now_has_its_year(day: date | Dated, zh: str, en: str) -> None:
    assert HERE.said(Lines((day,)), "zh") == zh
    assert HERE.said(Lines((day,)), "en") == en


def test_today_is_the_day_that_people_here_live_in() -> None:
    """On the evening of New Year's Eve by Greenwich it is the new year in China already."""
    eve = WORDS.at(lambda: datetime(2026, 12, 31, 17, tzinfo=UTC))
    assert eve.said(Lines((date(2027, 11, 1),)), "zh") == "11月1日"


def test_without_a_clock_no_day_has_its_year() -> None:
    assert WORDS.said(Lines((date(1999, 1, 1),)), "zh") == "1月1日"


def test_on_paper_every_day_has_its_year() -> None:
    assert WORDS.on_paper().said(say("drawn up on {day}", day=date(2027, 1, 5)), "en") == "drawn up on 5 January 2027"


def test_a_forms_own_words_say_it_too() -> None:
    """「上次走访${last_visit}」 of a visit thirteen months ago."""
    phrase = Phrase(Labels({}), {"zh": ("上次走访", lambda run: date(2025, 11, 2)), "en": ("", lambda run: NOW.date())})
    assert phrase.said(Run({}, NOW)).words == {"zh": "上次走访2025年11月2日", "en": "5 January"}
