"""Who changes something by which handler: the table that docs/rights.md shows and a test holds the product to.

It is asked of an item that 李某 filed and 环县水务局 has, not accepted yet. Who is not named changes nothing, whatever
they send; handlers that are not named change nothing for anybody who presses on a page.
"""

from collections.abc import Mapping

WHO: Mapping[str, str] = {
    "李某": "上报人",
    "钱某": "别处的驻村干部",
    "张某": "牵头单位经办人",
    "刘某": "牵头单位负责人",
    "郑某": "别的单位经办人",
    "陈某": "县协调员",
    "管理员": "管理员",
}
LEAD = ("张某", "刘某")
MAY: Mapping[str, tuple[str, ...]] = {
    "accept": LEAD,
    "send_back": LEAD,
    "pass_on": (*LEAD, "陈某"),
    "comment": ("李某", *LEAD, "陈某"),
    "withdraw": ("李某",),
    "unmask": LEAD,
    "rules_draft": ("管理员",),
    "rules_publish": ("管理员",),
    "rules_rollback": ("管理员",),
    "rules_reroute": ("管理员",),
}
