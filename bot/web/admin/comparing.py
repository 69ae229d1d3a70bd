"""What a version of the rules would send elsewhere, found beside the page that shows it and kept for the next look."""

import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from threading import Lock

from fastapi import Request

from bot import rulebook
from bot.live import Live
from bot.routing.model import Rule
from bot.routing.rules import RuleErrors, RuleSet
from bot.routing.sheet import Problem
from bot.rulebook import Compared
from bot.web.site import Site
from bot.web.works import PATIENCE, Stopped
from storage import Connection, lists

KEPT = 8  # comparisons

Key = tuple[int, int, int]  # the version, the live places and rules, the latest item


@dataclass(frozen=True)
class Verdict:
    """What keeps rules from being live, else what they would send elsewhere, and what is worth a look."""

    problems: tuple[Problem, ...] = ()
    warnings: tuple[Problem, ...] = ()
    compared: Compared | None = None


@dataclass
class Trying:
    """A comparison, perhaps under way: how many cases it has tried, and since when (seconds of the process)."""

    future: Future[Verdict] = field(default_factory=Future)
    done: int = 0
    begun: float = field(default_factory=time.monotonic)

    @property
    def seconds(self) -> int:
        """How long it has been under way."""
        return int(time.monotonic() - self.begun)

    @property
    def failed(self) -> bool:
        """Whether it came to nothing, so that it has to be begun anew."""
        return self.future.done() and (self.future.cancelled() or self.future.exception() is not None)

    @property
    def verdict(self) -> Verdict | None:
        """What was found; None while it is being looked for. A page waits a moment for it."""
        try:
            return self.future.result(PATIENCE)
        except TimeoutError:
            return None


class Comparisons:
    """The last few, one made at a time: a page is looked at more than once, and each takes seconds on many items."""

    def __init__(self) -> None:
        self._kept: dict[Key, Trying] = {}
        self._lock = Lock()
        self._thread = ThreadPoolExecutor(1, "comparison")
        self._stopped = False

    def of(self, key: Key, make: Callable[[Callable[[int], None]], Verdict]) -> Trying:
        """The comparison of this key, begun where nobody has asked for it yet."""
        with self._lock:
            found = self._kept.get(key)
            if found is None or found.failed:
                found = self._kept[key] = Trying()
                found.future = self._thread.submit(make, self._told(found))
                while len(self._kept) > KEPT:
                    self._kept.pop(next(iter(self._kept))).future.cancel()
            return found

    def sound(self, key: Key) -> bool:
        """Whether it is known already that nothing keeps these rules from being live."""
        found = self._kept.get(key)
        return found is not None and found.future.done() and not found.failed and not found.future.result().problems

    def _told(self, trying: Trying) -> Callable[[int], None]:
        def told(done: int) -> None:
            if self._stopped:
                raise Stopped
            trying.done = done

        return told

    def close(self) -> None:
        """Lets go of what is under way, at its next step."""
        self._stopped = True
        self._thread.shutdown(wait=True, cancel_futures=True)


def comparisons_of(request: Request) -> Comparisons:
    """Those of this process."""
    found: Comparisons = request.app.state.comparisons
    return found


def key_of(connection: Connection, live: Live, version: int) -> Key:
    """What a comparison depends on."""
    return version, live.version, lists.latest_item(connection)


def tried(site: Site, live: Live, rules: list[Rule], progress: Callable[[int], None]) -> Verdict:
    """Rules beside the live ones, with a connection of its own, for a thread."""
    found = rulebook.stored(rules, live.directory)
    problems = tuple(problem for problem in found if not problem.warning)
    if problems:
        return Verdict(problems)
    try:
        after = RuleSet(rules, live.directory)
    except RuleErrors as error:
        return Verdict(tuple(error.problems))
    with site.reader.connect() as connection:
        compared = rulebook.compare(connection, site.vault, live, after, site.clock(), progress)
    return Verdict((), tuple(found), compared)
