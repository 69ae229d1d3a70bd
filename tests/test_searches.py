"""Whatever length the words are that somebody searches by in chat: the answer is an ordinary one, and short."""

import pytest

from bot.messages import Outgoing
from bot.sought import LONGEST_SEARCH, sought
from storage import dead_letters
from tests.deployment import Deployment, texts
from tests.test_committer import button

LONG = "%水" * 10_000
ENTRANCES = {
    "people": ("管理员", "/people {words}"),
    "people, asked for": ("管理员", "/people", "{words}"),
    "another village": ("管理员", "/people 李某", "[调到别的村]", "{words}"),
    "units": ("管理员", "/units {words}"),
    "units, asked for": ("管理员", "/units", "{words}"),
    "who takes over": ("管理员", "/units 环县扶贫办", "[撤销或合并]", "{words}"),
    "items": ("张某", "/inbox {words}"),
    "one item": ("张某", "/item {words}"),
    "why one item": ("管理员", "/why {words}"),
    "another unit": ("陈某", "/item {number}", "[转办]", "{words}"),
    "households": ("李某", "/visit_log", "{words}"),
    "assets": ("李某", "/asset_upkeep", "{words}"),
    "places": ("周某", "/issue_report", "水管冻裂", "{words}"),
    "what no command takes": ("张某", "{words}"),
}


@pytest.mark.parametrize("name", ENTRANCES)
def test_a_search_by_twenty_thousand_characters_has_an_ordinary_answer(either: Deployment, name: str) -> None:
    who, *steps = ENTRANCES[name]
    number = either.filed("李某")
    said: list[Outgoing] = []
    for step in steps:
        said = (
            either.said(who, button=button(said[-1], step.strip("[]")))
            if step.startswith("[")
            else either.said(who, text=step.format(words=LONG, number=number))
        )
    assert 0 < len(texts(said)) < 500
    with either.app.reader.connect() as connection:
        assert dead_letters.listed(connection) == []


@pytest.mark.parametrize("typed", [LONG, f"  {LONG}  ", "水 " * 100, "王某甲", ""])
def test_what_is_searched_for_is_short_and_bare(typed: str) -> None:
    words = sought(typed)
    assert typed.strip().startswith(words)
    assert words == words.strip()
    assert len(words) <= LONGEST_SEARCH
