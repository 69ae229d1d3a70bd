"""Has changes made through the door, and says what came of it."""

from collections.abc import Callable

import typer

from bot.commands.reaching import Refused, changing
from bot.commands.saying import as_json, fail, language
from bot.messages import Action, say
from bot.settings import read
from storage.audit import Entry


def ask(action: Action, json: bool) -> None:
    """Has a change made and says what came of it; ends with 1 where nothing was changed."""
    entry, text = asked(action)
    if json:
        as_json({"action": entry.action, **entry.after})
    else:
        typer.echo(text)


def asked(*actions: Action, progress: Callable[[int], None] = lambda _done: None) -> tuple[Entry, str]:
    """Has changes made, each a turn of its own: the last one's entry in the audit, and what was said. Where nothing was
    changed it says why, and ends with 1."""
    try:
        return changing(read(), *actions, language=language(), progress=progress)
    except Refused as refused:
        fail(str(refused) or say("It could not be done; “cunqing letters” says more."))
