"""Items that lie elsewhere than the live rules say, and what rules may learn from those that came back."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Annotated, Any

import msgspec
import typer

from bot import clock, rulebook
from bot.commands.options import Json
from bot.commands.reaching import Refused, changing, live, reading
from bot.commands.rules.comparing import plain_unit
from bot.commands.rules.versions import Why, change
from bot.commands.saying import as_json, fail, in_words, language, said
from bot.keyring import vault_of
from bot.live import Live
from bot.messages import Action, say, say_n
from bot.pieces import A_TURN
from bot.settings import Settings, read
from bot.tables.rules import means
from storage import history as history_of
from storage.history import SentBack

_EVER = datetime(2000, 1, 1, tzinfo=UTC)


def reroute(
    numbers: Annotated[list[str] | None, typer.Argument(help="Items by number")] = None,
    everything: Annotated[bool, typer.Option("--all", help="All that nobody has passed on by hand")] = False,
    note: Annotated[str, typer.Option(help="Why: it is written down")] = "",
    json: Json = False,
) -> None:
    """Lists open items that the live rules would send elsewhere; sends those that are named, or all, there."""
    settings = read()
    with reading(settings) as connection:
        view = live(connection)
        found = rulebook.astray(connection, vault_of(settings, connection), view)
    wanted = [item.number for item in found if not item.decided] if everything else list(numbers or ())
    if wanted:
        _rerouted(settings, wanted, note, json)
        return
    if json:
        as_json([{"number": item.number, "from": item.lead, "to": plain_unit(item.target), "decided": item.decided}
                 for item in found])  # fmt: skip
        return
    said(say_n("{count} open item lies elsewhere than the live rules say.",
               "{count} open items lie elsewhere than the live rules say.", len(found)))  # fmt: skip
    for item in found:
        unit = view.directory.units.get(item.lead)
        values = {"number": item.number, "source": unit.name if unit else item.lead, "target": item.target.name}
        if item.decided:
            said(say("{number}: {source} → {target} (passed on by hand; --all leaves it)", **values))
        else:
            said(say("{number}: {source} → {target}", **values))


def _rerouted(settings: Settings, numbers: Sequence[str], note: str, json: bool) -> None:
    moved: dict[str, Any] = {}
    for start in range(0, len(numbers), A_TURN):
        action = Action("rules_reroute", values={"numbers": list(numbers[start : start + A_TURN]), "note": note})
        try:
            entry, text = changing(settings, action, language=language())
        except Refused as refused:
            if not moved and start + A_TURN >= len(numbers):
                fail(str(refused) or say("It could not be done; “cunqing letters” says more."))
            continue
        moved |= entry.after
        if not json:
            typer.echo(text)
    if json:
        as_json({"moved": moved})


def returned(json: Json = False) -> None:
    """Lists the rules whose items units most often sent back as not theirs, and where these went then."""
    settings = read()
    with reading(settings) as connection:
        view = live(connection)
        since = clock.now() - rulebook.PERIOD
        rows = history_of.returned(connection, since)
        onward = history_of.sent_on(connection, since)
    if json:
        as_json([{**msgspec.to_builtins(row), "passed_on": _onward(row, onward, view)} for row in rows])
        return
    if not rows:
        said(say("No unit has sent anything back in the past months."))
    for row in rows:
        topic = view.directory.topics.get(row.topic)
        to = "、".join(f"{each['name']}（{'、'.join(each['items'])}）" for each in _onward(row, onward, view))
        rule = next((each for each in view.rules.rules if each.id == row.rule), None) if view.rules else None
        said(say("{topic} (rule: {rule}): {returned} of {filed} sent back; then passed on to: {units}",
                 topic=topic.name if topic else row.topic or "-",
                 rule=means(rule, view.directory) if rule else row.rule, returned=row.returned,
                 filed=row.filed, units=to or "-"))  # fmt: skip
    if rows:
        said(say("“cunqing rules learn NUMBER” makes a draft rule of such a decision."))


def _onward(row: SentBack, onward: Sequence[tuple[str, str, str, str]], view: Live) -> list[dict[str, Any]]:
    """The units that items of a rule and topic were passed on to after they were sent back."""
    found: dict[str, list[str]] = {}
    for rule, topic, unit, number in onward:
        if (rule, topic) == (row.rule, row.topic):
            found.setdefault(unit, []).append(number)
    names = {code: view.directory.units[code].name if code in view.directory.units else code for code in found}
    return [{"code": code, "name": names[code], "items": numbers} for code, numbers in found.items()]


def learn(
    number: Annotated[str, typer.Argument(help="An item that was sent back, then passed on")],
    note: Why = "",
    json: Json = False,
) -> None:
    """Makes a draft rule of where an item went after it was sent back: its topic, in its county, to that unit."""
    settings = read()
    with reading(settings) as connection:
        view = live(connection)
        item = next(iter(history_of.of_numbers(connection, [number])), None)
        decided = {each: unit for _rule, _topic, unit, each in history_of.sent_on(connection, _EVER)}
    if item is None or number not in decided:
        fail(say("{number} was not sent back and passed on.", number=number))
    why = in_words(say("As {number} was passed on", number=number))
    rules = rulebook.learnt(view, item, decided[number], why)
    action = Action("rules_draft", values={"rows": [msgspec.to_builtins(rule) for rule in rules], "base": view.ruleset,
                                           "note": note or why})  # fmt: skip
    change(action, json)
