"""A workbook of rules, or a department's list, that somebody sent to the bot: checked and compared beside the turns,
which it would hold up."""

from dataclasses import dataclass

import msgspec

from bot import rulebook
from bot.clock import Clock
from bot.comparing import kinds
from bot.comparing.trying import Tried, tried
from bot.live import LiveLoader
from bot.messages import Said
from bot.registers import Here
from bot.routing.comparison import Comparison
from bot.routing.rules import RuleSet
from bot.rulebook import Checked
from bot.tables.sheets import Unreadable
from bot.workdays import day_of
from storage import Engine, people
from storage.files import Attachment
from storage.vault import Vault

NAME = "rules.xlsx"
LISTS = "list/"  # goes before the kind, in the path of a department's list, which is compared and not kept


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

    def __call__(self, attachment: Attachment, content: bytes) -> "Read | Tried | None":
        """By what it was sent for. Raises nothing for what somebody sent."""
        if attachment.path.startswith(LISTS):
            return self._compared(attachment, content)
        return self._rules(content)

    def _compared(self, attachment: Attachment, content: bytes) -> Tried | None:
        """A department's list; None where its kind or its sender is there no more."""
        with self.reader.connect() as connection:
            here = Here(connection, self.vault, self.live.current(connection), day_of(self.clock()))
            kind = kinds(here.live).get(attachment.path.removeprefix(LISTS))
            person = people.person(connection, attachment.person) if attachment.person is not None else None
            return tried(here, person, kind, attachment.name, content) if kind and person else None

    def _rules(self, content: bytes) -> Read:
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
