"""What a batch has read ahead for all of its turns: kept for its connection's transaction, dropped where it is written.

Its chats and drafts are written at its end, as they are then: whoever changes their rows meanwhile changes these too.
Outside of a batch nothing is kept, and every read asks the database.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from bot.rights import Person

if TYPE_CHECKING:
    from storage.chats import Chat, Draft
    from storage.households import Household


@dataclass(slots=True)
class Ahead:
    """Rows by their key, as the modules of this package read them; None for what is not there."""

    people: dict[int, Person | None] = field(default_factory=dict)
    households: "dict[str, Household | None]" = field(default_factory=dict)
    below: Mapping[str, Sequence[str]] | None = None  # areas' codes, by the code of one above them or their own
    counts: dict[str, int] = field(default_factory=dict)  # counters that this transaction has moved on
    chats: "dict[int, Chat]" = field(default_factory=dict)  # one object a row, by its id
    drafts: "dict[int, Draft]" = field(default_factory=dict)
    outdated: bool = False  # a turn has changed the places, units, rules or forms that the batch was begun with

    def clear(self) -> None:
        """Forgets what was only read: areas have changed, which stand in all of it."""
        self.people.clear()
        self.households.clear()
        self.below = None

    @contextmanager
    def undone(self) -> Iterator[None]:
        """Where the block raises, what it was told is forgotten, and chats and drafts are again as they were."""
        before = [(row, copy(row)) for row in (*self.chats.values(), *self.drafts.values())]
        counts, drafts = dict(self.counts), dict(self.drafts)
        try:
            yield
        except BaseException:
            for row, kept in before:
                for name in row.__struct_fields__:
                    setattr(row, name, getattr(kept, name))
            self.counts, self.drafts = counts, drafts
            self.clear()
            raise


def begin(connection: Connection, below: Mapping[str, Sequence[str]] | None = None) -> Ahead:
    """From here on what is read is kept, for as long as this connection is in use; `below` is known already."""
    found = Ahead(below=below)
    connection.execution_options(ahead=found)
    return found


def of(connection: Connection) -> Ahead:
    """What was read ahead in this transaction; outside of a batch something empty that nobody keeps."""
    found = connection.get_execution_options().get("ahead")
    return found if isinstance(found, Ahead) else Ahead()
