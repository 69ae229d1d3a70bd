"""The starter pack of Qingyang: what the city's notice of 2021 says, as tables.

The cases are written from the notice: for each of its 28 points one item in a village of 环县 and who gets it.
"""

from pathlib import Path

import pytest

from bot.packs import Pack, read_pack
from bot.routing.model import Case
from bot.routing.rules import Route, RuleSet, route

FOLDER = Path(__file__).parents[1] / "deploy" / "qingyang"
PACK: Pack = read_pack(FOLDER)
RULES: RuleSet = PACK.rule_set()
PLACES = RULES.directory
VILLAGE = "环县/曲子镇/西沟村"
COUNTIES = ("西峰区", "庆城县", "环县", "华池县", "合水县", "正宁县", "宁县", "镇原县")


def sent(topic: str, place: str = VILLAGE, form: str = "issue_report", urgency: str = "") -> Route:
    return route(RULES, Case(form, PLACES.area(place).code, topic, urgency))


def names(found: Route) -> tuple[str, list[str]]:
    return found.lead.name, [unit.name for unit in found.assist]


def test_the_pack_is_whole_and_leaves_nothing_to_look_at() -> None:
    assert PACK.problems == ()
    assert len(PACK.areas) == 1521
    assert [form.code for form in PACK.forms] == [
        "asset_upkeep",
        "household_application",
        "issue_report",
        "list_check",
        "visit_log",
    ]
    assert (PACK.name, PACK.area) == ("庆阳市", "621000")


def test_each_of_the_28_points_is_reached_by_a_topic() -> None:
    assert {topic.point for topic in PACK.topics if topic.point} == set(range(1, 29))


def test_each_topic_has_words_that_propose_it() -> None:
    assert [topic.code for topic in PACK.topics if len(topic.keywords) < 6] == []


# --- the notice, point by point -------------------------------------------------------------------------------

POINTS = [
    (1, "policy_interrupted", "环县扶贫办", ["环县党委、政府"]),
    (1, "helper_absent", "环县扶贫办", ["环县县委组织部"]),
    (2, "dropout", "环县教育局", []),
    (2, "medical_burden", "环县医保局", ["环县卫生健康局"]),
    (2, "housing_unsafe", "环县住建局", []),
    (2, "drinking_water", "环县水务局", []),
    (
        3,
        "relapse_risk",
        "环县扶贫办",
        [
            "环县民政局", "环县教育局", "环县卫生健康局", "环县医保局", "环县住建局", "环县水务局",
            "环县农业农村局", "环县人社局", "环县残联",
        ],
    ),
    (3, "monitoring_application", "环县扶贫办", ["环县民政局"]),
    (
        4,
        "relocation_followup",
        "环县发展改革局",
        ["环县民政局", "环县人社局", "环县农业农村局", "环县教育局", "环县卫生健康局"],
    ),
    (5, "project_asset", "环县财政局", ["环县扶贫办", "环县农业农村局"]),
    (6, "microloan", "环县金融办", ["市银保监分局", "人行环县支行", "环县扶贫办"]),
    (6, "photovoltaic", "环县发展改革局", ["环县扶贫办"]),
    (7, "industry_support", "环县农业农村局", ["环县林草局", "环县科技局"]),
    (7, "product_sales", "环县商务局", ["环县农业农村局", "环县市场监管局"]),
    (8, "employment", "环县人社局", ["环县扶贫办", "团环县县委", "环县妇联"]),
    (
        9,
        "low_income_monitoring",
        "环县民政局",
        [
            "环县扶贫办", "国家统计局庆阳调查队", "环县教育局", "环县人社局", "环县住建局", "环县卫生健康局",
            "环县医保局", "环县残联",
        ],
    ),
    (10, "dibao", "环县民政局", []),
    (11, "pension", "环县人社局", []),
    (11, "children_care", "环县民政局", ["团环县县委", "环县妇联"]),
    (12, "village_planning", "环县自然资源局", ["环县农业农村局"]),
    (12, "rural_construction", "环县农业农村局", ["环县工信局", "环县政务服务中心"]),
    (13, "power_supply", "国网环县供电公司", ["环县发展改革局"]),
    (13, "living_environment", "环县生态环境分局", ["环县农业农村局"]),
    (13, "road", "环县交通运输局", []),
    (13, "geohazard", "环县发展改革局", ["环县住建局"]),
    (14, "village_doctor", "环县卫生健康局", []),
    (14, "teacher_shortage", "环县教育局", ["环县人社局"]),
    (15, "key_county_support", "环县县委农办", ["环县扶贫办", "环县发展改革局"]),
    (
        16,
        "east_west",
        "环县扶贫办",
        [
            "环县发展改革局", "环县人社局", "环县商务局", "环县县委统战部", "环县工商联", "环县教育局",
            "环县文体广电旅游局", "环县卫生健康局", "环县科技局", "环县农业农村局",
        ],
    ),
    (
        17,
        "paired_assistance",
        "环县县委农办",
        ["环县扶贫办", "环县县委组织部", "环县县委统战部", "环县民政局", "环县市场监管局", "环县农业农村局"],
    ),
    (18, "work_team", "环县县委组织部", ["环县县委农办", "环县扶贫办"]),
    (19, "funds", "环县财政局", ["环县扶贫办"]),
    (
        20,
        "talent_training",
        "环县县委组织部",
        [
            "环县农业农村局", "环县人社局", "环县退役军人事务局", "团环县县委", "环县教育局", "环县卫生健康局",
            "环县科技局", "环县扶贫办",
        ],
    ),
    (21, "project_planning", "环县发展改革局", ["环县扶贫办"]),
    (22, "assessment", "环县县委农办", ["环县统计局", "环县县委组织部"]),
    (23, "inspection", "环县县委农办", []),
    (24, "leadership_contact", "环县县委农办", ["环县县委编办", "环县农业农村局", "环县扶贫办"]),
    (25, "weak_village_party", "环县县委组织部", ["环县县委农办", "环县民政局"]),
    (25, "village_crime", "环县县委政法委", ["环县公安局"]),
    (26, "village_customs", "环县县委宣传部", ["环县县委农办", "环县民政局"]),
    (27, "rectification", "环县专责组", ["环县党委、政府"]),
    (28, "misconduct", "环县纪委监委", []),
]  # fmt: skip


