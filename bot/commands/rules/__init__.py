"""`cunqing rules`: the rules as a workbook, drafts, comparison, making live, taking back."""

import typer

from bot.commands.rules.astray import learn, reroute, returned
from bot.commands.rules.comparing import compare
from bot.commands.rules.versions import history, import_rules, publish, rollback
from bot.commands.rules.workbooks import check, export

app = typer.Typer(no_args_is_help=True, help="Who is responsible for what, where: the rules")

app.command("export")(export)
app.command("check")(check)
app.command("compare")(compare)
app.command("import")(import_rules)
app.command("publish")(publish)
app.command("rollback")(rollback)
app.command("history")(history)
app.command("reroute")(reroute)
app.command("returned")(returned)
app.command("learn")(learn)
