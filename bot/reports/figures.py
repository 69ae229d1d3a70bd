"""A bulletin's figures: one pass over the items of a period, counted as they stood at its end. Pure."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from statistics import median

from bot.reports import outcome
from bot.reports.outcome import Outcome
from bot.reports.suppression import hidden
from bot.rights import covers
from storage.reports import Record
from storage.visits import Village

VISIT, APPLICATION = "visit_log", "household_application"
DAY = 86_400  # seconds
PEOPLE = ("seen", "found", "watched", "unseen", "helped", "removed")  # what is counted of households


@dataclass
class Tally:
    """What is counted of some items. Days are calendar days from the filing."""

    filed: int = 0
    accepted: int = 0
    resolved: int = 0
    in_time: int = 0
    closed: int = 0
    overdue: int = 0
    returned: int = 0  # items that were sent back, however often
    reopened: int = 0
    visits: int = 0
    people: int = 0  # of the items filed, those about a household
    watched: int = 0  # households that are to be visited regularly
    unseen: int = 0  # of these, those whom nobody saw in time
    helped: int = 0  # households whose plan of help was opened
    removed: int = 0  # households whose plan was closed, since the risk is removed
    inside: bool = False  # told within the unit alone, so that nothing is kept back
    seen: set[str] = field(default_factory=set)  # households that were visited
    found: set[str] = field(default_factory=set)  # households that applied
    to_accept: list[float] = field(default_factory=list)
    to_resolve: list[float] = field(default_factory=list)

    def add(self, record: Record, result: Outcome) -> None:
        """Counts an item; what was kept for the record alone is a visit at most."""
        if record.form == VISIT:
            self.visits += 1
            self.seen.add(record.household)
        if record.form == APPLICATION:
            self.found.add(record.household or record.number)
        if record.entries:
            self._count(record, result)

    def _count(self, record: Record, result: Outcome) -> None:
        self.filed += 1
        self.people += bool(record.household)
        self.accepted += result.accepted_at is not None
        self.resolved += result.resolved_at is not None
        self.in_time += result.resolved_in_time
        self.closed += result.closed_at is not None
        self.overdue += result.overdue
        self.returned += result.returned > 0
        self.reopened += result.reopened > 0
        if result.accepted_at is not None:
            self.to_accept.append((result.accepted_at - record.filed_at).total_seconds() / DAY)
        if result.resolved_at is not None:
            self.to_resolve.append((result.resolved_at - record.filed_at).total_seconds() / DAY)

    @property
    def rate(self) -> float | None:
        """The share of what was resolved that was resolved in time, 0 to 1."""
        return self.in_time / self.resolved if self.resolved else None

    @property
    def days_to_accept(self) -> float | None:
        """The median."""
        return median(self.to_accept) if self.to_accept else None

    @property
    def days_to_resolve(self) -> float | None:
        """The median."""
        return median(self.to_resolve) if self.to_resolve else None

    @property
    def empty(self) -> bool:
        """Nothing came in at all."""
        return not (self.filed or self.visits or self.found)


@dataclass(frozen=True)
class Row:
    """One item behind the numbers; `part` is the part of the area in which it is."""

    record: Record
    outcome: Outcome
    part: str


@dataclass
class Figures:
    """All that a bulletin tells, by topic (group and name), by part of the area, and by county."""

    total: Tally = field(default_factory=Tally)
    before: Tally = field(default_factory=Tally)
    topics: dict[tuple[str, str], Tally] = field(default_factory=dict)
    parts: dict[str, Tally] = field(default_factory=dict)  # by the code of an area right below
    counties: dict[str, Tally] = field(default_factory=dict)  # the areas beside it, or below a city
    among: str = ""  # the code of the area itself, where it is one of these
    compared: bool = False  # whether these are told
    before_kept_back: frozenset[str] = frozenset()

    @property
    def kept_back(self) -> frozenset[str]:
        """Counts of the area's households that may not be told: with its neighbours' and the sum, which are told in
        other bulletins, they would give away a small one."""
        if self.total.inside or not self.among:
            return frozenset()
        return frozenset(what for what in PEOPLE if self.among in private(self.counties, what))

    def tally(self) -> Tally:
        """A new one of these figures."""
        return Tally(inside=self.total.inside)

    @property
    def private_topics(self) -> frozenset[tuple[str, str]]:
        """Topics of so few items, all about households, that their count would tell of somebody."""
        if self.total.inside:
            return frozenset()
        about = {key for key, tally in self.topics.items() if tally.people == tally.filed}
        return hidden({key: tally.filed for key, tally in self.topics.items()}, about)


def private(of: Mapping[str, Tally], what: str) -> frozenset[str]:
    """The areas whose count of households (`seen`, `found`, `watched`, `unseen`) may not be told."""
    if any(tally.inside for tally in of.values()):
        return frozenset()
    counts = {key: getattr(tally, what) for key, tally in of.items()}
    return hidden({key: count if isinstance(count, int) else len(count) for key, count in counts.items()})


@dataclass(frozen=True, slots=True)
class Place:
    """An area's path, and the path of what it is one of, with its neighbours (a city's is its own); empty: none."""

    area: str
    city: str = ""

    @property
    def wide(self) -> str:
        """The area whose items are read."""
        return self.city or self.area

    def part(self, path: str) -> str:
        """The code of the area right below in which a path lies; the area's own where it lies nowhere deeper."""
        below = path.removeprefix(self.area).strip("/")
        return below.partition("/")[0] or self.area.rpartition("/")[2]

    def county(self, path: str) -> str:
        """The code of the county in which a path lies."""
        return path.removeprefix(self.city).strip("/").partition("/")[0] if self.city else ""


def visited(figures: Figures, place: Place, villages: Iterable[Village]) -> None:
    """Adds how many households were to be visited, and were not seen, by the parts of the area and the counties."""
    for village in villages:
        for tally in _tallies(figures, place, village.area_path):
            tally.watched += village.watched
            tally.unseen += village.unseen


def helped(figures: Figures, place: Place, plans: Iterable[tuple[str, int, int]]) -> None:
    """Adds the plans of help that were opened and closed, by the parts of the area and the counties."""
    for path, opened, closed in plans:
        for tally in _tallies(figures, place, path):
            tally.helped += opened
            tally.removed += closed


def _tallies(figures: Figures, place: Place, path: str) -> Iterator[Tally]:
    if county := place.county(path):
        yield figures.counties.setdefault(county, figures.tally())
    if covers(place.area, path):
        yield figures.total
        yield figures.parts.setdefault(place.part(path), figures.tally())


def count(figures: Figures, records: Iterable[Record], place: Place, until: datetime) -> Iterator[Row]:
    """Counts the items of a period, and gives the rows of those in the area one after the other."""
    for record in records:
        result = outcome.of(record, until)
        county = place.county(record.area_path)
        if county:
            figures.counties.setdefault(county, figures.tally()).add(record, result)
        if not covers(place.area, record.area_path):
            continue
        part = place.part(record.area_path)
        figures.total.add(record, result)
        figures.parts.setdefault(part, figures.tally()).add(record, result)
        if record.entries:
            key = (record.topic_group, record.topic_name or record.form)
            figures.topics.setdefault(key, figures.tally()).add(record, result)
        yield Row(record, result, part)
