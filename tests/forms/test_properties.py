"""What holds for every walk through a form, whatever is given; the state goes through JSON between any two turns."""

from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from bot.forms.engine import begin, step
from bot.forms.model import Form
from bot.forms.play import play
from bot.forms.prompts import prompt
from bot.forms.records import record
from bot.forms.settle import holds
from bot.forms.state import (
    AnyGiven,
    Back,
    Change,
    Chosen,
    Confirmed,
    Done,
    Group,
    More,
    Page,
    Photo,
    Place,
    Review,
    Said,
    Skip,
    State,
    Submit,
    Toggled,
    given_of,
)
from bot.forms.walk import locate, run_of
from bot.forms.xlsform import compile_form
from tests.forms.talk import CHINESE, Talk, facts

WORKBOOKS = [Path(__file__).parent / "workbooks" / "everything.md"]
WORKBOOKS += sorted((Path(__file__).parent.parent.parent / "deploy" / "qingyang" / "forms").glob("*.md"))
FORMS = {path.stem: compile_form(path.read_bytes(), path.name) for path in WORKBOOKS}
EVERYTHING = FORMS["everything"]
FACTS = facts()
WALKS = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])

HOSTILE = [
    "",
    " ",
    "是",
    "否",
    "2",
    "三万五",
    "昨天",
    "2月30日",
    "去年腊月",
    "半",
    "王",
    "水质",
    "环县",
    "吃、饮水",
    "没有",
    "提交",
    "8:30",
    "昨天 8:30",
    "1e308",
    "NaN",
    "-5",
    "\u202e倒着",
    "👨‍👩‍👧",
    "𠀀𠀁",
    "\u200b",
    "a" * 2001,
    "36.5 107.3",
    "(" * 99,
    "11010519491231002X",
]
CHOICES = ["yes", "no", "hx", "qz", "xn", "normal", "food", "water", "h1", "other", "v3", "zzz", "", "2026-11-24"]
PLACES = [
    "",
    "/data/more",
    "/data/county",
    "/data/size",
    "/data/member[1]/age",
    "/data/member[9]/age",
    "/data/day",
    "/x[",
]
KINDS = ["photo", "voice", "video", "document", "?"]
TEXTS = st.one_of(st.text(max_size=30), st.sampled_from(HOSTILE))
NAMES = st.sampled_from(CHOICES)
DEGREES = st.floats(-200, 200)
GIVEN: st.SearchStrategy[AnyGiven] = st.one_of(
    TEXTS.map(Said),
    NAMES.map(Chosen),
    NAMES.map(Toggled),
    st.sampled_from([Confirmed(), Skip(), Back(), Submit(), Review(), Review(change=True)]),
    st.booleans().map(More),
    st.integers(-3, 50).map(Page),
    st.sampled_from(["living", "", "zzz"]).map(Group),
    st.sampled_from(PLACES).map(Change),
    st.builds(Place, DEGREES, DEGREES),
    st.builds(Photo, st.just({"file": 1}), st.sampled_from(KINDS)),
)
# A move is something given out of the blue, or the place of a button among those that are shown.
MOVES = st.lists(st.one_of(GIVEN, st.integers(0, 30), st.integers(0, 30), st.integers(0, 30)), max_size=40)


def buttons(form: Form, state: State, replies: Any) -> list[AnyGiven]:
    choices = [choice for message in prompt(form, state, replies, FACTS) for row in message.choices for choice in row]
    return [given_of(choice.action.values["given"]) for choice in choices if choice.action and choice.action.values]


def walked(form: Form, moves: list[AnyGiven | int]) -> list[tuple[State, Any]]:
    """The states of a walk; each message is said in both languages on the way."""
    state, replies = begin(form, FACTS)
    states: list[tuple[State, Any]] = [(state, replies)]
    for move in moves:
        offers = buttons(form, state, replies)
        if isinstance(move, int) and not offers:
            continue
        chosen = offers[move % len(offers)] if isinstance(move, int) else move
        state, replies = step(form, state, chosen, FACTS)
        for message in prompt(form, state, replies, FACTS):
            assert CHINESE.said(message.text, "zh").strip()
            assert CHINESE.said(message.text, "en").strip()
        assert len(prompt(form, state, replies, FACTS)) == (not isinstance(replies[-1], Done))
        again = msgspec.json.decode(msgspec.json.encode(state), type=State)
        assert again == state
        state = again
        states.append((state, replies))
    return states


@pytest.mark.parametrize("name", FORMS)
@WALKS
@given(moves=MOVES)
def test_nothing_that_is_given_raises_and_each_step_shows_one_message(name: str, moves: list[AnyGiven | int]) -> None:
    walked(FORMS[name], moves)


@pytest.mark.parametrize("name", FORMS)
@WALKS
@given(moves=MOVES)
@example(moves=[3, 0, Said("三万五")])  # a name that the register does not have, once another one is noted
def test_exactly_what_is_relevant_counts(name: str, moves: list[AnyGiven | int]) -> None:
    form = FORMS[name]
    for state, _ in walked(form, moves):
        assert not state.answers.keys() & state.aside.keys()
        run = run_of(state, FACTS)
        for path, stored in (*state.answers.items(), *state.aside.items()):
            node, _indices = locate(form, path) or (None, ())
            assert node is not None
            assert holds(node, path, stored, run) is (path in state.answers), path


@WALKS
@given(moves=MOVES)
def test_back_and_forward_again_changes_no_answer_and_no_place(moves: list[AnyGiven | int]) -> None:
    state, replies = walked(EVERYTHING, moves)[-1]
    if state.editing or state.changing or isinstance(replies[-1], Done):
        return
    before = state.answers
    path = getattr(replies[-1], "path", "")
    after, _ = step(EVERYTHING, state, Back(), FACTS)
    after, replies = step(EVERYTHING, after, Change(), FACTS)
    assert after.answers == before
    assert getattr(replies[-1], "path", "") == path


@WALKS
@given(moves=MOVES)
def test_what_was_set_aside_returns(moves: list[AnyGiven | int]) -> None:
    state, _ = walked(EVERYTHING, [Chosen("yes"), *moves])[-1]
    if state.answers.get("/data/more") != "yes":
        return
    before = record(EVERYTHING, state, FACTS)
    for choice in ("no", "yes"):
        state, _ = step(EVERYTHING, state, Change("/data/more"), FACTS)
        state, _ = step(EVERYTHING, state, Chosen(choice), FACTS)
    assert record(EVERYTHING, state, FACTS) == before


@pytest.mark.parametrize("name", FORMS)
@pytest.mark.parametrize("seed", range(8))
def test_made_up_answers_bring_every_form_to_its_end(name: str, seed: int) -> None:
    played = play(FORMS[name], seed)
    assert played.record.form == FORMS[name].code
    assert played.record.answers


def test_made_up_answers_skip_nothing_that_can_be_answered() -> None:
    size = compile_form(
        "| survey |\n| | type | name | label | constraint |\n| | integer | size | 几口人 | . > 0 and . < 30 |", "f.md"
    )
    assert all(play(size, seed).record.answers for seed in range(40))


@WALKS
@given(text=st.text(min_size=1, max_size=200))
def test_a_text_is_kept_sign_by_sign(text: str) -> None:
    talk = Talk(EVERYTHING).give(Chosen("yes")).say(text)
    if not talk.refused:
        assert talk.state.answers["/data/g/words"] == text