@pytest.mark.parametrize(("point", "topic", "lead", "assist"), POINTS)
def test_a_village_s_item_goes_to_the_county_s_units(point: int, topic: str, lead: str, assist: list[str]) -> None:
    found = sent(topic)
    assert PLACES.topics[topic].point == point
    assert names(found) == (lead, assist)
    assert (found.accept_days, found.resolve_days) == (1, 15)


def test_the_cases_cover_the_28_points() -> None:
    assert {point for point, *_rest in POINTS} == set(range(1, 29))


@pytest.mark.parametrize("place", [VILLAGE, "环县/曲子镇", "环县"])
def test_an_item_of_the_township_or_the_county_goes_to_the_county_too(place: str) -> None:
    assert names(sent("medical_burden", place)) == ("环县医保局", ["环县卫生健康局"])


@pytest.mark.parametrize(
    ("topic", "lead", "assist"),
    [
        ("drinking_water", "市水务局", []),
        ("power_supply", "国网庆阳供电公司", ["市能源局"]),
        ("microloan", "市政府金融办", ["市银保监分局", "人行庆阳支行", "市扶贫办"]),
        ("geohazard", "市发展改革委", ["市住建局"]),
        ("rectification", "各专责组", []),
        ("policy_interrupted", "市扶贫办", []),
        ("employment", "市人社局", ["市扶贫办", "团市委", "市妇联"]),
        ("other", "市扶贫办", []),
    ],
)
def test_an_item_placed_at_the_city_goes_to_the_city_s_units(topic: str, lead: str, assist: list[str]) -> None:
    assert names(sent(topic, "庆阳市")) == (lead, assist)


@pytest.mark.parametrize(
    ("place", "lead"),
    [
        ("西峰区/肖金镇", "西峰区委组织部"),
        ("庆城县/驿马镇", "庆城县委组织部"),
        ("环县/曲子镇", "环县县委组织部"),
        ("华池县/悦乐镇", "华池县委组织部"),
        ("合水县/老城镇", "合水县委组织部"),
        ("正宁县/山河镇", "正宁县委组织部"),
        ("宁县/新宁镇", "宁县县委组织部"),
        ("镇原县/孟坝镇", "镇原县委组织部"),
    ],
)
def test_party_offices_are_called_as_their_county_calls_them(place: str, lead: str) -> None:
    assert sent("work_team", place).lead.name == lead


def test_the_youth_league_of_a_county() -> None:
    assert [sent("employment", county).assist[1].name for county in ("环县", "庆城县")] == ["团环县县委", "团庆城县委"]


@pytest.mark.parametrize(
    ("place", "lead"),
    [
        (VILLAGE, "曲子镇党委、政府"),
        ("环县/曲子镇", "曲子镇党委、政府"),
        ("西峰区/北街办事处街道", "北街办事处街道党工委、办事处"),
        ("环县", "环县党委、政府"),
    ],
)
def test_where_no_line_of_work_is_clear_the_place_s_own_office_takes_it(place: str, lead: str) -> None:
    assert names(sent("other", place)) == (lead, [])
    assert names(sent("", place)) == (lead, [])


