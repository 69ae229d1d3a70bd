"""list_compared: a department's list was compared with the register; its hits become items for the villages' cadres.

A hit whose rows have all led to an item meanwhile adds nothing, so that the same list twice changes nothing.
"""

from collections.abc import Sequence
from typing import Any

import msgspec

from bot import items
from bot.auditing import write, write_for
from bot.comparing import Found, Kind, kinds
from bot.comparing.kinds import FORM, KIND, SAYS
from bot.forms import engine
from bot.forms.facts import Facts
from bot.lists import lists
from bot.messages import Message, say
from bot.rights import EVERYTHING, Person
from bot.turn import Turn
from handlers.to_verify import announced
from storage import hits, people, registers
from storage.items import Item


def list_compared(turn: Turn) -> list[Message]:
    """Begins the hits that a command brings along, or a piece of a list that an admin begins."""
    if load := str(turn.value("load")):
        count = piece(turn, load, int(turn.value("position")))
        return [Message(text=say("{count} items to be verified.", count=count))]
    kind = kinds(turn.live).get(turn.target)
    if kind is None or turn.live.rules is None:
        return [Message(text=say("There is no such kind of list, or there are no rules yet."))]
    count = _all_begun(turn, kind, [msgspec.convert(each, Found) for each in turn.value("hits")])
    write(turn, "compare", "lists", {}, {"kind": kind.code, "items": count}, str(turn.value("note")))
    return [Message(text=say("{count} items to be verified.", count=count))]


def piece(turn: Turn, load: str, position: int) -> int:
    """Begins what was kept in one piece of a list, which is gone with that; how many items."""
    content = registers.take(turn.connection, load, position)
    kept: Any = turn.offices.vault.open_json(content) if content is not None else {}
    kind = kinds(turn.live).get(str(kept.get("kind", "")))
    if kind is None or turn.live.rules is None:
        return 0
    count = _all_begun(turn, kind, [msgspec.convert(each, Found) for each in kept["hits"]])
    by = int(load.partition("/")[0])
    write_for(turn, by, "compare", "lists", {}, {"kind": kind.code, "items": count}, str(kept["note"]))
    return count


def _all_begun(turn: Turn, kind: Kind, found: Sequence[Found]) -> int:
    """Begins an item for each hit, and tells each village's cadres once, of all of theirs; how many."""
    staffed = hits.reporters(turn.connection, {hit.area for hit in found})
    begun: dict[str, list[Item]] = {}
    for hit in found:
        item = _begun(turn, kind, hit, staffed.get(hit.area, []))
        if item is not None:
            begun.setdefault(hit.area, []).append(item)
    for area, new in begun.items():
        for person in staffed[area]:
            items.tell_person(turn, person, announced(turn, kind.label, new))
    return sum(map(len, begun.values()))


def _begun(turn: Turn, kind: Kind, hit: Found, there: list[int]) -> Item | None:
    """The item of a hit; None where its rows are known, or nobody is there any more."""
    marks = [bytes.fromhex(mark) for mark in hit.marks]
    known = hits.known(turn.connection, marks)
    fresh = [mark for mark in marks if mark not in known]
    cadre = _cadre(turn, hit.household, there) if fresh else None
    if cadre is None:
        return None
    form = turn.live.form(FORM)
    facts = Facts(turn.now, 0, "", lists(turn, EVERYTHING))
    known_answers = {"household": hit.household, KIND: kind.code, SAYS: hit.says}
    state, _replies = engine.begin(form, facts, known_answers)
    item = items.begin_check(turn, form, engine.record(form, state, facts), kind, cadre)
    hits.add(turn.connection, fresh, hit.household, item.id)
    return item


def _cadre(turn: Turn, household: str, there: list[int]) -> Person | None:
    """Who of the village filed about the household last, else who has been there for longest."""
    who = hits.last_there(turn.connection, household, there) if there else None
    chosen = who if who is not None else next(iter(there), None)
    return people.person(turn.connection, chosen) if chosen is not None else None
