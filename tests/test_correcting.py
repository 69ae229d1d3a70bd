"""Correcting what was filed: the same form asks again; what was changed is said; the rules are asked anew."""

import asyncio
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace

from bot import items
from bot.checks import check
from bot.forms import engine
from bot.forms.facts import Facts
from bot.forms.state import Record, Reviewed
from bot.lists import lists
from bot.rights import EVERYTHING
from storage import items as stored
from tests.deployment import FAR_VILLAGE, OTHER_COUNTY, VILLAGE, WATER, Deployment, texts
from tests.talking import Play

HOUSING = "621022-housing"
APPLICATION = [
    "> 农户主动申请", "> [赵某（边缘易致贫户，已28天）]", "> [因学]", "> [选好了]", "> 学费还差一万二", "> [跳过]",
    "> [跳过]", "> [听村里安排]", "> [同意]", "> (photo)", "> 13909340000", "> [没有]", "> [提交]",
]  # fmt: skip
ISSUE = [
    "> 村里水管冻裂了，五组三户停水三天",
    "> [饮水不足、水质或断水]",
    "> [不用]",
    "> [一般]",
    "> (photo)",
    "> [提交]",
]


def corrected(place: Deployment, number: str, who: str = "李某", **changed: Any) -> str:
    """The form submitted again with some answers changed; what whoever did it is told."""
    with place.turn(who) as turn:
        item = stored.by_number(turn.connection, EVERYTHING, number)
        assert item is not None
        form = turn.live.form(item.form, item.form_version)
        state = items.as_filed(turn, item)
        answers = state.answers | {f"/data/{name}": value for name, value in changed.items()}
        facts = Facts(turn.now, lists=lists(turn, EVERYTHING))
        record = engine.record(form, replace(state, answers=answers), facts)
        roles = {"topic": item.topic, "urgency": item.urgency, "title": item.title, "area": item.area, **changed}
        record = Record(record.form, record.version, record.answers, roles, record.sensitive)
        message = items.corrected(turn, number, form, record, None)
        return turn.offices.languages.said(message.text, "zh")


def last(place: Deployment, number: str) -> tuple[str, dict[str, Any]]:
    with place.app.reader.connect() as connection:
        event = stored.events(connection, place.item(number).id)[-1]
    return event.action, event.details


@pytest.mark.parametrize("talk", [APPLICATION, ISSUE], ids=["application", "issue"])
def test_a_form_that_is_opened_again_has_every_answer_and_asks_nothing(place: Deployment, talk: list[str]) -> None:
    asyncio.run(Play(place, who="李某").play(talk))
    with place.turn("李某") as turn:
        item = items.correctable(turn, "2026-000122")
        state, form = items.as_filed(turn, item), turn.live.form(item.form, item.form_version)
        sealed = stored.secrets(turn.connection, EVERYTHING, item.number)
        secrets = turn.offices.vault.open_json(sealed) if sealed else {}
        facts = Facts(turn.now, lists=lists(turn, EVERYTHING), person="李某")
        again = replace(state, changing=False, began=facts.local)
        assert engine.replies_now(form, again, facts) == (Reviewed(),)
        record = engine.record(form, again, facts)
    filed = item.answers | secrets
    assert {path: record.answers.get(path) for path in state.answers} == {
        path: filed.get(path) for path in state.answers
    }
    assert set(record.sensitive) >= set(secrets)


def test_another_topic_sends_it_to_another_unit_while_nobody_has_taken_it_up(either: Deployment) -> None:
    number = either.filed("李某")
    said = corrected(either, number, topic="housing_unsafe")
    assert "由“饮水不足、水质或断水”改为“危房或住房安全隐患”" in said
    assert "更正后改派环县住建局" in said
    item = either.item(number)
    assert (item.lead, item.status, item.topic) == (HOUSING, "routed", "housing_unsafe")
    with either.app.reader.connect() as connection:
        actions = [event.action for event in stored.events(connection, item.id)]
        assert check(connection, either.vault, either.folder) == []
    assert actions == ["file", "route", "correct", "reroute"]


def test_another_place_is_another_countys(place: Deployment) -> None:
    number = place.filed("钱某", area=FAR_VILLAGE)
    assert place.item(number).lead == OTHER_COUNTY
    corrected(place, number, "钱某", area=VILLAGE)
    item = place.item(number)
    assert (item.lead, item.area, item.area_path.rpartition("/")[2]) == (WATER, VILLAGE, VILLAGE)


def test_once_it_is_accepted_the_unit_keeps_it_and_hears_where_it_would_go(place: Deployment) -> None:
    number = place.filed("李某")
    place.act("张某", number, "accept")
    corrected(place, number, topic="housing_unsafe")
    assert (place.item(number).lead, place.item(number).status) == (WATER, "accepted")
    action, details = last(place, number)
    assert action == "correct"
    assert details["text"].endswith("（按规则现在该由环县住建局办）")


def test_another_urgency_gives_other_days(place: Deployment) -> None:
    number = place.filed("李某")
    before = place.item(number).resolve_by
    corrected(place, number, urgency="urgent")
    after = place.item(number)
    assert after.urgency == "urgent"
    assert before is not None
    assert after.resolve_by is not None
    assert after.resolve_by < before


def test_words_that_were_changed_are_kept_as_they_were_in_the_event(place: Deployment) -> None:
    number = place.filed("李某", title="五组水管冻裂")
    corrected(place, number, words="六组水管冻裂", title="六组水管冻裂")
    assert place.item(number).title == "六组水管冻裂"
    assert last(place, number)[1]["text"] == "事情由“五组水管冻裂”改为“六组水管冻裂”"


def test_a_protected_answer_stays_sealed_and_is_said_masked(place: Deployment) -> None:
    asyncio.run(Play(place, who="李某").play(APPLICATION))
    number = "2026-000122"
    with place.turn("李某") as turn:
        item = items.correctable(turn, number)
        form, state = turn.live.form(item.form, item.form_version), items.as_filed(turn, item)
        path = next(path for path in state.answers if path.endswith("phone"))
        changed = replace(state, answers=state.answers | {path: "13909349999"})
        facts = Facts(turn.now, lists=lists(turn, EVERYTHING))
        items.corrected(turn, number, form, engine.record(form, changed, facts), None)
    after = place.item(number)
    assert "1390934" not in msgspec.json.encode(after.answers).decode()
    assert "由“139******00”改为“139******99”" in last(place, number)[1]["text"]


def test_a_submission_without_a_change_and_one_that_comes_too_late_change_nothing(place: Deployment) -> None:
    number = place.filed("李某")
    assert corrected(place, number) == f"{number}：没有改动。"
    place.act("李某", number, "withdraw")
    assert "不能再更正" in corrected(place, number, topic="housing_unsafe")
    assert place.item(number).topic == "drinking_water"


def test_it_ends_a_pause_and_is_the_reporters_alone(place: Deployment) -> None:
    number = place.filed("李某")
    place.act("张某", number, "accept")
    place.act("张某", number, "pause", reason="等待农户")
    corrected(place, number, words="六组")
    assert place.item(number).paused_at is None
    assert texts(place.asked("张某", "correct", number)).startswith("这一步不归您办")
