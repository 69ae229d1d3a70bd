"""What one set of rules has and another has not."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec

from bot.routing import table
from bot.routing.model import Rule

NOTED = 500  # rules of each kind that the audit says in full


class Difference(msgspec.Struct, frozen=True):
    """What one set has and another has not, by the rules' ids."""

    added: tuple[Rule, ...]
    changed: tuple[tuple[Rule, Rule], ...]  # before, after
    removed: tuple[Rule, ...]

    def __bool__(self) -> bool:
        return bool(self.added or self.changed or self.removed)

    def touched(self) -> list[Rule]:
        """Every rule that this changes, as it was and as it is."""
        pairs = [rule for pair in self.changed for rule in pair]
        return [*self.added, *pairs, *self.removed]

    def plain(self) -> tuple[dict[str, Any], dict[str, Any]]:
        """The rules that differ as their cells, before and after, by id: what an audit keeps, at most so many of each
        kind, since both versions are kept whole."""
        changed = self.changed[:NOTED]
        before = {rule.id: table.written(rule) for rule in (*self.removed[:NOTED], *(old for old, _new in changed))}
        after = {rule.id: table.written(rule) for rule in (*self.added[:NOTED], *(new for _old, new in changed))}
        return before, after

    @property
    def size(self) -> int:
        """How many rules differ."""
        return len(self.added) + len(self.changed) + len(self.removed)


def differ(before: Sequence[Rule], after: Sequence[Rule]) -> Difference:
    """From one set to another; a moved row is no difference unless conditions make order count."""
    old, new = ({rule.id: rule for rule in rules} for rules in (before, after))
    return Difference(
        tuple(rule for code, rule in new.items() if code not in old),
        tuple((old[code], rule) for code, rule in new.items() if code in old and not same(old[code], rule)),
        tuple(rule for code, rule in old.items() if code not in new),
    )


def same(rule: Rule, other: Rule) -> bool:
    """Whether two rules say the same, wherever they stand."""
    return table.written(rule) == table.written(other)


def read_rows(rows: Iterable[Mapping[str, Any]]) -> list[Rule]:
    """Rules as they are stored."""
    return [msgspec.convert(row, Rule) for row in rows]
