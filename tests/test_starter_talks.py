"""The three starter forms talked through: as short as they promise, and nothing is asked twice."""

import re
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from msgspec import json, to_builtins
from msgspec.structs import replace

from bot.forms.engine import begin, step
from bot.forms.facts import Entry, Facts, Rows
from bot.forms.model import Form
from bot.forms.prompts import prompt
from bot.forms.state import (
    AnyGiven,
    Ask,
    Change,
    Chosen,
    Confirmed,
    Done,
    Photo,
    Place,
    Refused,
    Review,
    Said,
    Skip,
    State,
    Submit,
    Toggled,
)
from bot.forms.xlsform import compile_form
from bot.languages import SHANGHAI, Languages

FORMS = Path(__file__).parent.parent / "deploy" / "qingyang" / "forms"
HAN = re.compile("[一-鿿]")
LANGUAGE = Languages.load(Path(__file__).parent.parent / "locales")
VILLAGE = "621022101204"
HERE = {"area": VILLAGE}
KNOWN = {"head": "王某甲", "members": 4, "category_label": "脱贫户", "area": VILLAGE, "last_visit": date(2026, 9, 20),
         "last_income": "same", "phone": "13909340000", "id_number": "11010519491231002X"}  # fmt: skip
NEW = {"head": "赵某", "members": "", "category_label": "", "area": VILLAGE, "last_visit": "", "phone": ""}
HOUSEHOLDS = Rows([Entry("h1", "王某甲·二组", KNOWN), Entry("h2", "赵某·一组", NEW)], suggested=["h1", "h2"])
TOPICS = Rows(
    [
        Entry("drinking_water", "饮水不足、水质或断水", group="饮水安全"),
        Entry("dibao", "低保与特困供养", group="社会救助"),
    ],
    groups=[Entry("饮水安全", "饮水安全"), Entry("社会救助", "社会救助")],
    keys=lambda entry: {"drinking_water": "停水三天", "dibao": "低保停了"}[entry.name],
)
FACTS = Facts(
    datetime(2026, 11, 24, 9, 0, tzinfo=SHANGHAI),
    lists={"households": HOUSEHOLDS, "areas": Rows([Entry(VILLAGE, "西沟村")], suggested=[VILLAGE]), "topics": TOPICS},
)
PICTURE = Photo({"attachment": 1})


@dataclass
class Talk:
    """A form talked through: what was asked, and what it cost. The tap that opened it counts."""

    form: Form
    asked: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    refusals: int = 0
    taps: int = 1
    typed: int = 0
    roles: dict[str, Any] = field(default_factory=dict)

    def count(self, given: AnyGiven, offered: list[Any]) -> None:
        if isinstance(given, Said):
            self.typed += 1
        elif not isinstance(given, Photo | Place):
            assert to_builtins(given) in offered, (given, offered)
            self.taps += 1


def talk(code: str, *answers: AnyGiven, known: dict[str, Any] | None = None, language: str = "zh") -> Talk:
    """Talks a form through; a tap must be on a button that is there, and the state goes through JSON each time."""
    form = compile_form((FORMS / f"{code}.md").read_bytes(), f"{code}.md")
    told = Talk(form)
    state, replies = begin(form, FACTS, HERE if known is None else known)
    for given in answers:
        [message] = prompt(form, state, replies, FACTS)
        told.said.append(LANGUAGE.said(message.text, language))
        if isinstance(replies[-1], Ask) and (name := replies[-1].path.rpartition("/")[2]) not in told.asked[-1:]:
            told.asked.append(name)
        told.refusals += any(isinstance(reply, Refused) for reply in replies)
        told.count(given, [each.action.values.get("given") for row in message.choices for each in row if each.action])
        state, replies = step(form, json.decode(json.encode(state), type=State), given, FACTS)
    if isinstance(replies[-1], Done):
        told.roles = replies[-1].record.roles
    return told


