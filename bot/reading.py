"""A workbook of rules that somebody sent to the bot: checked and compared beside the turns, which it would hold up."""

from dataclasses import dataclass

import msgspec

from bot import rulebook
from bot.clock import Clock
from bot.live import LiveLoader
from bot.messages import Said
from bot.routing.comparison import Comparison
from bot.routing.rules import RuleSet
from bot.rulebook import Checked
from bot.sheets import Unreadable
from storage import Engine
from storage.vault import Vault

NAME = "rules.xlsx"


class Read(msgspec.Struct, frozen=True):
    """What a workbook says, or why it cannot be read; what was filed beside the live rules, where it is sound."""

    unreadable: Said = ""
    checked: Checked | None = None
    compared: Comparison | None = None


@dataclass(frozen=True)
class Reading:
    """Reads by the rules and places that are live as it begins; for a thread."""

    reader: Engine
    live: LiveLoader
    vault: Vault
    clock: Clock

    def __call__(self, content: bytes) -> Read:
        """Raises nothing for what somebody sent."""
        with self.reader.connect() as connection:
            live = self.live.current(connection)
            try:
                found = rulebook.check(content, NAME, live)
            except Unreadable as error:
                return Read(unreadable=error.message)
            if found.errors:
                return Read(checked=found)
            after = RuleSet(found.rules, live.directory)
            compared = rulebook.compare_filed(connection, self.vault, live, after, self.clock())
        return Read(checked=found, compared=compared)
