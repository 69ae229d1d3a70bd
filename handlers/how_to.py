"""Short words outside any form that ask something of the product itself, and report nothing: 怎么用, 想撤回, 找谁."""

from collections.abc import Callable, Iterator, Mapping

from msgspec.structs import replace

from bot.messages import Action, Choice, Lines, Message, Said, say
from bot.rights import Person, Right
from bot.routing.topics import tells_of
from bot.turn import Turn
from handlers.away import away
from handlers.digest import digest
from handlers.help import contact, help  # noqa: A004 - named for its command
from handlers.inbox import inbox
from handlers.language import language
from handlers.menu import menu, on_pages
from handlers.mine import mine
from handlers.pages import pages
from handlers.resume import resume
from handlers.visits import visits

SHORT = 12  # characters: who says more tells of something
SHORT_OF_OWN = 24
ENDS = " 。.!！?？~～…，,啊呀呢吧嘛哦噢"  # said at the end, and mean nothing

# Who says so speaks of what was reported already, whatever it is about.
OWN = ("我报的", "我上报的", "我反映的", "我提交的", "我申请的", "上次报的", "上次反映的", "昨天报的", "前几天报的")
# What may be asked for, by a part of what is said; the first that fits.
BY_PART: Mapping[str, tuple[str, ...]] = {
    "withdraw": ("撤回", "撤销", "撤掉", "作废"),
    "correct": ("填错", "写错", "报错了", "选错", "弄错", "记错", "更正", "怎么改", "咋改", "怎么修改"),
    "urge": ("催办", "催一下", "催催", "催促", "帮我催", "催一催"),
    "contact": ("打谁", "找谁", "问谁", "联系谁", "客服", "联系方式", "什么电话", "哪个电话", "电话多少", "电话是多少"),
    "mine": (
        "怎么样了", "怎样了", "咋样了", "进度", "进展", "到哪了", "到哪一步", "办好了", "办完了", "有结果",
        "有回复", *OWN,
    ),
    "visits": ("走访谁", "走访哪", "看哪家", "看哪户", "去哪家", "去哪户", "走访几户"),
    "pages": ("网页", "电脑上", "浏览器", "密码", "怎么登录"),
    "help": (
        "怎么用", "咋用", "怎么弄", "咋弄", "怎么操作", "怎么填", "咋填", "怎么报", "咋报", "怎么上报", "怎么写",
        "不会用", "不会填", "不会弄", "教教我", "能干什么", "能干啥", "能做什么", "使用说明", "说明书", "你是谁",
    ),
}  # fmt: skip
# And by all that is said.
BY_WHOLE: Mapping[str, tuple[str, ...]] = {
    "mine": ("我的", "结果", "我的问题", "我的申请"),
    "resume": ("继续", "接着", "接着来", "继续填", "继续填表", "接着填表"),
    "language": ("语言", "换语言", "英文", "换英文", "换成英文", "英语", "中文", "换成中文", "english", "chinese"),
    "contact": ("电话", "人工", "管理员", "打电话"),
    "inbox": ("待办", "未办", "未办结", "没办结的", "没有办结的", "未办结的", "退回的", "待转办", "有哪些件"),
    "overdue": ("超期", "超期的", "超期件", "逾期", "逾期的", "到期", "快到期", "快到期的"),
    "digest": ("简报", "摘要", "今天", "今天有几件", "几件", "有新的吗", "有新的没有", "新件", "有新件吗"),
    "away": ("外出", "出差", "休假", "请假", "代岗", "替岗"),
    "menu": ("返回", "退出", "回去", "首页", "主菜单", "开始", "重新开始", "start"),
}  # fmt: skip
OF_FILING = frozenset({"withdraw", "correct", "urge", "mine", "visits", "resume"})


def replied(turn: Turn) -> list[Message] | None:
    """What was asked for, with a button for whoever meant to report it; None where the words ask for nothing."""
    said = turn.text.strip(ENDS).casefold()
    own = any(part in said for part in OWN)
    if turn.person is None or len(said) > (SHORT_OF_OWN if own else SHORT):
        return None
    if asked := _first(turn.person, (asked for asked, words in BY_WHOLE.items() if said in words)):
        return REPLIES[asked](turn)
    asked = _first(turn.person, (asked for asked, parts in BY_PART.items() if any(part in said for part in parts)))
    if not asked or (not own and tells_of(turn.live.topics, turn.text)):
        return None
    return _or_report(turn, REPLIES[asked](turn))


def _first(person: Person, asked: Iterator[str]) -> str:
    return next((each for each in asked if _theirs(person, each)), "")


def _or_report(turn: Turn, messages: list[Message]) -> list[Message]:
    """With a button for whoever meant to report these words: that they ask for something is a guess."""
    if turn.person is None or not turn.person.may(Right.FILE):
        return messages
    report = Choice(
        say("I did not ask for this: report it"), Action("issue_report", values={"known": {"title": turn.text}})
    )
    *before, last = messages
    return [*before, replace(last, choices=(*last.choices, (report,)))]


def _theirs(person: Person, asked: str) -> bool:
    if asked in OF_FILING:
        return person.may(Right.FILE)
    if asked in ("inbox", "overdue"):
        return bool(person.units()) or person.may(Right.COORDINATE)
    return bool(person.units()) if asked == "digest" else True


def _whom_to_call(turn: Turn) -> list[Message]:
    return contact(turn.offices) or [Message(text=say("Please ask your county’s administrator, who let you in here."))]


def _to_withdraw(turn: Turn) -> list[Message]:
    return _mine(turn, say("To withdraw one, open it and tap “Withdraw”."))


def _to_correct(turn: Turn) -> list[Message]:
    return _mine(turn, say("To correct one, open it and tap “Correct what I wrote”."))


def _to_urge(turn: Turn) -> list[Message]:
    return _mine(turn, say("To urge the unit, open the item and tap “Urge”."))


def _mine(turn: Turn, what_to_do: Said) -> list[Message]:
    """One's own items, with what to do below them."""
    return [replace(each, text=Lines((each.text, what_to_do))) if each.choices else each for each in mine(turn)]


def _pages(turn: Turn) -> list[Message]:
    return menu(turn) if on_pages(turn) else pages(turn)


def _overdue(turn: Turn) -> list[Message]:
    """A unit's digest names them; whoever coordinates has a list."""
    if turn.person is not None and turn.person.units():
        return digest(turn)
    turn.action = Action("inbox", "", {"late": "1"})
    return inbox(turn)


def _language(turn: Turn) -> list[Message]:
    turn.action = Action("language")
    return language(turn)


REPLIES: Mapping[str, Callable[[Turn], list[Message]]] = {
    "help": help,
    "contact": _whom_to_call,
    "withdraw": _to_withdraw,
    "correct": _to_correct,
    "urge": _to_urge,
    "mine": mine,
    "visits": visits,
    "language": _language,
    "away": away,
    "resume": resume,
    "pages": _pages,
    "inbox": inbox,
    "overdue": _overdue,
    "digest": digest,
    "menu": menu,
}
