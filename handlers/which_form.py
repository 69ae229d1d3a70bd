"""Words outside any form that tell of a visit, or ask for help for a household: which form should they go into?"""

import re
from collections.abc import Mapping
from datetime import date
from itertools import islice
from typing import Any

from bot.forms.dates import read_day
from bot.lists import lists
from bot.messages import Action, Choice, Message, Said, say
from bot.turn import Turn

VISIT = re.compile(
    r"(?:走访|入户)(?![中时]?(?:发现|了解到))|家访|上门(?:看|了解)|看望|探望|\bvisit(?:ed)?\b", re.IGNORECASE
)
HELP = r"救助|低保|五保|特困|帮扶|监测|补助|困难户"
APPLICATION = re.compile(rf"申请.{{0,12}}(?:{HELP})|(?:{HELP}).{{0,8}}申请|\bappl(?:y|ies|ication)\b", re.IGNORECASE)
WHOSE = re.compile(
    r"(?:走访|入户|家访|看望|探望|去|到|给|帮|替|为)了?(?:村里|[一二三四五六七八九十\d]+组)?的?"
    r"(?P<head>[\u3400-\u9fff]{2,4}?)(?:家|户|[，,。 ]|$)"
)
DAY = re.compile(r"(?:我|我们|队里)?(?P<day>大前天|前天|昨天|今天|昨日|前日|上周[一二三四五六日天])")
CALLED: Mapping[str, Said] = {  # as in the menu
    "visit_log": say("Visit log"),
    "household_application": say("Household application"),
    "issue_report": say("Report an issue"),
}
STORY = 12  # characters that tell what happened, and need not be told again
MOST_NAMES = 5  # that are looked for in the register


def offered(turn: Turn, text: str) -> Message | None:
    """Which of the forms, with all that the words say; None where they tell of neither a visit nor an application."""
    telling = {"visit_log": VISIT, "household_application": APPLICATION}
    codes = [code for code, words in telling.items() if words.search(text)]
    known, head = _known(turn, text)
    rows = [
        (Choice(_titled(code, head), Action(code, values={"known": known})),)
        for code in codes
        if code in turn.live.current
    ]
    if not rows:
        return None
    issue = Choice(_titled("issue_report", ""), Action("issue_report", values={"known": {"title": text}}))
    last = (issue, Choice(say("Menu"), Action("menu")))
    return Message(text=say("Which form should it go into?"), choices=(*rows, last), slot="form")


def _titled(code: str, head: str) -> Said:
    title = CALLED[code]
    return say("{heading} ({about})", heading=title, about=head) if head else title


def _known(turn: Turn, text: str) -> tuple[dict[str, Any], str]:
    """What the words say of the form's answers, and the name of the one household that they name."""
    known: dict[str, Any] = {"reason": text} if len(text) >= STORY else {}
    day = DAY.match(text)
    said = read_day(day["day"], turn.today) if day else None
    if isinstance(said, date):
        known["visited_on"] = said.isoformat()
    for found in islice(WHOSE.finditer(text), MOST_NAMES):
        households = lists(turn)["households"].search(found["head"], 3)
        same = [each for each in households if each.fields.get("head") == found["head"]]
        if len(same) == 1:
            return known | {"household": same[0].name}, found["head"]
    return known, ""
