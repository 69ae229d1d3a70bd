"""Who changes something by which handler: the tables that docs/rights.md shows and a test holds the product to.

Every handler stands in exactly one of them. Who is not named changes nothing, whatever they send.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

WHO: Mapping[str, str] = {
    "李某": "上报人",
    "钱某": "别处的驻村干部",
    "张某": "牵头单位经办人",
    "刘某": "牵头单位负责人",
    "马某": "配合单位经办人",
    "郑某": "别的单位经办人",
    "陈某": "县协调员",
    "县管": "县管理员",
    "别县管": "别县管理员",
    "管理员": "市管理员",
}
LEAD = ("张某", "刘某")
ADMINS = ("管理员", "县管")
HERE = ("陈某", *ADMINS)

# Of an item that 李某 filed and 环县水务局 has, not accepted yet.
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
    "add_photo": ("李某", *LEAD),
    "comment": ("李某", *LEAD, "陈某"),
    "several": LEAD,
    "templates": LEAD,
    "withdraw": ("李某",),
    "unmask": LEAD,
}
# Of one that 张某 has accepted; of one that stands still, where more days are asked for by 张某, the reporter was asked
# something, and 环县扶贫办 assists; of one that is resolved; of one that was sent back, passed on by 陈某; of an
# application that has to be checked.
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
    "add_photo": ("李某", *LEAD, "马某"),
    "comment": ("李某", *LEAD, "马某", "陈某"),
}
RESOLVED: Mapping[str, tuple[str, ...]] = {
    "close": ("李某",),
    "reopen": ("李某",),
    "comment": ("李某", *LEAD, "陈某"),
}
SENT_ON: Mapping[str, tuple[str, ...]] = {
    "learn": ("陈某",),
    "rules_learn": HERE,
}
TO_CHECK: Mapping[str, tuple[str, ...]] = {
    "stage_done": ("李某", "马某", "陈某"),
}
# Of an application that was joined to one that 环县扶贫办 leads: its people read it, and nobody acts on it.
JOINED: Mapping[str, tuple[str, ...]] = {
    "unmask": ("马某",),
    "comment": (),
    "reopen": (),
}


@dataclass(frozen=True)
class Act:
    """Something else that somebody may ask for; {李某} in it is 李某's number, {我} that of whoever asks."""

    what: str
    name: str
    target: str
    may: tuple[str, ...]
    values: Mapping[str, Any] = field(default_factory=dict)


def _unit(do: str, what: str, may: tuple[str, ...] = ADMINS, **values: Any) -> Act:
    return Act(what, "units_change", "621022-forestry", may, {"do": do, **values})


def _table(what: str, name: str, may: tuple[str, ...], **values: Any) -> Act:
    return Act(what, name, "{我}/functions/x", may, {"noun": "functions", "changes": [], "position": 0, **values})


