"""The live versions of what turns are run by: places, units, topics, rules and forms; read again when they change."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from threading import Lock

import msgspec

from bot.forms.compiled import compiled_form
from bot.forms.model import Form
from bot.routing.directory import Directory
from bot.routing.model import Area, Function, Rule, Topic, Unit
from bot.routing.rhythms import USUAL
from bot.routing.rules import RuleSet
from bot.routing.stages import StageKind
from storage import Connection, marks, places, stages, visits

OVERVIEW = "rural_revitalisation"  # 扶贫办, then 乡村振兴局


@dataclass(frozen=True)
class Live:
    """One consistent view. A turn is run with one of them, and a batch too, unless one of its turns changes it."""

    version: int
    directory: Directory
    paths: Mapping[str, str]  # an area's path by its code
    topics: tuple[Topic, ...]
    ruleset: int
    rules: RuleSet | None
    sources: Mapping[tuple[str, str], tuple[str, bytes]]  # workbooks (file name and content) by form and version
    current: Mapping[str, str]  # the live version by form
    overview: str  # the function that keeps the overview and gets what is sent back
    rhythms: Mapping[str, int] = field(default_factory=lambda: USUAL)  # days between visits, by a household's category
    stages: Sequence[StageKind] = ()  # of a household's application after its check, in order
    _compiled: dict[tuple[str, str], Form] = field(default_factory=dict)
    _lists: dict[tuple[str, str, str], tuple[str, ...]] = field(default_factory=dict)

    @cached_property
    def below(self) -> Mapping[str, Sequence[str]]:
        """The codes of an area and of all below it, by its own code."""
        found: dict[str, list[str]] = {}
        for code, chain in self.directory.chains.items():
            for above in chain:
                found.setdefault(above, []).append(code)
        return found

    def form(self, code: str, version: str = "") -> Form:
        """A form, in the version that a conversation began with, or the live one; compiled when first asked for."""
        key = (code, version or self.current[code])
        found = self._compiled.get(key)
        if found is None:
            found = self._compiled[key] = compiled_form(*self.sources[key])
        return found

    def asked_from(self, code: str, version: str, name: str) -> tuple[str, ...]:
        """The paths of a form's questions that choose from an outside list."""
        key = (code, version, name)
        found = self._lists.get(key)
        if found is None:
            questions = self.form(code, version).questions
            found = self._lists[key] = tuple(question.path for question in questions if question.list == name)
        return found


class LiveLoader:
    """Reads the live versions, and reads them again only when their number has grown."""

    def __init__(self) -> None:
        self._live: Live | None = None
        self._lock = Lock()

    def current(self, connection: Connection) -> Live:
        """The view that holds inside this transaction."""
        version = places.version(connection)
        with self._lock:
            if self._live is None or self._live.version != version:
                self._live = read(connection, version)
            return self._live

    def changed(self, connection: Connection) -> Live:
        """The view inside the transaction that changes it: kept for nobody else, since it may yet be rolled back."""
        version = places.version(connection)
        with self._lock:
            if self._live is not None and self._live.version == version:
                return self._live  # what was changed has been taken back
        return read(connection, version)


def read(connection: Connection, version: int) -> Live:
    """Builds the view from the tables."""
    areas = places.areas(connection)
    levels = {code: level for code, _, level, *_ in areas}
    forms = places.forms(connection)
    topics = tuple(
        Topic(topic.code, topic.group, topic.name, topic.point or 0, tuple(topic.keywords))
        for topic in places.topics(connection)
    )
    sources = {(form.code, form.version): (form.file, bytes(form.source)) for form in forms}
    current = {form.code: form.version for form in forms if form.live}
    directory = Directory(
        [Area(code, name, level, parent or "") for code, name, level, parent, _ in areas],
        [Function(function.code, function.name, function.note) for function in places.functions(connection)],
        [
            Unit(unit.code, unit.name, unit.area, tuple(unit.functions), tuple(unit.aliases), levels[unit.area])
            for unit in places.units(connection)
            if unit.closed_at is None
        ],
        topics,
        {code: compiled_form(*sources[code, current[code]]).title for code in current},
    )
    stored = places.live_rules(connection)
    ruleset, rows = stored or (0, [])
    rules = RuleSet([msgspec.convert(row, Rule) for row in rows], directory) if stored else None
    paths = {code: path for code, *_, path in areas}
    overview = marks.read(connection, "overview") or OVERVIEW
    rhythms = visits.rhythms(connection) or USUAL
    kinds = [StageKind(kind.stage, kind.name, kind.days, kind.by, kind.note) for kind in stages.kinds(connection)]
    return Live(version, directory, paths, topics, ruleset, rules, sources, current, overview, rhythms, kinds)
