"""A small place to route in: one city, two counties, three townships, four villages."""

from bot.routing.directory import Directory
from bot.routing.model import Area, Function, Rule, Target, Topic, Unit
from bot.routing.rules import RuleSet
from bot.routing.table import name

AREAS = (
    Area("6", "南州市", "city"),
    Area("61", "甲县", "county", "6"),
    Area("62", "乙县", "county", "6"),
    Area("611", "东镇", "township", "61"),
    Area("612", "西乡", "township", "61"),
    Area("621", "北镇", "township", "62"),
    Area("6111", "柳村委会", "village", "611"),
    Area("6112", "西沟村委会", "village", "611"),
    Area("6121", "松树村委会", "village", "612"),
    Area("6211", "西沟村委会", "village", "621"),
    Area("6212", "莲池社区", "village", "621"),
    Area("6213", "莲池村委会", "village", "621"),
)
FUNCTIONS = (
    Function("water", "水务"),
    Function("housing", "住建"),
    Function("banking", "银行监管"),
    Function("health", "卫生健康"),
    Function("local", "属地接办"),
)
UNITS = (
    Unit("6-water", "市水务局", "6", ("water",), ("南州市水务局",), "city"),
    Unit("6-housing", "市住建局", "6", ("housing", "local"), (), "city"),
    Unit("6-banking", "市银保监分局", "6", ("banking",), (), "city"),
    Unit("6-health", "市卫生健康委", "6", ("health",), (), "city"),
    Unit("61-water", "甲县水务局", "61", ("water", "housing"), ("甲县水利局",), "county"),
    Unit("61-local", "甲县政府", "61", ("local",), (), "county"),
    Unit("62-water", "乙县水务局", "62", ("water",), ("乙县水利局", "水利局"), "county"),
    Unit("62-housing", "乙县住建局", "62", ("housing", "local"), ("水利局",), "county"),
    Unit("62-health", "乙县卫生健康局", "62", ("health",), (), "county"),
    Unit("611-local", "东镇政府", "611", ("local",), (), "township"),
    Unit("612-local", "西乡政府", "612", ("local",), (), "township"),
    Unit("621-local", "北镇政府", "621", ("local",), (), "township"),
)
TOPICS = (
    Topic("drinking", "饮水安全", "饮水不足或断水", 2, ("停水", "没水")),
    Topic("roof", "住房安全", "危房", 2, ("漏雨", "裂缝")),
    Topic("loan", "金融", "贷款", 6, ("贷款",)),
)
DIRECTORY = Directory(AREAS, FUNCTIONS, UNITS, TOPICS, {"issue": "问题上报", "visit": "走访日志"})
LOCAL = Target(function="local", level="township")
WATER = Target(function="water", level="county")
HOUSING = Target(function="housing", level="county")


def rule(lead: Target = LOCAL, *, assist: tuple[Target, ...] = (), row: int = 0, **columns: str) -> Rule:
    """A rule with the usual days; `columns` are form, topic, area, urgency and condition."""
    given = {column: columns.get(column, "") for column in ("form", "topic", "area", "urgency", "condition")}
    return Rule(
        id=name(**given),
        lead=lead,
        **given,
        assist=assist,
        accept_days={"": 1},
        resolve_days={"": 15, "urgent": 5},
        check_days={},
        notify={"": "daily", "urgent": "at_once"},
        sheet="rules",
        row=row,
    )


def rule_set(*rules: Rule, directory: Directory = DIRECTORY, fallback: bool = True) -> RuleSet:
    return RuleSet([*rules, rule(row=99)] if fallback else rules, directory)
