"""The manual says what the data say, and what it says is so."""

import pytest

from bot.forms import support
from bot.forms.manual import functions
from bot.forms.model import FormErrors
from bot.forms.play import play
from bot.forms.support import Support
from bot.forms.trial import evaluated
from bot.forms.walk import run_of
from tests.forms import oracle
from tests.forms.documents import MANUAL, drawn
from tests.forms.talk import Talk, facts, form, survey
from tests.forms.test_javarosa import FORM


def test_the_manual_is_drawn_from_the_data() -> None:
    manual = MANUAL.read_text("utf-8")
    assert drawn(manual) == manual, "run python -m tests.forms.documents"


def answered(table: dict[str, Support], *answers: str) -> list[str]:
    return [name for name, part in table.items() if part.answer in answers]


LISTED = {"select_one": "select_one l", "select_multiple": "select_multiple l", "rank": "rank l"}
FILES = {
    "select_one_from_file": "select_one_from_file areas.csv",
    "select_multiple_from_file": "select_multiple_from_file areas.csv",
}
PARTS = ("calculate", "begin_group", "end_group", "begin_repeat", "end_repeat", "audit")
CHOICES = ("l | x | 子", "l | y | 丑")


@pytest.mark.parametrize(
    "kind", [each for each in answered(dict(support.TYPES), "yes", "degraded") if each not in PARTS]
)
def test_a_type_that_works_can_be_answered_to_the_end(kind: str) -> None:
    written = (LISTED | FILES).get(kind, kind)
    compiled = form(survey(f"{written} | a | 甲", "text | z | 末", choices=CHOICES))
    assert play(compiled, 1, facts()).record.answers["/data/z"]


def test_groups_and_repeats_work_and_an_audit_is_left_out() -> None:
    rows = (
        "audit | audit |",
        "begin_group | g | 组",
        "begin_repeat | r | 人",
        "text | a | 甲",
        "end_repeat | |",
        "end_group | |",
    )
    assert Talk(form(survey(*rows))).path == "/data/g/r[1]"


@pytest.mark.parametrize("kind", answered(dict(support.TYPES), "no"))
def test_a_type_that_does_not_work_is_refused(kind: str) -> None:
    with pytest.raises(FormErrors) as refused:
        form(survey(f"{kind} | a | 甲", "text | z | 末"))
    assert (refused.value.problems[0].row, refused.value.problems[0].column) == (2, "type")


@pytest.mark.parametrize("word", support.APPEARANCES)
def test_an_appearance_is_taken_or_refused_as_the_manual_says(word: str) -> None:
    workbook = survey(f"select_one l | a | 甲 | {word}", head="type | name | label | appearance", choices=CHOICES)
    if support.APPEARANCES[word].answer != "no":
        assert Talk(form(workbook)).path == "/data/a"
        return
    with pytest.raises(FormErrors) as refused:
        form(workbook)
    assert (refused.value.problems[0].row, refused.value.problems[0].column) == (2, "appearance")


CALLS = {
    "if": "if(1 = 1, 2, 3)",
    "coalesce": "coalesce('', 1)",
    "regex": "regex('a', 'a')",
    "count": "count(/data/member)",
    "count-non-empty": "count-non-empty(/data/n)",
    "position": "",
    "once": "once(1)",
    "indexed-repeat": "indexed-repeat(/data/member/age, /data/member, 1)",
    "pulldata": "pulldata('areas', 'parent', 'name', 'v1')",
    "instance": "instance('l')/root/item[name = 'a']/label",
    "current": "",
    "jr:choice-name": "jr:choice-name('a', '/data/one')",
    "randomize": "",
}


def call(name: str) -> str:
    """A call of the function with as many values as it needs."""
    from bot.forms.expressions.functions import FUNCTIONS

    if name in CALLS:
        return CALLS[name]
    least = FUNCTIONS[name].least if name in FUNCTIONS else 1
    return f"{name}({', '.join(['1'] * least)})"


@pytest.mark.parametrize("name", answered(dict(functions()), "yes", "degraded"))
def test_a_function_that_works_gives_a_value(name: str) -> None:
    state = Talk(FORM).state
    source = call(name)
    if source:
        kind, value = evaluated(FORM, source, run_of(state, facts(), dict(oracle.ANSWERS)))
        assert kind != "error", value


@pytest.mark.parametrize("name", answered(dict(functions()), "no"))
def test_a_function_that_does_not_work_is_refused(name: str) -> None:
    assert evaluated(FORM, call(name), run_of(Talk(FORM).state, facts()))[0] == "error"


def test_functions_that_only_mean_something_in_their_place() -> None:
    inside = survey(
        "begin_repeat | r | 人 | | | 2", "select_one l | a | 甲 | | | ", "calculate | p | | position(..) | | ",
        "select_one l | b | 乙 | | name != current()/../a | ", "end_repeat | | | | | ",
        head="type | name | label | calculation | choice_filter | repeat_count", choices=CHOICES,
    )  # fmt: skip
    talk = Talk(form(inside)).tap("子")
    assert "子" not in talk.buttons
    talk.tap("丑", "丑")
    assert talk.path == "/data/r[2]/b"
    assert "丑" not in talk.buttons
    assert talk.tap("子", "提交").record.answers["/data/r[2]/p"] == 2


def test_choices_can_be_shuffled_the_same_way_throughout_a_talk() -> None:
    many = tuple(f"l | x{number} | 第{number}" for number in range(8))
    shuffled = form(
        survey("select_one l | a | 甲 | randomize=true", head="type | name | label | parameters", choices=many)
    )
    one, other = Talk(shuffled), Talk(shuffled, facts_=facts(seed=8))
    assert one.buttons == Talk(shuffled).buttons
    assert sorted(one.buttons) == sorted(other.buttons)
    assert one.buttons != other.buttons


def test_an_entities_sheet_is_refused() -> None:
    with pytest.raises(FormErrors) as refused:
        form(survey("text | a | 甲") + "\n| entities |\n| | dataset | label |\n| | trees | x |")
    assert [problem.sheet for problem in refused.value.problems] == ["entities"]
