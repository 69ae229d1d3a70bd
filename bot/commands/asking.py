"""Has a change made through the door, and says what came of it."""

import typer

from bot.commanding import Refused, changing
from bot.commands.saying import as_json, fail, language
from bot.messages import Action, say
from bot.settings import read


def ask(action: Action, json: bool) -> None:
    """Has a change made and says what came of it; ends with 1 where nothing was changed."""
    try:
        entry, text = changing(read(), action, language=language())
    except Refused as refused:
        fail(str(refused) or say("It could not be done; “cunqing letters” says more."))
    if json:
        as_json({"action": entry.action, **entry.after})
    else:
        typer.echo(text)
