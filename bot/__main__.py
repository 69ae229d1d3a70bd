"""The command line `cunqing`. A wrong setting, a missing database, a taken lock: each is a sentence, no traceback."""

import sys
from functools import cache
from typing import Any

import typer

from bot import logs
from bot.commands import (
    announce,
    chat,
    compare_list,
    digest,
    email,
    failing,
    forms,
    helping,
    households,
    invite,
    operating,
    pack,
    people,
    reporting,
    route,
    rules,
    serving,
    simulate,
    tables,
    units,
)
from bot.commands.saying import said
from bot.messages import say

cli = typer.Typer(
    no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help="Cunqing (村情直报), on the server"
)

for command in (
    serving.run, serving.demo, chat.chat, digest.digest, invite.invite, operating.check, operating.backup,
    operating.restore, operating.key, operating.letters, email.email, reporting.ledger, reporting.bulletin,
    simulate.simulate, reporting.attendance, route.route,
):  # fmt: skip
    cli.command()(command)
cli.command("compare-list")(compare_list.compare_list)
cli.add_typer(pack.app, name="pack")
cli.add_typer(tables.imports, name="import")
cli.add_typer(tables.exports, name="export")
cli.add_typer(forms.app, name="forms")
cli.add_typer(rules.app, name="rules")
cli.add_typer(units.app, name="units")
cli.add_typer(people.app, name="people")
cli.add_typer(households.app, name="households")
cli.add_typer(announce.app, name="announce")


UNKNOWN = say(
    "That is a fault of the program. Please send the lines above to whoever looks after it: they hold no names, "
    "numbers or words of anybody."
)


@cache
def commands() -> Any:
    """All of it, put together once a process, with help in the terminal's language."""
    return helping.speaking(cli)


def main() -> None:
    """Runs a command; what is wrong is said in a sentence, with exit status 1."""
    logs.configure("warning")
    try:
        status = commands()(prog_name="cunqing", standalone_mode=False)
    except Exception as error:
        misused, failed = helping.misused(error), failing.told(error)
        if misused is None and failed is None:
            print(logs.unquoted(error), file=sys.stderr)  # noqa: T201 - without its text, which may quote anything
            said(UNKNOWN, error=True)
            sys.exit(1)
        said(misused or failed or "", error=True)
        sys.exit(2 if misused else 1)
    sys.exit(status or 0)


if __name__ == "__main__":
    main()
