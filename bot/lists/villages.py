"""What the lists of a village's own things share: one level, and a scope."""

from collections.abc import Sequence

from bot.forms.facts import Entry
from bot.rights import Scope, scope_of
from bot.turn import Turn


class OfVillages:
    """A list on one level, of what lies in the villages of whoever speaks, or in a scope that is given."""

    def __init__(self, turn: Turn, scope: Scope | None = None) -> None:
        self.turn = turn
        self._within = scope

    def groups(self) -> Sequence[Entry]:
        """One level only."""
        return ()

    def within(self, group: str) -> Sequence[Entry]:
        """One level only."""
        return ()

    @property
    def scope(self) -> Scope:
        """What may be chosen."""
        if self._within is None:
            assert self.turn.person is not None  # noqa: S101 - strangers fill in no forms
            self._within = scope_of(self.turn.person)
        return self._within
