"""The area tree as a list."""

from collections.abc import Sequence

from bot import notices
from bot.forms.facts import Entry
from bot.rights import Right
from bot.routing.model import Area
from bot.routing.names import label
from bot.sought import sought
from bot.turn import Turn


class Areas:
    """The area tree: one's own villages first, any other by name."""

    def __init__(self, turn: Turn) -> None:
        self.turn = turn

    def get(self, name: str) -> Entry | None:
        """A place by its code."""
        area = self.turn.live.directory.areas.get(name)
        return self._entry(area) if area is not None else None

    def search(self, text: str, limit: int) -> Sequence[Entry]:
        """Places whose name holds these words: those of one's own townships and counties first."""
        directory = self.turn.live.directory
        words = sought(text).rpartition("/")[2]
        near = {code for village in self._own() for code in directory.chains[village][:3]}
        found = [
            area for area in directory.areas.values() if words in area.name and area.level in ("village", "township")
        ] or [directory.areas[code] for code in directory.run_together(words)]
        found.sort(key=lambda area: (not near.intersection(directory.chains[area.code]), len(area.name), area.code))
        return [self._entry(area) for area in found[:limit]]

    def suggested(self, limit: int) -> Sequence[Entry]:
        """One's own villages."""
        return [self._entry(self.turn.live.directory.areas[code]) for code in self._own()[:limit]]

    def groups(self) -> Sequence[Entry]:
        """The counties."""
        return [self._entry(area) for area in self.turn.live.directory.areas.values() if area.level == "county"]

    def within(self, group: str) -> Sequence[Entry]:
        """The townships of a county."""
        return [self._entry(area) for area in self.turn.live.directory.areas.values() if area.parent == group]

    def _own(self) -> list[str]:
        person = self.turn.person
        return [path.rpartition("/")[2] for path in person.areas(Right.FILE)] if person is not None else []

    def _entry(self, area: Area) -> Entry:
        own = area.code in self._own()
        path = label(area.name) if own else notices.where(self.turn.live, area.code)
        return Entry(area.code, path, {"level": area.level, "parent": area.parent}, area.parent)
