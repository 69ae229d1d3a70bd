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
    "马某": "配合单位经办人",
    "郑某": "别的单位经办人",
    "陈某": "县协调员",
    "管理员": "管理员",
}
LEAD = ("张某", "刘某")
MAY: Mapping[str, tuple[str, ...]] = {
    "accept": LEAD,
    "send_back": LEAD,
    "pass_on": (*LEAD, "陈某"),
    "claim": LEAD,
    "give": LEAD,
    "ask": LEAD,
    "involve": (*LEAD, "陈某"),
    "urge": ("李某", "陈某"),
    "correct": ("李某",),
    "add_photo": ("李某",),
    "comment": ("李某", *LEAD, "陈某"),
    "several": LEAD,
    "templates": LEAD,
    "save_view": (*LEAD, "马某", "郑某", "陈某"),
    "withdraw": ("李某",),
    "unmask": LEAD,
    "identity_connected": tuple(WHO),
    "rules_draft": ("管理员",),
    "rules_publish": ("管理员",),
    "rules_rollback": ("管理员",),
    "rules_reroute": ("管理员",),
}
# The same of an item that 张某 has accepted, and then of one that stands still, where more days are asked for by 张某,
# the reporter was asked something, and 环县扶贫办 assists.
AT_WORK: Mapping[str, tuple[str, ...]] = {
    "reply": LEAD,
    "resolve": LEAD,
    "pause": LEAD,
    "extend": LEAD,
}
WAITED_FOR: Mapping[str, tuple[str, ...]] = {
    "go_on": LEAD,
    "grant": ("刘某", "陈某"),
    "refuse": ("刘某", "陈某"),
    "answer_question": ("李某",),
    "contribute": ("马某",),
    "comment": ("李某", *LEAD, "马某", "陈某"),
}
