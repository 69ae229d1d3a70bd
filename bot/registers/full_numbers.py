"""Full numbers leave the house only for an admin of the whole place, with a reason, a few times a day."""

from datetime import datetime, time

from bot import items, rulebook
from bot.languages import SHANGHAI
from bot.messages import Message, Said, say
from bot.rights import Role
from bot.turn import Turn
from storage import audit, people, staff

A_DAY = 3  # exports with full numbers, of one person


def refusal(turn: Turn, person: int, note: str) -> Said | None:
    """Why somebody may not take full numbers out; None where they may."""
    someone = people.person(turn.connection, person)
    if someone is None or not rulebook.whole(someone, turn.live):
        return say("Full numbers are given out only for an admin of the whole place.")
    if not note.strip():
        return say("Say what the full numbers are for.")
    midnight = datetime.combine(turn.today, time(), SHANGHAI)
    if audit.count(turn.connection, "export", person, midnight) >= A_DAY:
        return say("{name} has taken full numbers out {count} times today, and that is the most: tomorrow again.",
                   name=someone.name, count=A_DAY)  # fmt: skip
    return None


def tell(turn: Turn, person: int, noun: Said, rows: int, note: str) -> None:
    """Every other admin of the whole place hears of it at once."""
    name = people.named(turn.connection, person)
    text = say("{name} has taken {rows} rows of {table} out with full numbers: {note}", name=name, rows=rows,
               table=noun, note=note)  # fmt: skip
    areas = [code for code in turn.live.directory.areas if _holds_all(turn, code)]
    held = [each for area in areas for each in staff.holders(turn.connection, area=area, role=Role.ADMIN)]
    for other in dict.fromkeys(each.person for each in held):
        if other != person:
            items.tell_person(turn, other, Message(text=text))


def _holds_all(turn: Turn, code: str) -> bool:
    """Whether every unit serves this place or one below it."""
    chains = turn.live.directory.chains
    return all(code in chains[unit.area] for unit in turn.live.directory.units.values())
