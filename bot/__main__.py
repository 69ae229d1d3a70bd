"""The command line `cunqing`. A wrong setting, a missing database, a taken lock: each is a sentence, no traceback."""

import sys

import typer

from bot import logs
from bot.commands import (
    announce,
    chat,
    compare_list,
    digest,
    email,
    forms,
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
from bot.messages import Busy, say
from bot.routing.directory import Unresolved
from bot.settings import Wrong
from bot.tables.sheets import Unreadable
from storage import OperationalError
from storage.lock import Taken
from storage.schema import TooNew
from storage.vault import WrongKey

cli = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help="村情直报 Cunqing")

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


def main() -> None:
    """Runs a command; what is wrong is said in a sentence, with exit status 1."""
    logs.configure("warning")
    try:
        cli()
    except (Wrong, Unresolved, Unreadable) as error:
        said(error.message, error=True)
    except Taken as error:
        said(say("Another server runs on this data folder (process {pid}).", pid=error.pid or "?"), error=True)
    except TooNew as error:
        said(
            say(
                "This database was written by a newer version of Cunqing ({revision}); install that one.",
                revision=error.revision,
            ),
            error=True,
        )
    except OperationalError:
        said(say("The database does not answer. Is CUNQING_DATABASE_URL right, and does the server run?"), error=True)
    except WrongKey:
        said(
            say(
                "The key does not fit this database: CUNQING_KEY, or the file “key” in the data folder, is another one."
            ),
            error=True,
        )
    except Busy:
        said(say("The database takes nothing just now. Is the disk full? Try again later."), error=True)
    else:
        return
    sys.exit(1)


if __name__ == "__main__":
    main()
