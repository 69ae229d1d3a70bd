"""What the lists of a batch's turns will be asked for, read in one statement."""

from collections.abc import Iterable

from bot.drafted import state_of
from bot.live import Live
from bot.messages import Action
from storage import Connection, households
from storage.chats import Draft


def read_ahead(connection: Connection, live: Live, turns: Iterable[tuple[Draft, Action | None]]) -> None:
    """Reads the households that a batch's drafts are about and that its buttons name, in one statement."""
    households.read_ahead(connection, {code for draft, tapped in turns for code in _about(live, draft, tapped)})


def _about(live: Live, draft: Draft, tapped: Action | None) -> list[str]:
    try:
        paths = live.asked_from(draft.form, draft.version, "households")
        answers = state_of(draft).answers
    except Exception:  # whatever is wrong with a draft, its own turn will meet it, and no other one
        return []
    found = [answers.get(path) for path in paths]
    if tapped is not None and tapped.target in paths:
        found.append(tapped.values.get("given", {}).get("value"))
    return [code for code in found if isinstance(code, str)]
