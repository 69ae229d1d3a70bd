"""What somebody may do with an item, as forms of its page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot import acts, notices
from bot.lifecycle import Relation, Step
from bot.live import Live
from bot.messages import Said, Text
from bot.rights import Scope, relations
from bot.web.sessions import Visitor, new_token
from storage import Connection, desk, hits, people
from storage.items import Item

VERIFY = "verify"  # begins a form, and is no step of an item

# The page's order: what is mostly done comes first, what ends or turns away last.
ORDER = (
    "accept", "grant", "refuse", "go_on", "answer_question", "close", "reply", "resolve", "contribute", "claim", "give",
    "ask", "urge", "pass_on", "involve", "pause", "extend", "reopen", "correct", "add_photo", "send_back", "comment",
    "withdraw",
)  # fmt: skip
MAIN = frozenset({"accept", "close", "resolve", "grant", "go_on", "answer_question", "contribute"})


@dataclass(frozen=True)
class Field:
    """What an action needs: its name and kind (text, unit, days, person, photo), the question, and what to tap."""

    name: str
    asks: Text
    chips: tuple[Said, ...] = ()
    options: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Offer:
    """An action as a form."""

    action: str
    main: bool
    label: Text
    fields: tuple[Field, ...]
    once: str


def offers(connection: Connection, visitor: Visitor, found: Item) -> list[Offer]:
    """The actions open to this person, in the page's order."""
    standing = relations(visitor.person, found.parties)
    steps = notices.open_steps(found, standing)
    own = desk.templates(connection, found.lead) if standing & {Relation.LEAD} else {}
    colleagues = _colleagues(connection, visitor, found) if Relation.LEAD in standing else ()
    made = [_offer(step, own, colleagues) for step in sorted(steps, key=lambda step: ORDER.index(step.action))]
    return [offer for offer in made if offer.action != "give" or offer.fields[0].options]


def _offer(step: Step, own: Mapping[str, Sequence[str]], colleagues: tuple[tuple[str, str], ...]) -> Offer:
    fields = tuple(_field(step.action, need, own, colleagues) for need in step.needs)
    return Offer(step.action, step.action in MAIN, acts.action_labels[step.action], fields, new_token())


def _field(action: str, need: str, own: Mapping[str, Sequence[str]], colleagues: tuple[tuple[str, str], ...]) -> Field:
    asks = acts.asked(action, need)
    if need == "person":
        return Field(need, asks, options=colleagues)
    if need in ("reason", "text"):
        return Field(need, asks, chips=(*own.get(action, ()), *(() if own.get(action) else acts.READY.get(action, ()))))
    return Field(need, asks)


def _colleagues(connection: Connection, visitor: Visitor, found: Item) -> tuple[tuple[str, str], ...]:
    """But for whoever has it; where nobody has, one's own way is “I take it”."""
    on_duty = (people.person(connection, each) for each in people.on_duty(connection, found.lead))
    has = found.holder or visitor.person.id
    return tuple((str(each.id), each.name) for each in on_duty if each is not None and each.id != has)


def units(live: Live, found: Item) -> list[str]:
    """Names to choose from: those of the item's own places first."""
    above = set(live.directory.chains.get(found.area, ()))
    others = [unit for unit in live.directory.units.values() if unit.code != found.lead]
    return [unit.name for unit in sorted(others, key=lambda unit: (unit.area not in above, unit.code))]


def verifies(connection: Connection, visitor: Visitor, number: str) -> bool:
    """Whether it waits to be verified by somebody of this person's villages."""
    return bool(hits.waiting(connection, Scope(villages=visitor.scope.villages), 1, number=number))
