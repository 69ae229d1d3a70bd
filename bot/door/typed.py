"""Words that are typed and stand on a button of what was said last in a chat: whoever writes them means the button."""

from bot.labels import spelt
from bot.messages import Action
from bot.turn import Turn
from storage import outbox
from storage.outbox import Row

MOST = 8  # messages that are looked through, the newest first
LONGEST = 30  # characters of what may be a button's words
# What is said for a button besides its own words, by what it asks for.
OTHERWISE = {
    "close": {"解决了", "已解决", "已经解决", "已经解决了", "确认解决", "修好了", "已修好", "已经修好了", "solved"},
    "reopen": {"没解决", "没有解决", "还没有解决", "未解决", "还没好", "没修好", "还没修好", "没有修好", "not solved"},
}
OF_FORMS = frozenset({"answer", "discard", "later"})  # whose buttons go with their form


def meant(turn: Turn) -> Action | None:
    """What the newest button of these words asks for; None where there is none of late."""
    words = spelt(turn.text)
    if not words or len(words) > LONGEST or not turn.here.private:
        return None
    rows = outbox.history(turn.connection, turn.here.id, limit=MOST)
    over = {row.about for row in rows if row.operation in ("close", "delete", "edit")}
    for row in reversed([row for row in rows if row.id not in over]):
        action = _of(row, words)
        if action is not None and action.name not in OF_FORMS:
            return action
    return None


def _of(row: Row, words: str) -> Action | None:
    for line in row.content.get("buttons", ()):
        for label, place, _url in line:
            if place < 0:
                continue
            action = Action(**row.actions[place])
            if spelt(label) == words or words in OTHERWISE.get(action.name, ()):
                return action
    return None
