"""Open items that lie elsewhere than the live rules say, and a rule made of where people sent one."""

import msgspec

from bot import lifecycle
from bot.live import Live
from bot.routing import table
from bot.routing.model import Rule, Target, Unit
from bot.routing.rules import route
from bot.rulebook.comparing import case_of
from storage import Connection, history
from storage.history import Past
from storage.vault import Vault

MOVABLE = lifecycle.STEPS["reroute"].sources


class Astray(msgspec.Struct, frozen=True):
    """An open item that the live rules would send elsewhere; `decided` where people have sent it on since."""

    number: str
    lead: str  # the unit that has it
    target: Unit
    decided: bool


def astray(connection: Connection, vault: Vault, live: Live) -> list[Astray]:
    """What lies elsewhere than the live rules say, in order of number."""
    if live.rules is None:
        return []
    found = []
    for item in history.still_open(connection):
        if item.status in MOVABLE:
            lead = route(live.rules, case_of(item, vault)).lead
            if lead.code != item.lead:
                found.append(Astray(item.number, item.lead, lead, item.decided))
    return found


def learnt(live: Live, item: Past, unit: str, note: str) -> list[Rule]:
    """The live rules and one more, from a decision: this topic, in the unit's own area or the item's county, goes to
    this unit; with the days and the way to be told of the rule that sent it elsewhere."""
    assert live.rules is not None  # noqa: S101 - an item was routed by them
    way = route(live.rules, case_of(item, None))
    area = _county(live, item.area)
    columns = {"form": way.decided.form, "topic": item.topic, "area": area, "urgency": "", "condition": ""}
    new = msgspec.structs.replace(
        way.decided,
        id=table.name(**columns),
        lead=Target(unit=unit),
        assist=(),
        note=note,
        row=0,
        **columns,
    )
    return [*(rule for rule in live.rules.rules if rule.id != new.id), new]


def _county(live: Live, area: str) -> str:
    """The place's county, or the highest place of its chain that is below the city."""
    return live.directory.base("county", area)
