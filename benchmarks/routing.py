"""Routing beside a linear scan, at growing numbers of rules.

python -m benchmarks.routing [--json] [--quick]

Both sides route the same cases by the same rules, in interleaved rounds; a round's figure is its median.
"""

import random
import statistics
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from functools import partial

import msgspec

from benchmarks import measuring
from benchmarks.measuring import Row, row, timed
from bot.routing.comparison import compare
from bot.routing.directory import Directory
from bot.routing.model import LEVELS, URGENCIES, Area, Case, Function, Rule, Target, Topic, Unit
from bot.routing.rules import RuleSet, route

FORMS = ("issue_report", "visit_log", "household_application", "asset_report")
A_DAY = 5_000  # items of a city of 1,440 villages: another place, topic, form and urgency each time
PAST = 100_000  # items that two sets are compared on
SIZES = (100, 1_000, 10_000, 100_000)
COUNTIES, TOWNSHIPS, VILLAGES = 8, 15, 12
FUNCTIONS = tuple(f"function{number}" for number in range(40))
TOPICS = tuple(f"topic{number}" for number in range(64))


def country() -> Directory:
    """A city of 8 counties, 120 townships and 1,440 villages; every function has a unit in the city and each county."""
    areas = [Area("6", "市", "city")]
    for county in range(COUNTIES):
        areas.append(Area(f"6{county:02}", f"{county}县", "county", "6"))
        for township in range(TOWNSHIPS):
            code = f"6{county:02}{township:03}"
            areas.append(Area(code, f"{county}县{township}镇", "township", f"6{county:02}"))
            areas += [Area(f"{code}{village:03}", f"{village}村", "village", code) for village in range(VILLAGES)]
    units = [
        Unit(f"{area.code}-{function}", f"{area.name}{function}", area.code, (function,), (), area.level)
        for area in areas
        if area.level in {"city", "county"}
        for function in FUNCTIONS
    ]
    return Directory(
        areas, [Function(code, code) for code in FUNCTIONS], units, [Topic(code, "", code) for code in TOPICS]
    )


def rules(size: int, directory: Directory, chance: random.Random) -> list[Rule]:
    """Different rules for places, topics, forms and urgencies, and the fallback."""
    codes = list(directory.areas)
    found = {"fallback": _rule("", "", "", "", chance)}
    while len(found) < size:
        columns = (
            chance.choice(FORMS) if chance.random() < 0.2 else "",
            chance.choice(TOPICS),
            chance.choice(codes),
            chance.choice(URGENCIES) if chance.random() < 0.2 else "",
        )
        if any(columns):
            found.setdefault("/".join(columns), _rule(*columns, chance))
    return list(found.values())


def _rule(form: str, topic: str, area: str, urgency: str, chance: random.Random) -> Rule:
    lead, *assist = (Target(function=code, level="county") for code in chance.sample(FUNCTIONS, 3))
    return Rule(
        id="/".join((form, topic, area, urgency)),
        form=form,
        topic=topic,
        area=area,
        urgency=urgency,
        lead=lead,
        assist=tuple(assist),
        accept_days={"": 1},
        resolve_days={"": 15},
    )


def cases(count: int, directory: Directory, chance: random.Random) -> list[Case]:
    """Items of villages, as they come: another place, topic, form and urgency each time."""
    villages = [area.code for area in directory.areas.values() if area.level == LEVELS[-1]]
    return [
        Case(chance.choice(FORMS), chance.choice(villages), chance.choice(TOPICS), chance.choice(URGENCIES))
        for _ in range(count)
    ]


def matches(rule: Rule, case: Case, chain: tuple[str, ...]) -> bool:
    """Column by column, in the written order."""
    return (
        (not rule.area or rule.area in chain)
        and (not rule.topic or rule.topic == case.topic)
        and (not rule.form or rule.form == case.form)
        and (not rule.urgency or rule.urgency == case.urgency)
    )


def rank(rule: Rule, chain: tuple[str, ...]) -> tuple[int, bool, bool, bool]:
    """How specific a rule is."""
    depth = len(chain) - chain.index(rule.area) if rule.area else 0
    return depth, bool(rule.topic), bool(rule.form), bool(rule.urgency)


def scanned(every: Sequence[Rule], directory: Directory, case: Case) -> tuple[str, str]:
    """The peer: each rule is tried, the most specific of those that match decides; then its unit is found."""
    chain = directory.chains[case.area]
    best = max((rule for rule in every if matches(rule, case, chain)), key=lambda rule: rank(rule, chain))
    unit = directory.responsible(best.lead.function, best.lead.level, case.area)
    assert unit is not None
    return best.id, unit.code


