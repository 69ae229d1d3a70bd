"""What a unit sent back and somebody passed on becomes a draft rule in one tap; an admin makes it live in another."""

from storage import audit, outbox, places
from tests.administration.test_staff import tapped
from tests.administration.test_units import HOUSING
from tests.deployment import OVERVIEW, WATER, Deployment, texts


def returned(place: Deployment) -> str:
    number = place.filed("李某")
    place.act("张某", number, "send_back", reason="属于住建")
    assert place.item(number).lead == OVERVIEW
    return number


def passed_on(place: Deployment, who: str, number: str) -> object:
    place.said(who, text=f"/item {number}")
    shown = place.said(who, text=f"/item {number}")
    tapped(place, who, shown, "转办")
    return place.said(who, text="环县住建局")


def test_a_coordinator_s_decision_becomes_a_rule_in_two_taps(place: Deployment) -> None:
    number = returned(place)
    offered = passed_on(place, "陈某", number)
    assert "以后环县的“饮水不足、水质或断水”都派给环县住建局吗" in texts(offered)  # type: ignore[arg-type]
    assert "1位管理员" in texts(tapped(place, "陈某", offered, "做成草稿规则"))  # type: ignore[arg-type]
    assert place.item(place.filed("李某")).lead == WATER
    with place.app.reader.connect() as connection:
        draft = places.rulesets(connection)[0]
        told = [each for each in outbox.waiting(connection, place.clock.at.replace(year=2030), 1000)
                if each.address == "chat-管理员"]  # fmt: skip
        assert audit.listed(connection, "rules")[0].action == "learn"
    assert (draft.status, draft.name) == ("draft", "陈某")
    assert "陈某把" in told[-1].row.content["text"]
    place.asked("管理员", "rules_publish", str(draft.version))
    assert place.item(place.filed("李某")).lead == HOUSING


def test_whoever_did_not_pass_it_on_makes_no_rule_of_it(place: Deployment) -> None:
    number = returned(place)
    place.act("马某", number, "pass_on", unit=HOUSING)
    for who in ("李某", "张某", "陈某"):
        place.asked(who, "learn", number)
    with place.app.reader.connect() as connection:
        assert len(places.rulesets(connection)) == 1


def test_what_was_not_sent_back_offers_nothing(place: Deployment) -> None:
    number = place.filed("李某")
    place.said("陈某", text=f"/item {number}")
    shown = place.said("陈某", text=f"/item {number}")
    tapped(place, "陈某", shown, "转办")
    assert "都派给" not in texts(place.said("陈某", text="环县住建局"))
