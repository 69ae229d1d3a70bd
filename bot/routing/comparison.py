"""Two rule sets side by side: which of these items would go to another unit, from which to which."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence

import msgspec

from bot.routing.directory import Directory
from bot.routing.model import Case, Unit
from bot.routing.rules import RuleSet, route
from bot.routing.words import URGENCY_NAMES

STEP = 1_000  # items between two reports of progress


class Move(msgspec.Struct, frozen=True):
    """Items that one unit leads by the first set, and another one by the second."""

    source: Unit
    target: Unit
    items: tuple[str, ...]  # by the names they were given in


class Comparison(msgspec.Struct, frozen=True):
    """What changes between two sets; the largest move first. A name counts once, also where several cases have it."""

    compared: int
    moves: tuple[Move, ...]

    @property
    def moved(self) -> int:
        """How many items go elsewhere."""
        return sum(len(move.items) for move in self.moves)


def compare(
    before: RuleSet,
    after: RuleSet,
    cases: Iterable[tuple[str, Case]],
    progress: Callable[[int], None] = lambda _done: None,
) -> Comparison:
    """Routes every case under both sets. Nothing is stored or sent; `progress` is told how many are done."""
    moves: dict[tuple[str, str], dict[str, None]] = defaultdict(dict)
    units: dict[str, Unit] = {}
    compared, last = 0, None
    for done, (name, case) in enumerate(cases, start=1):
        source, target = route(before, case).lead, route(after, case).lead
        if source.code != target.code:
            moves[source.code, target.code][name] = None
            units[source.code], units[target.code] = source, target
        compared, last = compared + (name != last), name
        if done % STEP == 0:
            progress(done)
    found = [Move(units[source], units[target], tuple(items)) for (source, target), items in moves.items()]
    return Comparison(compared, tuple(sorted(found, key=lambda move: -len(move.items))))


def every_case(
    directory: Directory, forms: Sequence[str], urgencies: Sequence[str] = ("",)
) -> Iterator[tuple[str, Case]]:
    """Every topic in every place by each form, in each of these urgencies, where there is no history yet; each is named
    by its topic, its path and its urgency, one name for all forms.

    What a set has found for a topic and a place serves for all forms.
    """
    for place in directory.areas:
        path = directory.path(place)
        for topic in directory.topics.values():
            for urgency in urgencies:
                word = f"（{URGENCY_NAMES[urgency]}）" if urgency else ""
                for form in forms:
                    yield f"{topic.name} {path}{word}", Case(form, place, topic.code, urgency)
