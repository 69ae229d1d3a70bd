"""Tables that an admin keeps in Excel: areas, units, functions, topics, people, households, there and back.

`plan` says what an import would change, `write` does it inside a turn, `export` gives the rows as they are written.
"""

from collections.abc import Mapping

from bot.registers.assets import ASSETS
from bot.registers.households import HOUSEHOLDS
from bot.registers.model import Cells, Change, Here, ImportPlan, Register, plan
from bot.registers.people import PEOPLE, is_new, newcomers
from bot.registers.places import AREAS, FUNCTIONS, TOPICS
from bot.registers.units import UNITS

REGISTERS: Mapping[str, Register] = {
    register.noun: register for register in (AREAS, UNITS, FUNCTIONS, TOPICS, PEOPLE, HOUSEHOLDS, ASSETS)
}
PLACES = frozenset({"areas", "units", "functions", "topics"})  # what the live view is built from

__all__ = [
    "PLACES",
    "REGISTERS",
    "Cells",
    "Change",
    "Here",
    "ImportPlan",
    "Register",
    "export",
    "is_new",
    "newcomers",
    "plan",
]


def export(register: Register, here: Here, *, protected: bool = False) -> list[Cells]:
    """Every row; protected columns masked, or in full where that was asked for and is written down."""
    rows = register.listed(here)
    if protected and register.clear is not None:
        clear = register.clear(here)
        return [{**cells, **clear.get(key, {})} for key, cells in rows.items()]
    return list(rows.values())
