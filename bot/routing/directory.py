"""Who and what there is: places, lines of work, units and topics, found by code or by name.

Built once from values and then only read. `responsible` answers the question that routing asks: which unit carries
out this line of work, at this level, for this place.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import TypeVar

from bot.languages import listed
from bot.messages import Labels, Said, say
from bot.routing.model import DEPTH, LEVELS, Area, Function, Topic, Unit
from bot.routing.names import stem, tidy
from bot.routing.sheet import suggested
from bot.routing.tree import chains

LONGEST = 80  # characters of a path
_PARTINGS = str.maketrans("／\\＞>·", "/////")
Named = TypeVar("Named", Function, Unit, Topic)


class Unresolved(Exception):
    """What somebody typed names nothing, or several things; `message` says so and what would do."""

    def __init__(self, message: Said) -> None:
        super().__init__("unresolved")
        self.message = message


class Nearest(dict[tuple[str, str], Unit | None]):
    """Units by function and place: the one there, or in the nearest place above that has one; looked up when asked."""

    def __init__(self, chains: Mapping[str, tuple[str, ...]], units: Iterable[Unit]) -> None:
        super().__init__()
        self.chains = chains
        self.own: dict[tuple[str, str], Unit] = {}
        for unit in units:
            for function in unit.functions:
                self.own.setdefault((function, unit.area), unit)

    def __missing__(self, key: tuple[str, str]) -> Unit | None:
        function, place = key
        found = (self.own.get((function, area)) for area in self.chains[place])
        unit = self[key] = next((unit for unit in found if unit), None)
        return unit


class Bases(dict[str, tuple[str, ...]]):
    """Where a search from a place begins, for each level from the top: the first place of its chain, from below, that
    is not lower than that level; looked up when asked."""

    def __init__(self, chains: Mapping[str, tuple[str, ...]], areas: Mapping[str, Area]) -> None:
        super().__init__()
        self.chains = chains
        self.areas = areas

    def __missing__(self, place: str) -> tuple[str, ...]:
        chain = self.chains[place]
        depths = [(DEPTH[self.areas[code].level], code) for code in chain]
        bases = self[place] = tuple(
            next((code for depth, code in depths if depth <= level), chain[-1]) for level in range(len(LEVELS))
        )
        return bases


class Directory:
    """The places, functions, units and topics of one deployment. Raises ValueError where the areas are no tree."""

    def __init__(
        self,
        areas: Iterable[Area],
        functions: Iterable[Function] = (),
        units: Iterable[Unit] = (),
        topics: Iterable[Topic] = (),
        forms: Mapping[str, Said] | None = None,
    ) -> None:
        self.areas = {area.code: area for area in areas}
        self.functions = {function.code: function for function in functions}
        self.units = {unit.code: unit for unit in units}
        self.topics = {topic.code: topic for topic in topics}
        self.forms = dict(forms or {})  # titles by code
        self.forms_called = {word: code for code, title in self.forms.items() for word in _words(title)} | {
            code: code for code in self.forms
        }
        self.chains, broken = chains(self.areas)  # each place's code and those above it, up to the top
        if broken:
            raise ValueError(f"{len(broken)} areas stand in no tree")
        self.bases = Bases(self.chains, self.areas)
        self.nearest = Nearest(self.chains, self.units.values())
        self._places: dict[str, list[str]] | None = None
        self._names: dict[str, list[Unit]] | None = None

    # --- responsibility ---------------------------------------------------------------------------------------

    def base(self, level: str, place: str) -> str:
        """Where the search begins: the place's own ancestor at this level, or the place itself where it is higher."""
        return self.bases[place][DEPTH[level]]

    def responsible(self, function: str, level: str, place: str) -> Unit | None:
        """The unit that carries out this function at this level for this place; all three by their codes."""
        return self.nearest[function, self.bases[place][DEPTH[level]]]

    def topmost(self, function: str) -> Unit | None:
        """The highest unit that carries out this function at all."""
        carriers = [unit for unit in self.units.values() if function in unit.functions and unit.area in self.chains]
        return min(carriers, key=lambda unit: len(self.chains[unit.area]), default=None)

    # --- names ------------------------------------------------------------------------------------------------

    def area(self, typed: str) -> Area:
        """The place of this code, path (环县/曲子镇/西沟村, with or without /) or name, where only one has it."""
        text = tidy(typed)
        if text in self.areas:
            return self.areas[text]
        *above, last = [part for part in text.translate(_PARTINGS).split("/") if part] or [""]
        found = [code for code in self._called(last) if self._below(code, above)] or self.run_together(text)
        if len(found) == 1:
            return self.areas[found[0]]
        if found:
            raise Unresolved(
                say(
                    "“{typed}” is the name of {count} places: {places}. Write the path or the code.",
                    typed=typed,
                    count=len(found),
                    places=listed([f"{self.path(code)}（{code}）" for code in found[:6]]),
                )
            )
        problem = say("There is no place “{typed}”.", typed=typed)
        raise Unresolved(suggested(problem, last, self._suggestions(above)))

    def run_together(self, typed: str) -> list[str]:
        """Codes of the places whose path is this one where nothing parts it: 环县曲子镇西沟村."""
        text = tidy(typed).translate(_PARTINGS).replace("/", "")
        return list(dict.fromkeys(
            code
            for cut in range(1, len(text) if len(text) <= LONGEST else 0)
            for code in self._called(text[cut:])
            if self._made_of(text[:cut], self.chains[code][1:])
        ))  # fmt: skip

    def _made_of(self, text: str, above: tuple[str, ...]) -> bool:
        """Whether a text is the names of some of these places, the last one's first; they are given from below."""
        if not text:
            return True
        return any(
            text.endswith(name) and self._made_of(text[: -len(name)], above[place:])
            for place, code in enumerate(above, start=1)
            for name in _names(self.areas[code])
        )

    def path(self, code: str) -> str:
        """The place as people name it: 环县/曲子镇/西沟村, from the county down; 庆阳市 for the city itself."""
        chain = [self.areas[each] for each in self.chains[code]]
        shown = [area for area in chain if area.level not in LEVELS[:2]] or chain[:1]
        return "/".join(area.label for area in reversed(shown))

    def _called(self, name: str) -> list[str]:
        """Codes of the places with this name; the whole name goes before the name without its ending."""
        places = self._places
        if places is None:
            places = self._places = _by_name(self.areas)
        return places.get("=" + name) or places.get(stem(name), [])

    def _below(self, code: str, above: list[str]) -> bool:
        """Whether the places above this one have these names, in this order, perhaps with others between."""
        ancestors = iter(reversed(self.chains[code][1:]))
        return all(any(_is_called(self.areas[each], name) for each in ancestors) for name in above)

    def _suggestions(self, above: list[str]) -> list[str]:
        inside = (code for code in self.areas if self._below(code, above)) if above else iter(self.areas)
        return list(dict.fromkeys(self.areas[code].label for code in inside))

    def unit(self, typed: str) -> Unit:
        """The unit of this code, name or alias."""
        if typed in self.units:
            return self.units[typed]
        names = self._names
        if names is None:
            names = self._names = _by_alias(self.units)
        found = names.get(tidy(typed), [])
        if len(found) == 1:
            return found[0]
        if found:
            raise Unresolved(
                say(
                    "“{typed}” is a name of {count} units: {units}. Write the code.",
                    typed=typed,
                    count=len(found),
                    units=listed([f"{unit.name}（{unit.code}）" for unit in found[:6]]),
                )
            )
        raise Unresolved(suggested(say("There is no unit “{typed}”.", typed=typed), typed, names))

    def function(self, typed: str) -> Function:
        """The function of this code or name."""
        return _named(self.functions, typed, say("There is no function “{typed}”.", typed=typed))

    def topic(self, typed: str) -> Topic:
        """The topic of this code or name."""
        return _named(self.topics, typed, say("There is no topic “{typed}”.", typed=typed))