QUIET = (Chosen("head"), Chosen("normal"), Chosen("same"), Skip(), Skip(), Submit())
FALLEN = (
    *(Chosen("h1"), Chosen("family"), Toggled("medical"), Confirmed(), Chosen("less"), Said("摔断了腿，花了三万多")),
    *(Toggled("illness"), Toggled("accident"), Confirmed(), Skip(), Said("讲了大病保险怎么报"), PICTURE, Submit()),
)


def test_a_visit_with_nothing_unusual_is_eight_taps_and_nothing_typed() -> None:
    told = talk("visit_log", Chosen("h1"), *QUIET)
    assert (told.taps, told.typed) == (8, 0)
    assert told.asked == ["household", "met", "looks", "income", "demand", "photo"]
    assert told.roles == {
        "household": "h1", "area": VILLAGE, "person": "head", "looks": ["normal"], "income": "same",
        "visited_on": "2026-11-24", "title": "王某甲",
    }  # fmt: skip


def test_a_household_is_found_by_typing_its_name_and_nothing_else_is_typed() -> None:
    told = talk("visit_log", Said("王"), Chosen("h1"), *QUIET)
    assert (told.taps, told.typed) == (8, 1)


def test_a_visit_tells_what_the_register_knows() -> None:
    told = talk("visit_log", Chosen("h1"), Chosen("head"), Chosen("normal"), Chosen("same"))
    assert "王某甲家，4口人，脱贫户。\n上次走访：9月20日。" in told.said[1]
    assert "上次记的是“持平”。" in told.said[3]


def test_nobody_at_home_is_five_taps() -> None:
    told = talk("visit_log", Chosen("h1"), Chosen("absent"), Skip(), Submit())
    assert (told.taps, told.asked) == (5, ["household", "met", "photo"])


def test_a_household_that_is_not_in_the_register_costs_its_name() -> None:
    told = talk("visit_log", Chosen("other"), Said("马某"), *QUIET)
    assert (told.taps, told.typed) == (8, 1)
    assert (told.roles["household"], told.roles["household_name"], told.roles["area"]) == ("other", "马某", VILLAGE)


def test_a_visit_asks_on_where_something_is_wrong() -> None:
    told = talk("visit_log", *FALLEN)
    assert told.asked[4:8] == ["reason", "risk", "demand", "done"]
    assert (told.roles["risk"], told.roles["topic"]) == (["illness", "accident"], "relapse_risk")
    assert told.roles["title"] == "王某甲：摔断了腿，花了三万多"


def test_less_income_without_a_risk_is_no_lead() -> None:
    told = talk(
        "visit_log", *(Chosen("h1"), Chosen("head"), Chosen("normal"), Chosen("less")), Said("苹果还没卖"),
        *(Skip(), Skip(), Skip(), Skip(), Submit()),
    )  # fmt: skip
    assert "risk" not in told.roles
    assert "topic" not in told.roles


def test_a_visit_cannot_be_tomorrow() -> None:
    told = talk("visit_log", Chosen("h1"), *QUIET[:-1], Review(change=True), Change("/data/visited_on"),
                Said("2026-11-25"), Said("昨天"), Submit())  # fmt: skip
    assert (told.refusals, told.roles["visited_on"]) == (1, "2026-11-23")


NEED = (Toggled("illness"), Confirmed(), Said("住院花了三万多"))
MONEY = (Said("两万八"), Said("3万6"))
AGREED = (Chosen("any"), Chosen("agree"))


def test_an_application_in_the_register_is_three_typed_answers() -> None:
    told = talk("household_application", Chosen("h1"), *NEED, *MONEY, *AGREED, PICTURE, Submit())
    assert (told.taps, told.typed) == (7, 3)
    assert told.asked == ["household", "risk", "reason", "income_year", "spending_year", "help", "consent", "signature"]
    assert (told.roles["net_year"], told.roles["topic"]) == (-8000, "monitoring_application")
    assert "开支比收入多，全家一年约差8,000元。" in told.said[6]


