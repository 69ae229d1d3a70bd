"""docs/rights.md, drawn from the tables of who may do, change and open what."""

from collections.abc import Iterable, Mapping

from bot.door.names import JOBS
from bot.rights import RIGHTS, Right, Role
from bot.tables.people import ROLE_WORDS
from tests.administration.pages import OPEN, PRESS
from tests.administration.pages import WHO as LOOKERS
from tests.administration.rights import (
    AT_WORK,
    HELD,
    JOINED,
    MAY,
    OTHERS,
    OWN,
    READS,
    RESOLVED,
    SENT_ON,
    TO_CHECK,
    WAITED_FOR,
    WHO,
)
from tests.drawing import DRAWN, page, table

RIGHT_WORDS = {
    Right.FILE: "填三张表，看自己报的件",
    Right.INBOX: "看收件箱，在里面办件",
    Right.DIGEST: "看简报",
    Right.COORDINATE: "看本地区所有的件，把件转给该办的单位",
    Right.INVITE: "邀请人",
    Right.CONFIGURE: "改规则、单位、表单，导入",
    Right.UNMASK: "看完整的身份证号、电话",
}
PLACE_WORDS = {Role.CLERK: "单位", Role.HEAD: "单位"}


def rights() -> str:
    """docs/rights.md."""
    return page(
        "# 谁能做什么",
        DRAWN,
        "一个人可以有几个身份，每个身份都落在一个单位或一个地区。表里没有打勾的，一律不行。出处：`bot/rights.py`。",
        table(
            ["权限", *(f"{role_name(role)} `{role}`<br>（{_place(role)}）" for role in Role)],
            (
                [f"{RIGHT_WORDS[right]} `{right}`", *("✓" if right in RIGHTS[role] else "" for role in Role)]
                for right in Right
            ),
        ),
        "## 谁能改动什么",
        "拿环县的一个村和李某报的几件来试：每个人在网页上按、在聊天里点每一个动作，只有打勾的会改动什么。"
        "每个处理程序都在下面的一张表里，由测试逐格试过。出处：`tests/administration/rights.py`。",
        *_of_items(),
        "### 不是一件事的",
        table(["做什么", "动作", *WHO.values()], ([act.what, f"`{act.name}`", *_marks(act.may)] for act in OTHERS)),
        "### 只动自己的",
        "谁都能按，改动的只是自己的聊天、没填完的表、网页，和自己要的东西：\n\n"
        + "\n".join(f"- `{name}` {what}" for name, what in OWN.items()),
        "### 凭手里的东西",
        "不看是谁，看拿着什么：" + "，".join(f"`{name}` 凭{what}" for name, what in HELD.items()) + "。",
        "### 不改动什么的",
        "只看、只问的：" + "、".join(f"`{name}`" for name in sorted(READS)) + "。\n\n"
        "只有系统自己、或者在服务器上的命令才能做的，谁按都没用："
        + "、".join(f"`{name}`" for name in sorted(JOBS))
        + "。",
        "## 谁能打开哪些管理网页",
        "李某在环县报了一件。没有打勾的人打开，就像没有这一页；由测试逐格试过。出处：`tests/administration/pages.py`。",
        table(["网页", *LOOKERS], _opened()),
        "## 谁能看到什么",
        "每次读取都要带着这个人的范围，范围之外的件和不存在的件，看起来一模一样：\n\n"
        "- 自己报的件；\n"
        "- 自己单位收件箱里的件，牵头的和配合的都算，并入这些件的申请也能看（经办人、负责人）；\n"
        "- 自己地区里所有的件，县里包括乡镇和村（协调员）；\n"
        "- 自己村里的户（驻村干部）。\n\n"
        "管理员管设置，不看件：要看，得另有协调员或经办人的身份。",
        "对一件事能做哪些动作，见[件的一生](lifecycle.md)。\n"
        "协调员的收件箱：网页上是本地区所有的件，聊天里是退回等转办的。简报只发给在单位里的人。\n"
        "命令由能登录服务器的人运行，什么都能做，每次改动都记在案；网页上的改动也一样。\n"
        "身份证号、电话在哪里都只显示遮住的；牵头、配合单位的人在件的网页上写明理由，可以看全号，每看一次记一条经过。",
    )


ITEMS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "派给环县水务局、还没受理的一件": MAY,
    "张某受理了的一件": AT_WORK,
    "暂停着、张某申请了延期、问了上报人、有环县扶贫办配合的一件": WAITED_FOR,
    "办结了的一件": RESOLVED,
    "水务局退回、县协调员转给住建局的一件": SENT_ON,
    "还没入户核实的农户申请（牵头单位是环县扶贫办，马某在那里）": TO_CHECK,
    "并入上面那件的又一件申请": JOINED,
}


def _of_items() -> Iterable[str]:
    """A heading and a table for each state of an item."""
    for state, may in ITEMS.items():
        yield f"### {state}"
        yield table(["动作", *WHO.values()], ([f"`{name}`", *_marks(who)] for name, who in may.items()))


def _marks(may: tuple[str, ...]) -> Iterable[str]:
    return ("✓" if who in may else "" for who in WHO)


def _opened() -> Iterable[list[str]]:
    """The admin's pages, then what is pressed on them, each by who may."""
    for mark, what in (("", OPEN), ("按 ", PRESS)):
        for path, may in what.items():
            yield [f"{mark}`{path}`", *("✓" if who in may else "" for who in LOOKERS)]


def role_name(role: Role) -> str:
    """A role's first Chinese word, as a table of people may say it."""
    return next(word for word, held in ROLE_WORDS.items() if held == role)


def _place(role: Role) -> str:
    return PLACE_WORDS.get(role, "地区")
