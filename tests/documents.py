"""Draws the docs that are drawn from tables of the code: rights, lifecycle, settings, the notice's points.

python -m tests.documents            says which are out of step, ends with 1 if any is
python -m tests.documents --write    writes them
"""

import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Literal, get_args, get_origin

from pydantic.fields import FieldInfo

from bot.acts import action_labels
from bot.languages import DEFAULT, Languages
from bot.lifecycle import STEPS, Fact, Relation, Status, Step
from bot.notices import status_words
from bot.settings import Settings
from tests.administration.drawn import rights
from tests.drawing import DRAWN, page, table
from tests.routing.points import points

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"

RELATION_WORDS = {
    Relation.REPORTER: "上报人",
    Relation.LEAD: "牵头单位",
    Relation.HEAD: "牵头单位负责人",
    Relation.ASSIST: "配合单位",
    Relation.COORDINATOR: "协调员",
    Relation.PRODUCT: "系统",
}
NEED_WORDS = {"reason": "理由", "text": "一段话", "unit": "哪个单位", "days": "几个工作日", "person": "哪位同事",
              "photo": "一张照片"}  # fmt: skip
FACT_WORDS = {Fact.PAUSED: "暂停计时", Fact.EXTENDING: "延期待批", Fact.ASKED: "等上报人回答",
              Fact.NOTED: "记作备查"}  # fmt: skip
# Steps that nobody taps.
OF_THE_PRODUCT = {
    "route": "派单",
    "record": "备查",
    "reroute": "按新规则改派",
    "hand_over": "单位撤并移交",
    "remind": "提醒",
    "supervise": "督办",
    "expire": "自动销号",
}

SETTING_WORDS = {
    "data": "数据文件夹：数据库、密钥、照片都在里面",
    "database_url": "PostgreSQL的地址；空着就用数据文件夹里的SQLite文件",
    "files": "照片和文件放在哪儿：`s3://桶名/前缀`（要另装s3fs，钥匙和地址用 `AWS_ACCESS_KEY_ID` 这类标准变量给）；"
    "空着就放在数据文件夹里",
    "key": "加密用的密钥，32字节的base64；有几把就用逗号隔开，新的在前。空着就用数据文件夹里的 `key`，没有会自动生成",
    "host": "网页在哪个地址上听",
    "port": "网页在哪个端口上听",
    "public_url": "从外面打开网页的地址，邀请链接和登录链接都用它；空着就是 http://HOST:PORT",
    "channels": "开哪些渠道：`web`，加上 `telegram_ptb` 或 `telegram_aiogram`（两个库二选一，后一个要另装aiogram）、"
    "`email`，逗号隔开；空着就开网页聊天，填了令牌再加 `telegram_ptb`，填了发信服务器再加 `email`",
    "telegram_token": "Telegram机器人的令牌，BotFather给的",
    "telegram_api": "Bot API的地址，不用官方的才填",
    "push_services": "网页关着时由浏览器的推送服务提醒，许用哪些：`known`（常见浏览器的）或"
    "主机名，用逗号隔开；空着：不用",
    "webhook_url": "Telegram把消息送到哪个网址（https://…，前面由反向代理接住）；空着就由程序自己去取",
    "webhook_port": "上面的网址背后，程序在哪个端口上听；地址同 `CUNQING_HOST`",
    "webhook_secret": "Telegram每次送消息都要带上的密语；空着就由令牌算出一个",
    "email_host": "发信服务器（SMTP）的主机名；空着就不发邮件",
    "email_port": "它的端口；0就按下一行：`starttls` 587、`tls` 465、`plain` 25",
    "email_security": "和它的连接怎么保护；`plain` 不加密，只在自己的内网里用",
    "email_user": "登录发信服务器的名字；空着就不登录",
    "email_password": "登录发信服务器的密码或授权码",
    "email_from": "发件地址，也可以写成“名称 <地址>”；没写名称就叫村情直报",
    "email_inbox": "回信到哪个邮箱，`imaps://名字:密码@主机/INBOX`（没写名字密码就用发信的）；空着就不看回信",
    "sensitive_abroad": "在服务器设在境外的渠道（Telegram）里也直接问保密的题；默认改用链接到网页上填",
    "oidc_issuer": "政务统一身份认证（OpenID Connect）的地址；设了就可以用它登录（要另装authlib和itsdangerous）",
    "oidc_client_id": "在它那里登记的客户端标识",
    "oidc_client_secret": "在它那里登记的密钥",
    "oidc_name": "登录按钮上写的名字",
    "oidc_phone_claim": "它给出的、验证过的手机号在哪一项（如 `phone_number`），号码对得上的人直接进；"
    "空着就由本人登录后自己关联",
    "map": "各地区边界的GeoJSON文件，画在总体情况页上；空着就不画地图",
    "map_link": "位置在哪张网上地图里看，`https://…`，里面写 `{latitude}`（纬度）和 `{longitude}`（经度），"
    "是WGS 84的度数；设成空的就用手机自己的地图，默认是高德",
    "help_contact": "有问题找谁，/help 会说",
    "digest_hour": "每天几点发简报（北京时间，0到23）",
    "items_a_day": "一个账号一天最多报多少件；到了就请他零点以后再交，填好的都留着",
    "megabytes_a_day": "一个账号一天最多发多少兆的照片和文件",
    "open_drafts": "一个账号最多放着多少张没交的表",
    "log": "日志记多少：`debug`、`info`、`warning`、`error`",
    "crash": "只供测试：走到哪一步就自己停掉",
}


