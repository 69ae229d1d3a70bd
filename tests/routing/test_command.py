"""`cunqing route` and `cunqing pack check`, from outside."""

import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.__main__ import cli
from bot.commands.route import sentences
from bot.languages import Languages
from bot.routing.model import Case, Rule
from bot.routing.rules import route
from tests.catalogues import LOCALES, ROOT
from tests.routing.small import WATER, rule_set

WORDS = Languages.load(LOCALES)
QINGYANG = str(ROOT / "deploy" / "qingyang")


def run(*words: str, language: str = "zh_CN.UTF-8") -> Result:
    return CliRunner().invoke(cli, list(words), env={"LC_ALL": language})


def routed(*words: str) -> Result:
    return run("route", "--pack", QINGYANG, *words)


@pytest.mark.parametrize(
    ("topic", "area", "lead"),
    [
        ("housing_unsafe", "621022101204", "环县住建局"),
        ("weak_village_party", "621026109219", "宁县县委组织部"),
        ("dropout", "621002101217", "西峰区教育局"),
        ("适龄儿童失学辍学", "西峰区/董志镇", "西峰区教育局"),
        ("other", "环县/曲子镇/西沟村", "曲子镇党委、政府"),
    ],
)
def test_a_case_is_explained_as_json(topic: str, area: str, lead: str) -> None:
    result = routed("--form", "issue_report", "--topic", topic, "--area", area, "--json")
    found = json.loads(result.stdout)
    assert result.exit_code == 0
    assert found["lead"]["name"] == lead
    assert lead in found["reason"]
    assert (found["accept_days"], found["resolve_days"]) == (1, 15)
    assert {"lead", "assist", "accept_days", "resolve_days", "rule", "reason"} <= found.keys()


def test_a_case_is_explained_in_sentences() -> None:
    result = routed("--form", "issue_report", "--topic", "medical_burden", "--area", "环县/曲子镇/西沟村")
    assert result.stdout.splitlines() == [
        "牵头：环县医保局（621022-medical_insurance）",
        "配合：环县卫生健康局",
        "1个工作日内受理，15个工作日内办结。",
        "依据的规则：事项“大病重病医疗负担”。西沟村属于环县，那里的“医保”由环县医保局承担。",
        "另有1条规则也符合，按事项比较，以这条为准。",
        "规则：medical_burden",
    ]


def test_urgency_and_answers_are_set() -> None:
    where = ("--form", "issue_report", "--topic", "road", "--area", "环县", "--json")
    assert json.loads(routed(*where, "--urgency", "很急").stdout)["resolve_days"] == 5
    assert json.loads(routed(*where, "--set", "urgency=works").stdout)["resolve_days"] == 30
    visit = ("--form", "visit_log", "--area", "环县/曲子镇/西沟村", "--json")
    assert json.loads(routed(*visit).stdout)["accept_days"] is None
    assert json.loads(routed(*visit, "--set", "risk=illness housing").stdout)["lead"]["name"] == "环县扶贫办"


def test_a_choice_is_set_by_what_its_button_says_too() -> None:
    visit = ("--form", "visit_log", "--area", "环县/曲子镇/西沟村", "--json")
    assert routed(*visit, "--set", "risk=因病").stdout == routed(*visit, "--set", "risk=illness").stdout
    by_asset = ("--form", "asset_upkeep", "--area", "环县", "--set")
    assert routed(*by_asset, "condition=坏了，不能用").exit_code == 0


def test_for_the_record_is_said() -> None:
    assert "只备查，不用办理。" in routed("--form", "visit_log", "--area", "环县").stdout


