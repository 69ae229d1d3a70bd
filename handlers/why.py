"""/why 2026-000123: why an item is where it is; for admins of its place, who learn nothing else of it."""

from bot import items, notices, rulebook
from bot.messages import Lines, Message, Said, say
from bot.rights import EVERYTHING, Person, Right, covers
from bot.routing.explanation import explain
from bot.routing.model import Rule
from bot.routing.rules import RuleErrors, RuleSet
from bot.rulebook import read_rows
from bot.tables.rules import means
from bot.turn import Turn
from handlers import acting
from storage import history, places
from storage import items as stored
from storage.items import Item

SHOWN = 6  # rules that matched


def why(turn: Turn) -> list[Message]:
    """Which rules matched, which won and by which column, how its function became that unit, and who has it now."""
    number = turn.target.strip()
    if turn.person is None or not turn.person.may(Right.CONFIGURE):
        return [Message(text=acting.NOT_YOURS)]
    if not number:
        return [Message(text=say("Write the number too: /why 2026-000123"))]
    item = stored.by_number(turn.connection, EVERYTHING, number)
    if item is None or not _may(turn, turn.person, item):
        return [acting.absent(number)]
    return [Message(text=Lines(tuple(_lines(turn, item))))]


def _may(turn: Turn, person: Person, item: Item) -> bool:
    """An admin of the item's area; or somebody who sees the item anyway."""
    if any(covers(area, item.area_path) for area in person.areas(Right.CONFIGURE)):
        return True
    try:
        items.seen(turn, item.number)
    except items.Absent:
        return False
    return True


def _lines(turn: Turn, item: Item) -> list[Said]:
    topic = item.topic_name or "-"
    place = notices.where(turn.live, item.area)
    lines: list[Said] = [say("{number}: {topic}, {place}, rules {version}.", number=item.number, topic=topic,
                             place=place, version=str(item.ruleset))]  # fmt: skip
    rows = places.rule_rows(turn.connection, item.ruleset) or []
    try:
        rules = RuleSet(read_rows(rows), turn.live.directory)
    except RuleErrors:
        lines.append(say("Units have changed since; those rules cannot be tried any more."))
        return lines
    case = rulebook.case_of(history.of_numbers(turn.connection, [item.number])[0], turn.offices.vault)
    found = explain(rules, case)
    lines.append(found.reason)
    if found.others is not None:
        lines.append(found.others)
    lines += [_matched(turn, rule, found.winner) for rule in found.matched[:SHOWN]]
    if item.lead and item.lead != found.lead.code:
        lines.append(say("It has been sent on since, and is with {unit} now.", unit=item.lead_name))
    return lines


def _matched(turn: Turn, rule: Rule, winner: Rule) -> Said:
    if rule is winner:
        return say("· decides: {rule}", rule=means(rule, turn.live.directory))
    return say("· matches too: {rule}", rule=means(rule, turn.live.directory))
