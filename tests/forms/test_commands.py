"""`cunqing forms`: what it prints, and how it ends."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.commands.forms import app

WORKBOOKS = Path(__file__).parent / "workbooks"
GOOD, BROKEN = str(WORKBOOKS / "everything.md"), str(WORKBOOKS / "broken.md")
RUN = CliRunner(env={"LC_ALL": "zh_CN.UTF-8"})


def test_check_tells_each_problem_with_its_cell_and_ends_with_1() -> None:
    made = RUN.invoke(app, ["check", GOOD, BROKEN, "--json"])
    good, broken = json.loads(made.stdout)
    assert made.exit_code == 1
    assert (good["ok"], good["form"], broken["ok"]) == (True, "everything", False)
    assert {
        "sheet": "survey",
        "row": 2,
        "column": "relevant",
        "level": "error",
        "message": "表达式读不懂：这里不该有：+",
    } in broken["problems"]


def test_check_of_good_forms_ends_with_0() -> None:
    made = RUN.invoke(app, ["check", GOOD])
    assert (made.exit_code, made.stdout.splitlines()[0]) == (0, f"{GOOD}：可以用。")


def test_check_in_words_names_sheet_row_and_column() -> None:
    made = RUN.invoke(app, ["check", BROKEN])
    assert "survey 表第5行“type”列：geoshape 在聊天里用不了。" in made.stdout


def test_a_file_that_is_not_there_is_told() -> None:
    made = RUN.invoke(app, ["check", "nowhere.xlsx"])
    assert (made.exit_code, "没有这个文件" in made.stdout) == (1, True)


@pytest.mark.parametrize("seed", ["0", "1", "2"])
def test_play_gives_the_talk_and_the_record(seed: str) -> None:
    made = RUN.invoke(app, ["play", GOOD, "--seed", seed, "--json"])
    played = json.loads(made.stdout)
    assert made.exit_code == 0
    assert played["record"]["answers"]["/data/size"] >= 0
    assert played["transcript"][-1]["given"] == {"type": "submit"}


def test_play_is_the_same_for_the_same_seed() -> None:
    first, again = (RUN.invoke(app, ["play", GOOD, "--seed", "5"]).stdout for _ in range(2))
    assert first == again
    assert first.startswith("< ")


def test_a_broken_form_is_not_played() -> None:
    made = RUN.invoke(app, ["play", BROKEN, "--json"])
    assert (made.exit_code, made.stdout) == (2, "")
    assert "要改" in made.stderr


def test_a_form_that_nobody_can_fill_in_says_so(tmp_path: Path) -> None:
    hopeless = tmp_path / "hopeless.md"
    hopeless.write_text(
        "| survey |\n| | type | name | label | required | constraint |\n| | text | a | 甲 | yes | 1 = 2 |\n", "utf-8"
    )
    made = RUN.invoke(app, ["play", str(hopeless)])
    assert made.exit_code == 2
    assert "constraint" in made.stderr


def test_eval_answers_each_line_in_a_form_just_begun() -> None:
    lines = [
        "${size} + 1",
        "date('2026-11-24')",
        "no-such()",
        "",
        "${members",
        "string-length('村情')",
        "/data/member/age",
        "1 div 0",
    ]
    made = RUN.invoke(app, ["eval", GOOD], input="\n".join(lines))
    answers = [json.loads(line) for line in made.stdout.splitlines()]
    assert answers[0] == {"type": "number", "value": 3}  # its default is 2
    assert answers[1] == {"type": "date", "value": "2026-11-24"}
    assert answers[2] == {"error": "没有 no-such() 这个函数。"}
    assert set(answers[3]) == set(answers[4]) == {"error"}
    assert answers[5:] == [
        {"type": "number", "value": 2},
        {"type": "nodes", "value": ["", ""]},
        {"type": "number", "value": "Infinity"},
    ]