@pytest.mark.parametrize(
    ("words", "typed"),
    [
        (("--form", "issue_report", "--topic", "no_such_topic", "--area", "621022101204"), "no_such_topic"),
        (("--form", "issue_report", "--topic", "drinking_watr", "--area", "环县"), "drinking_water"),
        (("--form", "issue_report", "--area", "西沟村"), "环县/曲子镇/西沟村（621022101204）"),
        (("--form", "issue_report", "--area", "坏县"), "坏县"),
        (("--form", "isue_report", "--area", "环县"), "issue_report"),
        (("--form", "issue_report", "--area", "环县", "--urgency", "马上"), "马上"),
        (("--form", "issue_report", "--area", "环县", "--set", "risk"), "risk"),
        (("--form", "issue_report", "--area", "环县", "--set", "housholds=12"), "housholds"),
        (("--form", "visit_log", "--area", "环县", "--set", "rsk=illness"), "risk"),
        (("--form", "visit_log", "--area", "环县", "--set", "risk=illness hosing"), "“hosing”"),
        (("--form", "asset_upkeep", "--area", "环县", "--set", "condition=坏了"), "broken（坏了，不能用）"),
    ],
)
def test_what_is_unknown_is_refused_in_one_sentence(words: tuple[str, ...], typed: str) -> None:
    result = routed(*words, "--json")
    assert result.exit_code == 1
    assert result.stdout == ""
    assert typed in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1


@pytest.mark.parametrize(
    ("days", "says"),
    [
        ({"accept_days": {"": 2}}, "2个工作日内受理。"),
        ({"resolve_days": {"": 9}}, "9个工作日内办结。"),
    ],
)
def test_one_of_the_two_deadlines_may_stand_alone(days: dict[str, dict[str, int]], says: str) -> None:
    alone = rule_set(Rule(id="issue", form="issue", lead=WATER, **days))  # type: ignore[arg-type]
    assert says in WORDS.said(sentences(route(alone, Case("issue", "61")), None), "zh")


def test_a_pack_with_something_to_look_at_can_be_loaded_all_the_same(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(QINGYANG, tmp_path / "pack"))
    rules = folder / "rules.csv"
    lines = [line for line in rules.read_text(encoding="utf-8").splitlines() if not line.startswith(",toilet,")]
    rules.write_text("\n".join([*lines, ",road,,urgent,,transport,county,,,,,,,"]), encoding="utf-8")
    result = run("pack", "check", str(folder))
    assert result.exit_code == 0
    assert "提醒：rules：" in result.stdout.replace("rules第0行", "rules")
    assert "toilet" in result.stdout


def test_without_a_pack_and_without_a_database_it_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CUNQING_DATA", str(tmp_path))
    assert run("route", "--form", "issue", "--area", "61").exit_code == 1


def test_a_terminal_in_english_is_spoken_to_in_english() -> None:
    assert "it can be loaded" in run("pack", "check", QINGYANG, language="en_US.UTF-8").stdout
    where = ("--form", "visit_log", "--area", "环县")
    assert "nobody has to act" in run("route", "--pack", QINGYANG, *where, language="en_US.UTF-8").stdout


def test_a_pack_checks_clean() -> None:
    result = run("pack", "check", QINGYANG)
    assert result.exit_code == 0
    assert "1,521个地方" in result.stdout
    assert json.loads(run("pack", "check", QINGYANG, "--json").stdout) == []


def test_a_broken_pack_is_told_with_file_row_and_column(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(QINGYANG, tmp_path / "pack"))
    rules = folder / "rules.csv"
    rules.write_text(rules.read_text(encoding="utf-8").replace(",,,,,township,", ",,,,,townhip,", 1), encoding="utf-8")
    result = run("pack", "check", str(folder))
    assert result.exit_code == 1
    assert result.stdout.splitlines()[0].startswith("rules第3行“牵头职能”：没有“townhip”这项职能。")
    (problem,) = json.loads(run("pack", "check", str(folder), "--json").stdout)
    assert (problem["sheet"], problem["row"], problem["column"], problem["warning"]) == ("rules", 3, "牵头职能", False)
    refused = run("route", "--pack", str(folder), "--form", "issue_report", "--area", "环县")
    assert (refused.exit_code, "townhip" in refused.stderr) == (1, True)


def test_a_form_may_be_named_by_its_title() -> None:
    case = ("--topic", "饮水不足、水质或断水", "--area", "环县/曲子镇/西沟村", "--urgency", "很急")
    assert "环县水务局" in routed("--form", "问题上报", *case).stdout