# What is about people, units, rules and the like, in 环县 where nothing else is said.
OTHERS: tuple[Act, ...] = (
    Act("李某调到双城村", "staff_change", "{李某}", ADMINS, {"do": "transfer", "place": "621022101205"}),
    Act("张某离任", "staff_change", "{张某}", ADMINS, {"do": "leave"}),
    Act("县管理员离任", "staff_change", "{县管}", ADMINS, {"do": "leave"}),
    Act("市管理员离任", "staff_change", "{管理员}", ("管理员",), {"do": "leave"}),
    Act("李某请同村的孙某代岗", "staff_change", "{李某}", ("李某", *ADMINS), {"do": "deputise", "deputy": "{孙某}"}),
    Act("张某请别的单位的马某代岗", "staff_change", "{张某}", ADMINS, {"do": "deputise", "deputy": "{马某}"}),
    Act("郑某提前回来", "staff_change", "{郑某}", ("郑某", "管理员", "别县管"), {"do": "back"}),
    Act("请人提醒没进来的", "waiting_remind", "", ADMINS),
    Act("给全县驻村干部发通知", "announcement_make", "", HERE, {"area": "621022", "text": "x"}),
    Act("给环县水务局发通知", "announcement_make", "", HERE, {"units": ["621022-water"], "text": "x"}),
    Act("给全市发通知", "announcement_make", "", ("管理员",), {"area": "621000", "text": "x"}),
    Act("没看通知的再提醒", "announcement_remind", "1", HERE),
    Act("看了通知", "announcement_read", "1", ("李某",)),
    Act("新加的户：确实有", "household_decide", "{户}", ADMINS, {"do": "confirm"}),
    Act("新加的户：并到名单里的", "household_decide", "{户}", ADMINS, {"do": "merge", "into": "H01"}),
    Act("新加的户：没有这一户", "household_decide", "{户}", ADMINS, {"do": "refuse"}),
    Act("帮扶计划加措施", "plan_measure", "1", ("马某",), {"kind": "industry", "due": "2027-03-01", "owner": "x"}),
    Act("帮扶计划记进展", "plan_progress", "1", ("李某", "马某", "陈某"), {"state": "done"}),
    Act("帮扶计划结束", "plan_close", "1", ("马某",), {"text": "x"}),
    _unit("rename", "单位改名", name="环县林业局"),
    _unit("close", "单位撤销"),
    _unit("merge", "单位合并", to="621022-statistics"),
    _unit("split", "单位拆分", division={"name": "621022-statistics"}),
    _unit("mailbox", "单位邮箱", address="office@example.cn"),
    _unit("rename", "单位到那天改名", name="环县林业局", on="2027-01-01"),
    _unit("close", "单位撤销，由外县的接手", ("管理员",), to="621023-water"),
    Act("取消单位的计划", "units_change", "", ADMINS, {"do": "call_off", "plan": "1"}),
    Act("单位在聊天里改名", "unit_do", "621022-forestry", ADMINS, {"do": "rename", "name": "环县林业局"}),
    _table("放一张表的一段，谁也看不见", "table_stage", (*ADMINS, "别县管")),
    _table("导入一张全市的表", "table_import", ("管理员",), base="{base}", changes=[{
        "key": "fishery", "before": None, "cells": {"code": "fishery", "name": "渔业", "note": ""}}]),
    Act("给没进来的发新邀请", "invite_again", "", ADMINS, {"people": [["{李某}", "ab" * 32]]}),
    Act("给有别处身份的人发新邀请", "invite_again", "", ("管理员",), {"people": [["{管理员}", "ab" * 32]]}),
    Act("导出完整的号码", "table_exported", "", ("管理员",), {"noun": "households", "rows": 1, "note": "x"}),
    Act("存一份规则草稿", "rules_draft", "", (*ADMINS, "别县管"), {"rows": []}),
    Act("改全市的草稿生效", "rules_publish", "", ("管理员",)),
    Act("退回上一版，改了全市的", "rules_rollback", "", ("管理员",)),
    Act("环县的件按新规则改派", "rules_reroute", "", ADMINS, {"numbers": ["{件}"]}),
    Act("没处理成的重新处理", "letter_again", "D0001", ("管理员",)),
    Act("改本单位简报的时间", "digest_settings", "621022-water", ("刘某",), {"hour": "7"}),
    Act("改自己简报的时间", "digest_settings", "", (*LEAD, "马某", "郑某"), {"hour": "7"}),
    Act("收件箱存一个看法", "save_view", "", (*LEAD, "马某", "郑某", "陈某"), {"name": "x", "query": "q=x"}),
    Act("删掉张某存的看法", "drop_view", "1", ("张某",)),
    Act("把统一身份认证的账号连到自己", "identity_connected", "", tuple(WHO), {"account": "x"}),
)  # fmt: skip

# Whatever is asked for by these concerns one's own chat, forms and pages alone, whoever asks.
OWN: Mapping[str, str] = {
    "answer": "回答正在填的表",
    "asset_upkeep": "开始填资产管护",
    "away": "看自己怎么请人代岗",
    "bind": "在群里：本单位的人设成值班群",
    "bulletin": "要一份自己单位、地区的通报",
    "cancel": "不填了，先放着",
    "compare_list": "管理员选部门名单是哪一类",
    "discard": "不要这张没填完的表",
    "form": "开始填本地自己的表",
    "get_back": "把刚丢掉的表找回来",
    "edited": "改了发过的话",
    "email": "自己的邮箱",
    "household_application": "开始填农户申请",
    "issue_report": "开始反映问题",
    "language": "换语言",
    "later": "先不交",
    "ledger": "要一份自己单位、地区的台账",
    "list_begin": "管理员让自己比对过的名单生成核实件",
    "list_dropped": "管理员比对过的名单先不核实",
    "list_file": "管理员发部门名单来比对",
    "looked": "看到哪儿了",
    "noted": "进群、出群、拉黑",
    "pages": "要一个打开网页的链接",
    "person_invites": "管理员要一个做邀请的网页的链接",
    "pin_digests": "简报置顶，在群里要是本单位的人",
    "push_off": "浏览器不再提醒",
    "push_on": "浏览器提醒",
    "resume": "接着填没填完的表",
    "rules_file": "管理员发规则的工作簿来，存成草稿",
    "unbind": "在群里：本单位的人取消值班群",
    "verify": "开始填信息核实",
    "visit_log": "开始填走访日志",
    "between": "打开菜单后，写一句话：填在表里，还是另报一件",
    "words": "说一句话",
}

# What changes nothing: it shows, asks, or is nothing but an answer.
READS = frozenset([
    "announce", "announcement", "announcements", "digest", "enough", "help", "household", "households",
    "inbox", "item", "less", "menu", "mine", "more", "people", "person", "person_leaves", "person_moves",
    "plan", "privately", "rules_kept", "stale", "stranger", "to_verify", "unit_asks", "units", "unknown",
    "visits", "waiting", "why",
])  # fmt: skip
# By what somebody holds, not by who they are: an invitation, a link, an account elsewhere, a session.
HELD: Mapping[str, str] = {
    "come_in": "邀请",
    "identified": "统一身份认证的账号",
    "open_link": "机器人给的一次性链接",
    "persona": "演示里换个身份",
    "prolong": "网页登录着",
    "sign_out": "网页登录着",
    "start": "邀请码",
}