def rate(work: Callable[[Case], object], through: Sequence[Case]) -> float:
    """Items per second."""
    began = time.perf_counter()
    for case in through:
        work(case)
    return len(through) / (time.perf_counter() - began)


def measured(quick: bool = False) -> list[Row]:
    """All rows: beside the scan, growth from 100 to 100,000 rules, and building the index."""
    chance = random.Random(20210304)
    directory = country()
    sets = {size: rules(size, directory, chance) for size in SIZES}
    built = {size: RuleSet(every, directory) for size, every in sets.items()}
    through = cases(A_DAY, directory, chance)
    few = {size: through[: max(20, (200_000 if quick else 1_000_000) // size)] for size in SIZES[:-1]}
    agreed(built[10_000], sets[10_000], through[:200])
    times: dict[str, list[float]] = defaultdict(list)
    for _ in range(3 if quick else 7):
        for size, ruled in built.items():
            times[f"ours {size}"].append(rate(partial(route, ruled), through * (1 if quick else 4)))
        for size, some in few.items():
            times[f"scan {size}"].append(rate(partial(scanned, sets[size], directory), some))
        times["first"].append(rate(partial(route, RuleSet(sets[10_000], directory)), through))
        times["index"].append(timed(lambda: RuleSet(sets[10_000], directory)))
        times["dict"].append(timed(lambda: plain(sets[10_000])))
    compared(times, built[10_000], cases(PAST, directory, chance), 3 if quick else 7)
    return told({name: statistics.median(values) for name, values in times.items()})


def compared(times: dict[str, list[float]], before: RuleSet, through: Sequence[Case], rounds: int) -> None:
    """Two sets on what was filed, beside one: after all else, so that what is kept for it slows nothing down."""
    past = [(str(number), case) for number, case in enumerate(through)]
    after = RuleSet(moved(before.rules), before.directory)
    for _ in range(rounds):
        times["routing the past"].append(timed(lambda: routed(before, past)))
        times["comparing the past"].append(timed(lambda: compare(before, after, past)))


def told(median: dict[str, float]) -> list[Row]:
    """The rows, from the medians of the rounds."""
    beside = "items routed by {:,} rules, beside a linear scan"
    rows = [
        row(beside.format(size), median[f"ours {size}"], median[f"scan {size}"], "items/s", goal, "higher")
        for size, goal in ((100, 1), (1_000, 50), (10_000, 500))
    ]
    name = "the same by 10,000 rules when each place and topic is met for the first time"
    rows.append(row(name, median["first"], median["scan 10000"], "items/s", 50, "higher"))
    grown, small = 1e6 / median["ours 100000"], 1e6 / median["ours 100"]
    rows.append(row("time to route by 100,000 rules beside 100", grown, small, "us/item", 1.5, "lower"))
    index, least = median["index"] * 1e3, median["dict"] * 1e3
    rows.append(row("building the index of 10,000 rules beside a plain dict", index, least, "ms", 20, "lower"))
    name = f"comparing two sets of 10,000 rules on {PAST:,} past items, beside routing these by one"
    both, once = median["comparing the past"] * 1e3, median["routing the past"] * 1e3
    rows.append(row(name, both, once, "ms", 3, "lower"))
    return rows


def agreed(built: RuleSet, every: Sequence[Rule], through: Sequence[Case]) -> None:
    """Both sides decide alike, or there is nothing to compare."""
    for case in through:
        found = route(built, case)
        assert (found.rule, found.lead.code) == scanned(every, built.directory, case)


def routed(built: RuleSet, past: Sequence[tuple[str, Case]]) -> int:
    """Every item by one set; how many."""
    return len([route(built, case) for _number, case in past])


def moved(every: Sequence[Rule]) -> list[Rule]:
    """The same rules, one in a hundred with another function: a change as an admin makes it."""
    other = Target(function=FUNCTIONS[0], level="county")
    return [msgspec.structs.replace(rule, lead=other) if place % 100 == 7 else rule for place, rule in enumerate(every)]


def plain(every: Sequence[Rule]) -> dict[tuple[str, str, str, str], Rule]:
    """The least that an index can be: a dict of the same keys."""
    return {(rule.area, rule.topic, rule.form, rule.urgency): rule for rule in every}


if __name__ == "__main__":
    measuring.run(__doc__, measured)