def test_an_application_outside_the_register_is_six_typed_answers_and_two_for_each_member() -> None:
    told = talk(
        "household_application", Chosen("other"), Said("马某"), Chosen("2"), Said("马某花"), Said("41"), Chosen("able"),
        Said("马小某"), Said("十一"), Chosen("school"), *NEED, *MONEY, *AGREED, Skip(), Said("139 0934 0000"),
        Said("11010519491231002x"), Submit(),
    )  # fmt: skip
    assert told.typed == 6 + 2 * 2
    assert told.refusals == 0
    assert told.roles["members"] == [
        {"member_name": "马某花", "member_age": 41, "member_state": "able"},
        {"member_name": "马小某", "member_age": 11, "member_state": "school"},
    ]
    assert (told.roles["phone"], told.roles["id_number"]) == ("13909340000", "11010519491231002X")
    assert "13909340000" not in told.said[-1]
    assert "19491231" not in told.said[-1]


@pytest.mark.parametrize("said", ["刘强 32岁 能干活", "刘强，三十二", "刘强三十二岁", "刘强、刘小宝", "刘", "４个"])
def test_a_name_swallows_no_age_and_no_second_person(said: str) -> None:
    told = talk(
        "household_application",
        Chosen("other"),
        Said("马某，四组的"),
        Said("马某"),
        Chosen("1"),
        Said(said),
        Said("十"),
    )
    assert told.refusals == 2
    assert told.asked[-1] == "member_name"


def test_nobody_is_of_no_age() -> None:
    told = talk(
        "household_application", Chosen("other"), Said("马某"), Chosen("1"), Said("马某花"), Said("没有"), Said("十")
    )
    assert (told.refusals, told.asked[-1]) == (1, "member_age")


@pytest.mark.parametrize("said", ["马某花", "阿依古丽·买买提", "Ma Mou", "老伴刘翠花", "欧阳某", "赵岁虎"])
def test_a_name_is_taken_as_it_is_written(said: str) -> None:
    told = talk("household_application", Chosen("other"), Said("马某"), Chosen("1"), Said(said), Said("十"))
    assert (told.refusals, told.asked[-1]) == (0, "member_age")


def test_another_household_is_asked_anew_for_its_consent_and_numbers() -> None:
    first = (Chosen("h2"), Chosen("0"), *NEED, *MONEY, *AGREED, Skip(), Said("13909340000"), Said("11010519491231002x"))
    again = (Review(change=True), Change("/data/household"))
    told = talk("household_application", *first, *again, Chosen("h1"), Chosen("agree"), PICTURE, Submit())
    assert told.asked[-3:] == ["household", "consent", "signature"]
    assert "phone" not in told.roles
    assert "13909340000" not in told.said[-1]
    same = talk("household_application", *first, *again, Chosen("h2"), Submit())
    assert same.roles["phone"] == "13909340000"


def test_how_many_more_live_there_is_one_tap_on_two_rows() -> None:
    form = compile_form((FORMS / "household_application.md").read_bytes(), "household_application.md")
    [message] = prompt(form, *begin(form, FACTS, {**HERE, "household": "h2"}), FACTS)
    labels = [[LANGUAGE.said(choice.label, "zh") for choice in row] for row in message.choices]
    assert labels == [["0", "1", "2"], ["3", "4", "5"]]


def test_after_a_visit_that_found_a_risk_an_application_asks_five_things() -> None:
    known = talk("visit_log", *FALLEN).roles
    told = talk("household_application", *MONEY, *AGREED, PICTURE, Submit(), known=known)
    assert told.asked == ["income_year", "spending_year", "help", "consent", "signature"]
    assert (told.roles["household"], told.roles["area"]) == ("h1", VILLAGE)
    assert told.roles["title"] == "王某甲：摔断了腿，花了三万多"