def _words(title: Said) -> tuple[str, ...]:
    return tuple(title.words.values()) if isinstance(title, Labels) else (title,) if isinstance(title, str) else ()


def _named(known: Mapping[str, Named], typed: str, problem: Said) -> Named:
    text = typed.strip()
    found = known.get(text) or next((value for value in known.values() if value.name == text), None)
    if found is None:
        raise Unresolved(suggested(problem, text, [*known, *(value.name for value in known.values())]))
    return found


def _is_called(area: Area, name: str) -> bool:
    return name in {area.name, area.label} or stem(name) == stem(area.name)


def _names(area: Area) -> set[str]:
    return {area.name, area.label, stem(area.name)}


def _by_name(areas: Mapping[str, Area]) -> dict[str, list[str]]:
    """Codes by "=whole name" and by the name without its ending."""
    found: dict[str, list[str]] = defaultdict(list)
    for area in areas.values():
        for name in {"=" + area.name, "=" + area.label, stem(area.name)}:
            found[name].append(area.code)
    return dict(found)


def _by_alias(units: Mapping[str, Unit]) -> dict[str, list[Unit]]:
    """Units by each of their names; a name of one unit goes before the same alias of another."""
    found: dict[str, list[Unit]] = defaultdict(list)
    for unit in units.values():
        found[unit.name].append(unit)
    names = set(found)
    for unit in units.values():
        for alias in unit.aliases:
            if alias not in names:
                found[alias].append(unit)
    return dict(found)
