"""Rules whose items units most often send back as not theirs, and a draft rule from what was decided then."""

from dataclasses import dataclass

from fastapi import Request, Response
from fastapi.responses import RedirectResponse

from bot import rulebook
from bot.live import Live
from bot.messages import Action, Said
from bot.rights import Right
from bot.tables.rules import means
from bot.web.admin import pressing
from bot.web.admin.reach import Decider, deciders_reach
from bot.web.admin.showing import show
from bot.web.sessions import Fields, Here
from storage import history
from storage.history import SentBack

SHOWN = 100


@dataclass(frozen=True)
class Onward:
    """A unit that took what was sent back, and the items that say so."""

    name: str
    numbers: list[str]


@dataclass(frozen=True)
class Line:
    """A rule and topic: how many items of it were filed and sent back, and who took them then."""

    topic: str
    rule: Said
    filed: int
    returned: int
    onward: list[Onward]


def returned(request: Request, here: Here, visitor: Decider, said: str = "") -> Response:
    """The most often sent back first, over about half a year."""
    with here.reader.connect() as connection:
        live = here.live.current(connection)
        scope = deciders_reach(visitor, live).scope
        since = here.clock() - rulebook.PERIOD
        onward = history.sent_on(connection, since, scope)
        lines = [_line(live, row, onward) for row in history.returned(connection, since, scope)[:SHOWN]]
        return show(
            request,
            visitor,
            live,
            "returned.html",
            lines=lines,
            configures=visitor.person.may(Right.CONFIGURE),
            outcome=pressing.outcome(connection, visitor, said),
        )


def _line(live: Live, row: SentBack, onward: list[tuple[str, str, str, str]]) -> Line:
    found: dict[str, list[str]] = {}
    for rule, topic, unit, number in onward:
        if (rule, topic) == (row.rule, row.topic):
            found.setdefault(unit, []).append(number)
    units, topics = live.directory.units, live.directory.topics
    rules = live.rules.rules if live.rules is not None else ()
    rule_now = next((each for each in rules if each.id == row.rule), None)
    return Line(
        topics[row.topic].name if row.topic in topics else row.topic,
        means(rule_now, live.directory) if rule_now is not None else row.rule,
        row.filed,
        row.returned,
        [Onward(units[code].name if code in units else code, numbers) for code, numbers in found.items()],
    )


async def learn(request: Request, here: Here, visitor: Decider, fields: Fields) -> Response:
    """Makes a draft of one decision; whoever may configure looks at it next."""
    once, number = fields.get("once", ""), fields.get("number", "")[:20]
    await pressing.press(request, here, visitor, Action("rules_learn", number, {"note": pressing.note(fields)}), once)
    with here.reader.connect() as connection:
        written = pressing.entry(connection, visitor, once)
    if written is not None and visitor.person.may(Right.CONFIGURE):
        return RedirectResponse(f"/admin/rules/{written.after['version']}?said={once}", 303)
    return RedirectResponse(f"/admin/returned?said={once}", 303)