def test_a_household_that_was_just_added_is_asked_for_its_members_but_not_its_name() -> None:
    known = {"household": "h2", "risk": ["illness"], "reason": "住院花了三万多"}
    told = talk("household_application", Chosen("0"), *MONEY, *AGREED, Skip(), known=known)
    assert told.asked[:2] == ["others", "income_year"]


def test_without_consent_there_is_no_application() -> None:
    told = talk("household_application", Chosen("h1"), *NEED, *MONEY, Chosen("any"), Chosen("decline"), Chosen("agree"))
    assert told.refusals == 1
    assert "农户不同意，就不能申请。" in told.said[-1]


@pytest.mark.parametrize("number", ["110105194912310021", "1101051949123100", "11010519490231002X", "身份证"])
def test_a_wrong_identity_number_is_asked_again(number: str) -> None:
    told = talk("household_application", Chosen("other"), Said("马某"), Chosen("0"), *NEED, *MONEY, *AGREED,
                Skip(), Skip(), Said(number), Said("11010519491231002X"), Submit())  # fmt: skip
    assert (told.refusals, told.asked[-1]) == (1, "id_number")


@pytest.mark.parametrize("amount", ["-5", "三百万"])
def test_an_amount_has_its_bounds(amount: str) -> None:
    told = talk("household_application", Chosen("h1"), *NEED, Said(amount), Said("2.8万"), Skip(), *AGREED, Skip())
    assert told.refusals == 1
    assert "请写0到200万元之间的数。" in told.said[5]


def test_an_issue_from_its_own_words_is_its_place_its_urgency_and_a_photo() -> None:
    known = {**HERE, "title": "村里水管冻裂了，五组三户停水三天", "topic": "drinking_water"}
    told = talk("issue_report", Skip(), Chosen("urgent"), PICTURE, Submit(), known=known)
    assert (told.asked, told.taps, told.typed) == (["location", "urgency", "photo"], 4, 0)
    assert told.roles["area"] == VILLAGE


def test_an_issue_that_is_nowhere_on_a_map_asks_for_no_location() -> None:
    told = talk("issue_report", Said("低保"), Said("低保停了"), Chosen("dibao"), Chosen("ordinary"), Skip(), Submit())
    assert told.refusals == 1
    assert told.asked == ["words", "topic", "urgency", "photo"]


def test_whoever_serves_several_villages_is_asked_where_it_is() -> None:
    told = talk(
        "issue_report", Said("停水三天"), Chosen("drinking_water"), Chosen(VILLAGE), Place(36.6, 107.3), known={}
    )
    assert told.asked == ["words", "topic", "area", "location"]


def test_details_of_an_issue_can_be_added_at_the_review() -> None:
    told = talk("issue_report", Said("低保停了"), Chosen("dibao"), Chosen("ordinary"), Skip(), Review(change=True),
                Change("/data/touched"), Said("三户"), Review(change=True), Change("/data/since"),
                Chosen("2026-11-23"), Submit())  # fmt: skip
    assert (told.roles["touched"], told.roles["since"]) == (3, "2026-11-23")


def test_a_visit_reads_as_english() -> None:
    known = {**KNOWN, "head": "Wang", "category_label": "out of poverty"}
    lists = {**FACTS.lists, "households": Rows([Entry("h1", "Wang", known)], suggested=["h1"])}
    form = compile_form((FORMS / "visit_log.md").read_bytes(), "visit_log.md")
    facts = replace(FACTS, lists=lists)
    state, replies = begin(form, facts, HERE)
    for given in FALLEN[:5]:
        [message] = prompt(form, state, replies, facts)
        words = [message.text, *(choice.label for row in message.choices for choice in row)]
        assert not HAN.search(" ".join(LANGUAGE.said(said, "en") for said in words))
        state, replies = step(form, state, given, facts)
