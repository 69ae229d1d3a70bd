"""A department's list that somebody sent, tried against the register: what it would begin, within their places."""

from dataclasses import dataclass, replace

import msgspec

from bot import rulebook
from bot.comparing.kinds import Kind
from bot.comparing.matching import Comparison, Found, compare
from bot.comparing.reading import Listed, listed
from bot.messages import Said
from bot.registers.model import Here
from bot.registers.theirs import Reach
from bot.rights import Person
from bot.tables.sheets import Unreadable, left_aside, table_in

PIECE = 100  # hits a turn

Plain = dict[str, object]  # hits as they are kept until they are begun


@dataclass(frozen=True, slots=True)
class Tried:
    """What came of it: why it cannot be read, or what it would begin; `foreign` households lie in places of others."""

    kind: str
    unreadable: Said = ""
    found: Comparison | None = None
    hits: tuple[Found, ...] = ()
    foreign: int = 0

    def pieces(self, note: str) -> list[Plain]:
        """What is to be begun, as many as one turn takes in each."""
        plain = [msgspec.to_builtins(hit) for hit in self.hits]
        starts = range(0, len(plain), PIECE)
        return [{"kind": self.kind, "note": note, "hits": plain[start : start + PIECE]} for start in starts]

    @property
    def counts(self) -> dict[str, int]:
        """How many: items, known, unknown and refused rows, households of others."""
        if self.found is None:
            return {}
        refused = len({problem.row for problem in self.found.problems if not problem.warning})
        return {"items": len(self.hits), "known": self.found.known, "unknown": len(self.found.unknown),
                "refused": refused, "foreign": self.foreign}  # fmt: skip


def read(kind: Kind, name: str, content: bytes) -> Listed:
    """The list in a file; raises Unreadable."""
    found = table_in(name, content)
    list_ = listed(kind, found.name, found.lines)
    return replace(list_, problems=(*left_aside(found), *list_.problems))


def tried(here: Here, person: Person, kind: Kind, name: str, content: bytes) -> Tried:
    """Compares it, and changes nothing. Raises nothing for what somebody sent."""
    try:
        found = compare(kind, read(kind, name, content), here)
    except Unreadable as error:
        return Tried(kind.code, error.message)
    reach, paths = Reach(person, here), here.live.paths
    everywhere = rulebook.whole(person, here.live)
    theirs = tuple(hit for hit in found.hits if everywhere or reach.inside(paths[hit.area]))
    return Tried(kind.code, "", found, theirs, len(found.hits) - len(theirs))
