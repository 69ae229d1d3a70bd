"""Who and what there is in a demonstration. Nobody here exists."""

from dataclasses import dataclass

WEEKS = 3
VILLAGE = "621022101204"  # 环县曲子镇西沟村
SURNAMES = "李王张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
GIVEN = (
    "建军",
    "秀英",
    "志强",
    "玉兰",
    "海燕",
    "文斌",
    "春梅",
    "国庆",
    "小红",
    "永刚",
    "桂花",
    "彦龙",
    "雪梅",
    "占军",
    "巧玲",
)
CATEGORIES = ("unstable", "marginal", "sudden", "lifted", "lifted", "ordinary")


@dataclass(frozen=True)
class Persona:
    """A made-up person."""

    key: str
    name: str
    title: str
    role: str
    unit: str = ""
    area: str = ""


PEOPLE = (
    Persona("reporter", "李志远", "驻村第一书记", "reporter", area=VILLAGE),
    Persona("teammate", "马彦龙", "驻村工作队队员", "reporter", area=VILLAGE),
    Persona("other", "陈海燕", "驻村第一书记", "reporter", area="621026109219"),
    Persona("far", "周文斌", "驻村工作队队员", "reporter", area="621002101217"),
    Persona("water", "张春梅", "水务局经办人", "clerk", unit="621022-water"),
    Persona("water_head", "高国庆", "水务局副局长", "head", unit="621022-water"),
    Persona("housing", "吴永刚", "住建局经办人", "clerk", unit="621022-housing"),
    Persona("education", "孙雪梅", "教育局经办人", "clerk", unit="621022-education"),
    Persona("office", "杨巧玲", "扶贫办经办人", "clerk", unit="621022-rural_revitalisation"),
    Persona("transport", "胡占军", "交通运输局经办人", "clerk", unit="621022-transport"),
    Persona("coordinator", "黄秀英", "环县协调员", "coordinator", area="621022"),
    Persona("admin", "赵建军", "管理员", "admin", area="621000"),
)


@dataclass(frozen=True)
class Issue:
    """A report and what becomes of it: a list of (days later, who, taps and words)."""

    days_ago: float
    who: str
    words: str
    topic: str
    urgency: str
    story: tuple[tuple[float, str, tuple[str, ...]], ...] = ()


ACCEPT = ("[受理]",)
ISSUES = (
    Issue(19, "reporter", "二组到三组的路被雨水冲了个豁口，拉草车过不去", "村组道路", "一般",
          ((0.4, "transport", ACCEPT), (3, "transport", ("[答复上报人]", "已安排养护队，这周填平。")),
           (7, "transport", ("[办结]", "豁口已填平压实，车辆可以通行。")), (7.5, "reporter", ("[销号]",)))),
    Issue(16, "teammate", "村小学教室窗户漏风，娃娃们手都冻肿了", "乡村学校条件或师资", "很急",
          ((0.2, "education", ACCEPT), (2, "education", ("[办结]", "已换12扇窗，加装了棉门帘。")),
           (2.4, "teammate", ("[销号]",)))),
    Issue(13, "reporter", "五组刘家窑洞裂缝有两指宽，老人还住在里头", "危房或住房安全隐患", "很急",
          ((0.3, "housing", ACCEPT), (1, "housing", ("[答复上报人]", "鉴定组明天进村，请先让老人搬到村部。")),)),
    Issue(11, "reporter", "水龙头三天两头没水，一停水就是半天", "饮水不足、水质或断水", "一般",
          ((0.6, "water", ACCEPT), (4, "water", ("[答复上报人]", "水源泵故障，新泵已到货，周五安装。")),
           (6, "water", ("[办结]", "新泵已装好，连续供水两天正常。")))),
    Issue(8, "teammate", "我们村想问问光伏电站的收益怎么还没分", "光伏电站运维或收益分配", "一般", ()),
    Issue(6, "reporter", "三组变压器老跳闸，晚上看不成电视也烧不成炕", "农村供电", "一般", ()),
    Issue(5, "reporter", "水管接到户里了，可是水是浑的", "饮水不足、水质或断水", "一般",
          ((0.5, "water", ("[不归我们]", "[属于别的单位]")), (1.2, "office", ("[转办]", "环县水务局")))),
    Issue(3, "other", "村里三户的土坯房墙体开裂", "危房或住房安全隐患", "一般", ()),
    Issue(1.2, "reporter", "一户大病报销后自己还要掏四万多，家里拿不出来", "大病重病医疗负担", "一般", ()),
    Issue(0.6, "teammate", "五组水管冻裂，三户停水两天了", "饮水不足、水质或断水", "很急", ()),
)  # fmt: skip


HELPED = 15  # the place in the register of the household that a plan helps
APPLIED = 22  # days ago
APPLICATION = ("[因病]", "[选好了]", "户主做了心脏支架，药费一年要两万多", "[跳过]", "[跳过]", "[听村里安排]", "[同意]")
# Measures of its plan: what is tapped for it, and the day, in days from now, until which.
MEASURES = (("健康帮扶", -12), ("就业帮扶", -2), ("产业帮扶", 60))
DONE = "健康帮扶"


# Project assets of 西沟村: name, kind, place, what a fault is about, yuan.
ASSETS = (
    ("五组蓄水池", "public", "五组", "water_supply_works", 180_000),
    ("村级光伏电站", "business", "村部后坡", "photovoltaic", 620_000),
    ("果品冷库", "business", "二组路口", "", 450_000),
)
# What a department's list says of households of 西沟村, by their number.
LISTED = ((7, "学校：曲子镇中心小学，未到校日期：上周一"), (12, "学校：曲子中学，年级：八年级"))
