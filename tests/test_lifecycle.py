"""An item's states and actions: the whole table, every action in every state by everyone."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.lifecycle import OPEN, STEPS, Fact, Refused, Relation, Status, offered, take

# What can be done where, by whom, and where it leads. Written out here once more, so that a slip in the table shows.
REPORTER, LEAD, HEAD, ASSIST, COORDINATOR, PRODUCT = Relation
UNDER_WAY = ("routed", "accepted", "in_progress", "returned", "reopened")
AT_WORK = ("accepted", "in_progress")
ALLOWED: dict[tuple[str, str], tuple[str, set[Relation]]] = {
    ("filed", "route"): ("routed", {PRODUCT}),
    ("filed", "record"): ("closed", {PRODUCT}),
    ("routed", "accept"): ("accepted", {LEAD}),
    ("routed", "send_back"): ("returned", {LEAD}),
    ("routed", "pass_on"): ("routed", {LEAD, COORDINATOR}),
    ("routed", "withdraw"): ("withdrawn", {REPORTER}),
    ("accepted", "send_back"): ("returned", {LEAD}),
    ("accepted", "reply"): ("in_progress", {LEAD}),
    ("accepted", "resolve"): ("resolved", {LEAD}),
    ("in_progress", "reply"): ("in_progress", {LEAD}),
    ("in_progress", "resolve"): ("resolved", {LEAD}),
    ("resolved", "close"): ("closed", {REPORTER}),
    ("resolved", "reopen"): ("reopened", {REPORTER}),
    ("closed", "reopen"): ("reopened", {REPORTER}),
    ("returned", "accept"): ("accepted", {LEAD}),
    ("returned", "pass_on"): ("routed", {LEAD, COORDINATOR}),
    ("returned", "withdraw"): ("withdrawn", {REPORTER}),
    ("reopened", "accept"): ("accepted", {LEAD}),
    ("reopened", "send_back"): ("returned", {LEAD}),
    ("reopened", "pass_on"): ("routed", {LEAD, COORDINATOR}),
    **{
        (status, "reroute"): ("routed", {PRODUCT})
        for status in ("routed", "accepted", "in_progress", "returned", "reopened")
    },
    **{
        (status, "hand_over"): (status, {PRODUCT})
        for status in ("filed", "routed", "accepted", "in_progress", "resolved", "returned", "reopened")
    },
    **{
        (status, "remind"): (status, {PRODUCT})
        for status in ("routed", "accepted", "in_progress", "resolved", "returned", "reopened")
    },
    **{
        (status, "supervise"): (status, {PRODUCT})
        for status in ("routed", "accepted", "in_progress", "returned", "reopened")
    },
    ("resolved", "expire"): ("closed", {PRODUCT}),
    **{
        (status, "comment"): (status, {REPORTER, LEAD, ASSIST, COORDINATOR})
        for status in ("routed", "accepted", "in_progress", "resolved", "returned", "reopened")
    },
    **{(status, action): (status, {LEAD}) for status in AT_WORK for action in ("pause", "extend")},
    **{(status, "go_on"): (status, {LEAD, PRODUCT}) for status in AT_WORK},
    **{(status, action): (status, {HEAD, COORDINATOR}) for status in AT_WORK for action in ("grant", "refuse")},
    **{(status, "urge"): (status, {REPORTER, COORDINATOR}) for status in UNDER_WAY},
    **{(status, action): (status, {LEAD}) for status in UNDER_WAY for action in ("claim", "give", "ask")},
    **{(status, action): (status, {REPORTER}) for status in UNDER_WAY for action in ("answer_question", "correct")},
    **{(status, "involve"): (status, {LEAD, COORDINATOR}) for status in UNDER_WAY},
    **{(status, "contribute"): (status, {ASSIST}) for status in UNDER_WAY},
    **{(status, "add_photo"): (status, {REPORTER, LEAD, ASSIST}) for status in (*UNDER_WAY, "resolved")},
}
# What has to be so for some actions, and what must not.
ONLY = {"go_on": Fact.PAUSED, "grant": Fact.EXTENDING, "refuse": Fact.EXTENDING, "answer_question": Fact.ASKED}
NEVER = {"pause": Fact.PAUSED, "extend": Fact.EXTENDING, "ask": Fact.ASKED, "reopen": Fact.NOTED}
NEEDS = {"send_back": "reason", "pass_on": "unit", "reply": "text", "resolve": "text", "reopen": "reason",
         "comment": "text", "hand_over": "reason", "pause": "reason", "refuse": "reason", "give": "person",
         "ask": "text", "answer_question": "text", "involve": "unit", "contribute": "text",
         "add_photo": "photo"}  # fmt: skip
FULL = {"reason": "x", "unit": "x", "text": "x", "days": "3", "person": "x", "photo": "x"}
EVERY = list(itertools.product(Status, STEPS, Relation))


@pytest.mark.parametrize(("status", "action", "relation"), EVERY, ids=str)
def test_every_action_in_every_state_by_everyone(status: Status, action: str, relation: Relation) -> None:
    target, by = ALLOWED.get((status.value, action), ("", set()))
    facts = frozenset({ONLY[action]}) if action in ONLY else frozenset[Fact]()
    if relation in by:
        assert take(action, status, frozenset({relation}), FULL, facts) == target
        return
    with pytest.raises(Refused) as refused:
        take(action, status, frozenset({relation}), FULL, facts)
    may_elsewhere = any(relation in who for (_, name), (_, who) in ALLOWED.items() if name == action)
    assert refused.value.why == ("state" if may_elsewhere else "right")


@pytest.mark.parametrize("empty", ["", "  ", "\u3000"])
@pytest.mark.parametrize("action", NEEDS)
def test_an_action_that_needs_words_says_which_are_missing(action: str, empty: str) -> None:
    step = STEPS[action]
    [status], relations = sorted(step.sources)[:1], step.by
    for values in ({}, {NEEDS[action]: empty}):
        with pytest.raises(Refused) as refused:
            take(action, status, relations, values, step.only)
        assert (refused.value.why, refused.value.detail) == ("needs", NEEDS[action])


def test_more_days_need_their_number_before_their_reason() -> None:
    for values, missing in (({}, "days"), ({"days": "3"}, "reason")):
        with pytest.raises(Refused) as refused:
            take("extend", Status.ACCEPTED, frozenset({LEAD}), values)
        assert (refused.value.why, refused.value.detail) == ("needs", missing)


def test_an_action_that_there_is_not_is_refused() -> None:
    with pytest.raises(Refused) as refused:
        take("explode", Status.ROUTED, frozenset(Relation), FULL)
    assert refused.value.why == "unknown"


@pytest.mark.parametrize("action", [*ONLY, *NEVER])
def test_an_action_waits_for_what_has_to_be_so(action: str) -> None:
    step = STEPS[action]
    status, fact = min(step.sources), ONLY.get(action) or NEVER[action]
    wrong = frozenset(Fact) - {fact} if action in ONLY else frozenset({fact})
    with pytest.raises(Refused) as refused:
        take(action, status, step.by, FULL, wrong)
    assert refused.value.why == "state"
    right = frozenset({fact}) if action in ONLY else frozenset(Fact) - {fact}
    assert take(action, status, step.by, FULL, right) == (step.target or status)


@given(st.sampled_from(Status), st.frozensets(st.sampled_from(Relation)), st.frozensets(st.sampled_from(Fact)))
def test_what_is_offered_is_what_can_be_taken(
    status: Status, relations: frozenset[Relation], facts: frozenset[Fact]
) -> None:
    names = {step.action for step in offered(status, relations, facts)}
    for action in STEPS:
        try:
            take(action, status, relations, FULL, facts)
        except Refused:
            assert action not in names
        else:
            assert action in names


def test_every_state_can_be_reached_and_every_open_one_can_be_left() -> None:
    reached = {Status.FILED}
    for _ in Status:
        reached |= {step.target for step in STEPS.values() if step.target and reached & step.sources}
    assert reached == set(Status)
    for status in OPEN:
        assert any(step.target not in (None, status) for step in STEPS.values() if status in step.sources), status


def test_from_every_open_state_an_item_can_come_to_its_end() -> None:
    ended = {Status.CLOSED, Status.WITHDRAWN}
    for _ in Status:
        ended |= {status for step in STEPS.values() if step.target in ended for status in step.sources}
    assert ended == set(Status)


def test_nobody_who_has_nothing_to_do_with_an_item_can_do_anything() -> None:
    assert all(offered(status, frozenset()) == () for status in Status)
