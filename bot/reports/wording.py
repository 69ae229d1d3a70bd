"""How a bulletin's figures are said: names, values, and what is kept back."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from bot.messages import Said, say
from bot.reports.figures import Figures, Tally, private
from bot.reports.suppression import HIDDEN, small
from storage.items.standing import Standing


@dataclass(frozen=True, slots=True)
class Measure:
    """One figure: its name, how it is read off a tally, and whether it counts households."""

    code: str
    name: Said
    value: Callable[[Tally], float | None]
    people: bool = False
    form: str = "{:,.0f}"

    def shown(self, tally: Tally, kept_back: bool = False) -> str:
        """The figure as a reader sees it; a dash where there is none."""
        value = self.value(tally)
        if self.people and not tally.inside and (kept_back or small(int(value or 0))):
            return HIDDEN
        return "—" if value is None else self.form.format(value)


FILED = Measure("filed", say("Came in"), lambda t: t.filed)
ACCEPTED = Measure("accepted", say("Accepted"), lambda t: t.accepted)
RESOLVED = Measure("resolved", say("Resolved"), lambda t: t.resolved)
IN_TIME = Measure("in_time", say("Resolved in time"), lambda t: t.in_time)
RATE = Measure("rate", say("Share in time"), lambda t: t.rate, form="{:.0%}")
CLOSED = Measure("closed", say("Confirmed and closed"), lambda t: t.closed)
OVERDUE = Measure("overdue", say("Overdue, not done"), lambda t: t.overdue)
RETURNED = Measure("returned", say("Sent back"), lambda t: t.returned)
REOPENED = Measure("reopened", say("Reopened"), lambda t: t.reopened)
TO_ACCEPT = Measure("to_accept", say("Median days to accept"), lambda t: t.days_to_accept, form="{:.1f}")
TO_RESOLVE = Measure("to_resolve", say("Median days to resolve"), lambda t: t.days_to_resolve, form="{:.1f}")
VISITS = Measure("visits", say("Visits made"), lambda t: t.visits)
SEEN = Measure("seen", say("Households visited"), lambda t: len(t.seen), people=True)
FOUND = Measure("found", say("Households that applied"), lambda t: len(t.found), people=True)
WATCHED = Measure("watched", say("Households to be visited regularly"), lambda t: t.watched, people=True)
UNSEEN = Measure("unseen", say("Not seen in time"), lambda t: t.unseen, people=True)
HELPED = Measure("helped", say("Plans of help opened"), lambda t: t.helped, people=True)
REMOVED = Measure("removed", say("Risks removed"), lambda t: t.removed, people=True)

ALL = (FILED, ACCEPTED, RESOLVED, IN_TIME, RATE, CLOSED, OVERDUE, RETURNED, REOPENED, TO_ACCEPT, TO_RESOLVE, VISITS,
       SEEN, WATCHED, UNSEEN, FOUND, HELPED, REMOVED)  # fmt: skip
OF_AREAS = (FILED, RESOLVED, RATE, OVERDUE, TO_RESOLVE, VISITS, SEEN, UNSEEN, FOUND)
OF_TOPICS = (FILED, RESOLVED, IN_TIME, OVERDUE)
OF_VILLAGES = (VISITS, SEEN, WATCHED, UNSEEN)  # what villages do, and no unit
OF_HELP = (FOUND, HELPED, REMOVED)  # what few units do


def measures(figures: Figures, of: Sequence[Measure] = ALL) -> list[Measure]:
    """Those of these figures that mean something: a unit makes no visits, and most units open no plan of help."""
    if not figures.total.inside:
        return list(of)
    helps = any(each.value(tally) for each in OF_HELP for tally in (figures.total, figures.before))
    return [each for each in of if each not in OF_VILLAGES and (helps or each not in OF_HELP)]


# How an item may stand: what the dashboard's numbers are of.
STANDINGS: dict[Standing, Said] = {
    Standing.LED: say("Led by the unit, withdrawn ones left out"),
    Standing.OPEN: say("Open now"),
    Standing.OVERDUE: OVERDUE.name,
    Standing.RESOLVED: RESOLVED.name,
    Standing.IN_TIME: IN_TIME.name,
    Standing.TO_VERIFY: say("The village is to verify it"),
    Standing.TO_ACCEPT: say("To be accepted"),
    Standing.RETURNED: say("Sent back, to be passed on"),
    Standing.WORKING: say("Being worked on"),
    Standing.PAUSED: say("The clock stands still"),
    Standing.TO_CONFIRM: say("The reporter is to confirm"),
}


def total(figures: Figures, measure: Measure) -> str:
    """A figure of the whole."""
    return measure.shown(figures.total, measure.code in figures.kept_back)


def before(figures: Figures, measure: Measure) -> str:
    """A figure of the whole, in the period before."""
    return measure.shown(figures.before, measure.code in figures.before_kept_back)


def areas(figures: Figures, of: Mapping[str, Tally]) -> dict[str, list[str]]:
    """The figures of areas by code, those kept back that would tell of somebody."""
    shown = measures(figures, OF_AREAS)
    back = {measure.code: private(of, measure.code) for measure in shown if measure.people}
    if of is figures.parts:  # they add up to the whole
        back |= {code: frozenset(of) for code in figures.kept_back}
    return {
        code: [measure.shown(tally, code in back.get(measure.code, ())) for measure in shown]
        for code, tally in of.items()
    }


def topics(figures: Figures) -> dict[tuple[str, str], list[str]]:
    """The figures of topics, the most frequent first."""
    private_ones = figures.private_topics
    order = sorted(figures.topics, key=lambda key: (key in private_ones, -figures.topics[key].filed, key))
    return {
        key: [HIDDEN if key in private_ones else measure.shown(figures.topics[key]) for measure in OF_TOPICS]
        for key in order
    }


def change(figures: Figures, measure: Measure) -> Said:
    """How much more or less than in the period before: +3, -2; empty where nothing has changed or can be compared."""
    new, old = measure.value(figures.total), measure.value(figures.before)
    if new is None or old is None or HIDDEN in (total(figures, measure), before(figures, measure)):
        return ""
    if measure.form.format(new) == measure.form.format(old):
        return ""
    if measure.form.endswith("%}"):
        return say("{points} percentage points", points=f"{(new - old) * 100:+.0f}")
    return f"{new - old:+,.1f}" if "1f" in measure.form else f"{new - old:+,.0f}"


def overview(figures: Figures) -> Said:
    """A bulletin in one sentence or two."""
    whole = figures.total
    if whole.empty:
        return say("Nothing was filed in this period.")
    if whole.inside:
        return say(
            "Came in: {filed}; resolved: {resolved}, in time: {in_time}; overdue: {overdue}; sent back: {returned};"
            " reopened: {reopened}.",
            filed=whole.filed, resolved=whole.resolved, in_time=whole.in_time, overdue=whole.overdue,
            returned=whole.returned, reopened=whole.reopened,
        )  # fmt: skip
    return say(
        "Came in: {filed}; resolved: {resolved}, in time: {in_time}; overdue: {overdue}; sent back: {returned};"
        " reopened: {reopened}. Visits made: {visits}.",
        filed=whole.filed, resolved=whole.resolved, in_time=whole.in_time, overdue=whole.overdue,
        returned=whole.returned, reopened=whole.reopened, visits=whole.visits,
    )  # fmt: skip


def notes(figures: Figures) -> tuple[Said, ...]:
    """How to read it; within a unit nothing is kept back."""
    return NOTES[:-1] if figures.total.inside else NOTES


NOTES: tuple[Said, ...] = (
    say("Items are those that were filed in the period and that a unit had to deal with, as they stood at its end."
        " What was filed before and is still overdue is not among them: the overview has it."),
    say("Days are calendar days from the filing; deadlines are counted in legal working days."),
    say("{mark}: fewer than three households, or what fewer than three could be worked out from; not published.",
        mark=HIDDEN),
)  # fmt: skip
