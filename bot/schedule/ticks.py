"""What is to be submitted at a tick, derived from the data: what was lost with a process is found again at the next."""

from datetime import date, datetime

from bot.households import late
from bot.languages import SHANGHAI
from bot.messages import Action, Incoming
from bot.reports.period import read
from bot.routing.rhythms import USUAL
from bot.schedule import days, deadlines
from storage import Connection, Engine, digests, hours, registers
from storage import visits as stored_visits
from storage.deadlines import done
from storage.hours import Hours
from storage.items import said

EVERY = 100_000  # units
MOST = 200  # digests a tick
STAGES = 1_000  # of deadlines a tick: ten thousand that come at one hour are told within ten minutes
CATCHES_UP = 20  # turns a tick that take what was said into the table
NOON = 11  # the hour from which cadres are offered no visits any more: the morning is for planning them
LATE = 7  # the day of the month up to which the bulletins of the month before are still made


def due(reader: Engine, now: datetime, digest_hour: int) -> list[Incoming]:
    """What is to be submitted at a tick, derived from the data; each with the id that makes it happen once."""
    here = now.astimezone(SHANGHAI)
    found = [Incoming(id=f"tidy/{here.date()}", action=Action("tidy"))] if here.hour >= 3 else []
    with reader.connect() as connection:
        found += days.due(connection, here.date()) + _lists(connection)
    with reader.connect() as connection:
        found += _said(connection, now)
    with reader.connect() as connection:
        found += told_of_inboxes(connection, here, digest_hour)
    if here.hour < deadlines.EARLIEST:
        return found
    with reader.connect() as connection:
        bulletins = _bulletins(connection, here.date())
        visits = _visits(connection, here.date()) if here.hour < NOON else []
        stages = deadlines.due(connection, now, STAGES) if here.hour < deadlines.LATEST else []
        measures = late.due(connection, here.date(), MOST) if here.hour < deadlines.LATEST else []
    return found + bulletins + visits + measures + [stage.incoming for stage in stages]


def _said(connection: Connection, now: datetime) -> list[Incoming]:
    """What was said and cannot be found by the table yet; each turn takes the next of it."""
    turns = said.waiting(connection, now, CATCHES_UP)
    return [Incoming(id=f"said/{now:%Y%m%d%H%M}/{turn}", action=Action("keep_said")) for turn in range(turns)]


def told_of_inboxes(connection: Connection, here: datetime, digest_hour: int) -> list[Incoming]:
    """The digests that are due at a moment in China: of units at their hour, of people who have one of their own."""
    own, usual = hours.units(connection), Hours(hour=digest_hour)
    period = here.date().isoformat()
    units: list[str] = []
    if any(each.due(here) for each in (usual, *own.values())):
        missing = digests.missing(connection, here.date(), EVERY)
        units = [unit for unit in missing if own.get(unit, usual).due(here)][:MOST]
    found = [
        Incoming(id=f"digest/{unit}/{period}", action=Action("digest_unit", unit, {"period": period})) for unit in units
    ]
    people = [person for person, each in hours.persons(connection).items() if each.due(here)]
    ids = {f"digests/{person}/{period}": person for person in people}
    over = done(connection, list(ids))
    asked = [(each, person) for each, person in ids.items() if each not in over][:MOST]
    return found + [
        Incoming(id=each, action=Action("digest_person", str(person), {"period": period})) for each, person in asked
    ]


def _lists(connection: Connection) -> list[Incoming]:
    """The rest of departments' lists that an admin has begun."""
    return [
        Incoming(id=f"list/{load}/{position}",
                 action=Action("list_compared", values={"load": load, "position": position}))
        for load, position in registers.begun(connection)[:MOST]
    ]  # fmt: skip


def _bulletins(connection: Connection, today: date) -> list[Incoming]:
    """Those of the periods that ended last month, in the first days of this one."""
    if today.day > LATE:
        return []
    month = read(f"{today:%Y-%m}").before.first
    ended = [f"{month:%Y-%m}"]
    ended += [f"{month.year}-Q{month.month // 3}"] if month.month % 3 == 0 else []
    ended += [f"{month.year}-H{month.month // 6}"] if month.month % 6 == 0 else []
    ended += [str(month.year)] if month.month == 12 else []
    found = {f"bulletins/{period}": period for period in ended}
    over = done(connection, list(found))
    return [
        Incoming(id=each, action=Action("bulletins_due", values={"period": period}))
        for each, period in found.items()
        if each not in over
    ]


def _visits(connection: Connection, today: date) -> list[Incoming]:
    """Each cadre in whose villages somebody is to be visited hears of it once a day."""
    cadres = stored_visits.cadres(connection, stored_visits.rhythms(connection) or USUAL, today)
    found = {f"visits/{person}/{today}": person for person in cadres}
    over = done(connection, list(found))
    asked = [(each, person) for each, person in found.items() if each not in over]
    return [Incoming(id=each, action=Action("visit_offer", str(person))) for each, person in asked[:MOST]]