def main() -> None:
    """Writes or compares."""
    late = [name for name, draw in DOCUMENTS.items() if not in_step(name, draw())]
    if "--write" in sys.argv[1:]:
        for name in late:
            (DOCS / name).write_text(DOCUMENTS[name](), encoding="utf-8")
        return
    for name in late:
        print(f"docs/{name} is out of step: run python -m tests.documents --write")
    sys.exit(bool(late))


def in_step(name: str, drawn: str) -> bool:
    """Whether a document says what the tables say."""
    path = DOCS / name
    return path.exists() and path.read_text(encoding="utf-8") == drawn


# --- lifecycle ---


def lifecycle() -> str:
    """docs/lifecycle.md."""
    said = Languages.load(ROOT / "locales").said
    names = {status: said(words, DEFAULT) for status, words in status_words.items()}
    labels = {action: said(words, DEFAULT) for action, words in action_labels.items()} | OF_THE_PRODUCT
    return page(
        "# 件的一生",
        DRAWN,
        "一件事从上报到销号，走的是这张表。表外的动作一律不行；每走一步，记一条办理经过。超期不是一种状态，是期限过了这个事实。"
        "出处：`bot/lifecycle.py`。",
        "```mermaid\n" + "\n".join(_diagram(names, labels)) + "\n```",
        "## 状态",
        table(["状态", "代码"], ([names[status], f"`{status}`"] for status in Status)),
        "## 动作",
        table(
            ["动作", "代码", "谁来做", "在什么状态下", "之后", "要写什么", "告诉谁"],
            (_row(step, names, labels) for step in STEPS.values()),
        ),
        "做动作的人自己不再另外通知。派单时，很急的和规则里写了“立即”的，马上告诉牵头单位；其余的进收件箱，由每天的简报说。"
        "没有期限的件（走访一切正常）直接备查，谁也不打扰。\n\n“不归我们”退回的件，转到统管的办公室（县里的，县里自己退的转到市里的），"
        "由它转办或自己受理；转办后，受理期限按原来的工作日数重新算，办结期限不变；“还没解决”的，办结期限重新算。\n\n"
        "暂停计时期间不算天数：继续时，办结期限往后推迟暂停的工作日数。单位点“继续计时”，或者上报人回答、备注、更正、补照片，计时就继续。"
        "批准的延期从原期限算起，已经超期的从当天算起；自己申请的延期不能自己批。同一个人对同一件一天只能催一次。"
        "有人接手的件，之后的消息只告诉接手的人和值班群。",
    )


def _diagram(names: Mapping[Status, str], labels: Mapping[str, str]) -> list[str]:
    lines = ["stateDiagram-v2", *(f'    state "{names[status]}" as {status}' for status in Status)]
    lines.append(f"    [*] --> {Status.FILED}")
    for step in STEPS.values():
        lines += [
            f"    {source} --> {step.target} : {labels[step.action]}"
            for source in Status
            if source in step.sources and step.target is not None
        ]
    return [*lines, f"    {Status.CLOSED} --> [*]", f"    {Status.WITHDRAWN} --> [*]"]


def _row(step: Step, names: Mapping[Status, str], labels: Mapping[str, str]) -> list[str]:
    return [
        labels[step.action],
        f"`{step.action}`",
        "、".join(RELATION_WORDS[who] for who in Relation if who in step.by),
        "／".join(names[status] for status in Status if status in step.sources) + _facts(step),
        names[step.target] if step.target is not None else "不变",
        "、".join(NEED_WORDS[need] for need in step.needs),
        "、".join(RELATION_WORDS[who] for who in Relation if who in step.tells),
    ]


def _facts(step: Step) -> str:
    """What has to be so beside the state, and what must not."""
    only = [FACT_WORDS[fact] for fact in Fact if fact in step.only]
    never = ["没有" + FACT_WORDS[fact] for fact in Fact if fact in step.never]
    return f"（{'、'.join([*only, *never])}）" if only or never else ""


# --- settings ---


def settings() -> str:
    """docs/settings.md."""
    return page(
        "# 设置",
        DRAWN,
        "写成环境变量 `CUNQING_…`，或写在数据文件夹的 `settings.toml` 里（名字小写、不带前缀，如 `port = 8080`；"
        "文字加英文引号，文件存成UTF-8）。命令行上说的优先，其次环境变量，最后文件；数字和选项的变量空着，等于没写。"
        "写错了或缺了，会说是哪一个，文件里的还说第几行。出处：`bot/settings.py`。",
        table(
            ["变量", "默认", "说明", "In English"],
            (
                [f"`{variable(name)}`", _default(field), SETTING_WORDS[name], field.description or ""]
                for name, field in Settings.model_fields.items()
            ),
        ),
    )


def variable(name: str) -> str:
    """A setting's variable in the environment."""
    return f"CUNQING_{name.upper()}"


def _default(field: FieldInfo) -> str:
    value = field.default
    if value in ("", ()):
        return ""
    shown = str(value).lower() if isinstance(value, bool) else str(value)
    others = [each for each in get_args(field.annotation) if each != value]
    return f"`{shown}`" + (f"（或 {' '.join(others)}）" if get_origin(field.annotation) is Literal else "")


DOCUMENTS: Mapping[str, Callable[[], str]] = {
    "rights.md": rights,
    "lifecycle.md": lifecycle,
    "settings.md": settings,
    "points.md": points,
}

if __name__ == "__main__":
    main()