# --- forms and deadlines --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("urgency", "resolve", "notify"),
    [("urgent", 5, "at_once"), ("ordinary", 15, "daily"), ("works", 30, "daily"), ("", 15, "daily")],
)
@pytest.mark.parametrize("topic", ["road", "other", ""])
def test_issues_are_accepted_in_a_day_and_resolved_by_urgency(
    topic: str, urgency: str, resolve: int, notify: str
) -> None:
    found = sent(topic, urgency=urgency)
    assert (found.accept_days, found.resolve_days, found.notify) == (1, resolve, notify)


@pytest.mark.parametrize("topic", ["monitoring_application", ""])
def test_a_household_s_application_goes_to_rural_revitalisation(topic: str) -> None:
    found = sent(topic, form="household_application")
    assert names(found) == ("环县扶贫办", ["环县民政局"])
    assert (found.accept_days, found.resolve_days) == (2, 20)


def test_a_visit_without_a_risk_is_for_the_record_with_the_township() -> None:
    found = sent("", form="visit_log")
    assert names(found) == ("曲子镇党委、政府", [])
    assert (found.accept_days, found.resolve_days) == (None, None)


def test_a_visit_that_found_a_risk_goes_to_rural_revitalisation() -> None:
    found = sent("relapse_risk", form="visit_log")
    assert found.lead.name == "环县扶贫办"
    assert len(found.assist) == 9
    assert (found.accept_days, found.resolve_days) == (2, 15)


def test_the_risk_itself_is_enough_where_no_topic_is_given() -> None:
    found = route(RULES, Case("visit_log", PLACES.area(VILLAGE).code, answers={"risk": ["illness"]}))
    assert (found.lead.name, found.accept_days) == ("环县扶贫办", 2)


# --- units and places -----------------------------------------------------------------------------------------

NAMED_BY_THE_NOTICE = (
    "市扶贫办 市委农办 市农业农村局 市委组织部 市委宣传部 市委统战部 市委政法委 市委编办 "
    "市纪委监委 市发展改革委 市教育局 市科技局 市工信局 市公安局 市民政局 市财政局 市人社局 "
    "市自然资源局 市生态环境局 市住建局 市交通运输局 市水务局 市商务局 市文体广电旅游局 "
    "市卫生健康委 市退役军人事务局 市市场监管局 市统计局 国家统计局庆阳调查队 市医保局 市林草局 "
    "市能源局 市政府政务服务中心 市政府金融办 市银保监分局 人行庆阳支行 国网庆阳供电公司 团市委 "
    "市妇联 市残联 市工商联 各专责组 "
)


@pytest.mark.parametrize("name", NAMED_BY_THE_NOTICE.split())
def test_every_responsible_unit_of_the_notice_is_there(name: str) -> None:
    assert PLACES.unit(name).area == "621000"


def test_every_county_has_its_party_and_government_and_every_township_an_inbox() -> None:
    assert all(PLACES.unit(f"{county}党委、政府").functions[0] == "party_government" for county in COUNTIES)
    townships = {area.code for area in PACK.areas if area.level == "township"}
    assert {unit.area for unit in PACK.units if unit.level == "township"} == townships
    assert len(townships) == 119


def test_one_unit_of_a_county_carries_energy_and_development() -> None:
    unit = PLACES.unit("环县发展改革局")
    assert set(unit.functions) == {"development_reform", "energy"}
    assert PLACES.unit("市能源局") != PLACES.unit("市发展改革委")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("市乡村振兴局", "市扶贫办"),
        ("环县乡村振兴局", "环县扶贫办"),
        ("市银保监局", "市银保监分局"),
        ("曲子镇政府", "曲子镇党委、政府"),
    ],
)
def test_other_names_find_the_unit(old: str, new: str) -> None:
    assert PLACES.unit(old).name == new


def test_every_topic_in_every_place_has_one_lead_and_no_unit_twice() -> None:
    places = [area.code for area in PACK.areas if area.level != "village"] + ["621022101204", "621002001001"]
    for place in places:
        for topic in PACK.topics:
            found = route(RULES, Case("issue_report", place, topic.code, "ordinary"))
            codes = [found.lead.code, *(unit.code for unit in found.assist)]
            assert len(codes) == len(set(codes))
            assert found.lead.area in PLACES.chains[place] or place == "62"


def test_places_are_found_by_code_and_by_path() -> None:
    assert PLACES.area(VILLAGE).code == "621022101204"
    assert PLACES.area("621022101204").label == "西沟村"
    assert PLACES.area("合水县/西沟村").code == "621024106202"


def test_every_place_is_found_by_its_own_path() -> None:
    assert [area.name for area in PACK.areas if PLACES.area(PLACES.path(area.code)) != area] == []
