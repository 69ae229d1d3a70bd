"""A deployment in which everything that somebody may change is there to be changed: for the table of rights."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from bot.messages import Action, Incoming
from bot.rights import Role
from storage import Connection, audit, hours, outbox, places
from storage.hours import Hours
from storage.tables.conversation import CHAT
from tests.deployment import COUNTY, FAR_VILLAGE, OVERVIEW, WATER, Deployment, address

HOUSING = "621022-housing"


@dataclass(frozen=True)
class Standing:
    """The deployment, its items by their numbers, and what an act names in braces."""

    place: Deployment
    items: Mapping[str, str]
    people: Mapping[str, int]
    chats: Mapping[str, int]
    named: Mapping[str, Any]


def standing(place: Deployment) -> Standing:
    """Items in every state, rules that have a past and a draft, people who come and go, what waits for a decision."""
    people = {**place.people, **_admins(place)}
    items = {
        "routed": place.filed("李某", phone="13800000001"),
        "working": _accepted(place),
        "waiting": _waited_for(place),
        "resolved": _resolved(place),
        "sent_on": _sent_on(place),
        "to_check": _applied(place, "H03"),
        "joined": _applied(place, "H03"),
    }
    _plan_of_help(place)
    _rules(place)
    _people(place, people)
    asked(place, None, "units_change", "621022-statistics", do="rename", name="环县统计局（新）", on="2027-01-01")
    asked(place, people["张某"], "save_view", name="急件", query="q=x")
    place.run(Incoming(id="console/1", channel="console", chat=address("李某"), account="李某", unreadable="x"))
    household = place.item(place.filed("李某", household="other", household_name="王某甲")).household
    with place.app.reader.connect() as connection:
        base = audit.latest(connection, ("functions", "pack"))
        rows = connection.execute(CHAT.select().where(CHAT.c.channel == "console")).all()
    ids = {row.address: row.id for row in rows}
    chats = {who: ids[address(who)] for who in people}
    return Standing(place, items, people, chats, {**people, "户": household, "件": items["routed"], "base": base})


def asked(place: Deployment, person: int | None, action: str, target: str = "", /, **values: Any) -> None:
    """A press on a page; nobody's is a command."""
    asks = Action(action, target, values)
    place.run(Incoming(id=f"page/{uuid4().hex}", action=asks, person=person, language="zh"))


def button(place: Deployment, connection: Connection, who: str, action: Action) -> Incoming:
    """Somebody taps a button in their chat, which is there as if it had been offered."""
    found = CHAT.select().where(CHAT.c.channel == "console", CHAT.c.address == address(who))
    chat = connection.execute(found).one()
    [key] = outbox.new_keys(1)
    plain = {"name": action.name, "target": action.target, "values": dict(action.values)}
    row = outbox.Row(key, chat.id, "test", "send", "", {"text": "x"}, [plain], place.clock(), place.clock())
    outbox.number(connection, [row])
    outbox.write(connection, [row])
    return Incoming(id="console/once", channel="console", chat=address(who), account=who, button=f"{row.key}.0")


def _admins(place: Deployment) -> Mapping[str, int]:
    """A county's admin here and one elsewhere, in their chats."""
    found = {"县管": place.person(Role.ADMIN, area=COUNTY, name="县管"),
             "别县管": place.person(Role.ADMIN, area="621023", name="别县管")}  # fmt: skip
    for who, person in found.items():
        place.said(who, text=f"/start {place.invitation(person)}")
    return found


def _accepted(place: Deployment) -> str:
    number = place.filed("李某")
    place.act("张某", number, "accept")
    return number


def _waited_for(place: Deployment) -> str:
    """One that stands still, with more days asked for, a question to the reporter, and a unit that assists."""
    number = _accepted(place)
    place.act("张某", number, "ask", text="x")
    place.act("张某", number, "extend", days="3", reason="x")
    place.act("张某", number, "involve", unit=OVERVIEW)
    place.act("张某", number, "pause", reason="x")
    return number


def _resolved(place: Deployment) -> str:
    number = _accepted(place)
    place.act("张某", number, "resolve", text="x")
    return number


def _sent_on(place: Deployment) -> str:
    number = place.filed("李某")
    place.act("张某", number, "send_back", reason="x")
    place.act("陈某", number, "pass_on", unit=HOUSING)
    return number


def _applied(place: Deployment, household: str) -> str:
    roles = {"topic": "monitoring_application", "household": household}
    return place.file("李某", "申请监测帮扶", "household_application", **roles).item.number


def _plan_of_help(place: Deployment) -> None:
    number = _applied(place, "H02")
    place.asked("马某", "accept", number)
    place.asked("马某", "plan_measure", "1", kind="education", due="2027-03-01", owner="马某")


def _rules(place: Deployment) -> None:
    """Drinking water was given to the housing office, and a draft would give it back."""
    with place.app.writer.begin() as connection:
        found = places.live_rules(connection)
        assert found is not None
        other = [{**row, "lead": {"unit": HOUSING}} if row["topic"] == "drinking_water" else row for row in found[1]]
        places.publish_rules(connection, other, "试", place.clock())
        places.draft_rules(connection, places.NewRules(rows=found[1], note="试", now=place.clock(), base=2))
        places.changed(connection)


def _people(place: Deployment, people: Mapping[str, int]) -> None:
    """Somebody who has not come in, somebody who is away, an announcement that nobody has read."""
    place.person(Role.CLERK, unit=WATER, name="没进来的")
    deputy = place.person(Role.REPORTER, area=FAR_VILLAGE, name="代岗的")
    asked(place, None, "staff_change", str(people["郑某"]), do="deputise", deputy=str(deputy))
    asked(place, None, "announcement_make", "", area=COUNTY, text="x")
    place.clock.move(hours=13)
    with place.app.writer.begin() as connection:
        hours.put(connection, Hours(), unit=OVERVIEW)


def everything(connection: Connection, tables: Iterable[str]) -> Mapping[str, set[tuple[Any, ...]]]:
    """All that could have been changed, as the database has it."""
    return {name: set(map(tuple, connection.exec_driver_sql(f'SELECT * FROM "{name}"'))) for name in tables}


def watch(connection: Connection, tables: Iterable[str]) -> None:
    """Has the database itself note which of these tables is written to, by this connection."""
    connection.exec_driver_sql("CREATE TEMP TABLE written (name TEXT PRIMARY KEY)")
    for name in tables:
        for act in ("INSERT", "UPDATE", "DELETE"):
            connection.exec_driver_sql(
                f'CREATE TEMP TRIGGER "{name}_{act}" AFTER {act} ON main."{name}"'
                f" BEGIN INSERT OR IGNORE INTO written VALUES ('{name}'); END"
            )


def written(connection: Connection) -> list[str]:
    """The tables that were written to, though maybe with what they held before."""
    return [name for (name,) in connection.exec_driver_sql("SELECT name FROM temp.written")]
