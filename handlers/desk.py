"""templates, save_view, drop_view: what somebody keeps at hand for the inbox."""

from collections.abc import Mapping
from typing import Any

from bot.acts import MOST_TEMPLATES, TEMPLATED
from bot.auditing import write
from bot.messages import Message, say
from bot.rights import Right
from bot.turn import Turn
from handlers import acting
from storage import desk

LONGEST = 200  # characters of a unit's ready words
VIEWS, LONGEST_NAME, LONGEST_QUERY = 12, 20, 300


def templates(turn: Turn) -> list[Message]:
    """Puts a unit's ready words in place of what it had; `words` has the lines by action."""
    unit = turn.target
    if turn.person is None or unit not in turn.person.units():
        return [Message(text=acting.NOT_YOURS, refused=True)]
    given: Mapping[str, Any] = turn.value("words") or {}
    before = desk.templates(turn.connection, unit)
    after = {action: _lines(given[action]) for action in TEMPLATED if action in given}
    changed = {action: lines for action, lines in after.items() if lines != before.get(action, [])}
    for action, lines in changed.items():
        desk.set_templates(turn.connection, unit, action, lines)
    if changed:
        write(turn, "change", "templates", {name: before.get(name, []) for name in changed}, changed, unit)
    return [Message(text=say("Kept: your unit’s ready words."))]


def _lines(given: object) -> list[str]:
    lines = [line.strip()[:LONGEST] for line in str(given).splitlines()]
    return list(dict.fromkeys(line for line in lines if line))[:MOST_TEMPLATES]


def save_view(turn: Turn) -> list[Message]:
    """Keeps a way to look at the inbox under a name, for oneself."""
    person = turn.person
    if person is None or not person.may(Right.INBOX):
        return [Message(text=acting.NOT_YOURS, refused=True)]
    name, query = str(turn.value("name")).strip()[:LONGEST_NAME], str(turn.value("query"))[:LONGEST_QUERY]
    if not name:
        return [Message(text=say("Give the view a name."), refused=True)]
    names = {view.name for view in desk.views(turn.connection, person.id)}
    if name not in names and len(names) >= VIEWS:
        text = say("You keep {count} views already; let one of them go first.", count=VIEWS)
        return [Message(text=text, refused=True)]
    desk.keep_view(turn.connection, person.id, name, query, turn.now)
    return [Message(text=say("The view “{name}” is kept.", name=name))]


def drop_view(turn: Turn) -> list[Message]:
    """Lets one of one's own views go."""
    target = turn.target
    person = turn.person
    if person is None or not target.isdecimal() or not desk.drop_view(turn.connection, person.id, int(target)):
        return [Message(text=say("There is no such view of yours."), refused=True)]
    return [Message(text=say("The view is gone."))]
