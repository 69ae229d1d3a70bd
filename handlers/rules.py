"""rules_draft, rules_publish, rules_rollback, rules_reroute: changing who is responsible, each one turn with its entry
in the audit.

A command acts for the operator; an admin only within their areas.
"""

from typing import Any

import msgspec

from bot import items, rulebook
from bot.auditing import write
from bot.languages import listed
from bot.lifecycle import Refused
from bot.messages import Lines, Message, Said, say, say_n
from bot.rights import EVERYTHING, Right, covers
from bot.routing.model import Rule
from bot.rulebook import Difference, beyond, differ, read_rows
from bot.rulebook.earlier import before_live
from bot.tables.rules import called
from bot.turn import Turn
from storage import items as stored
from storage import places
from storage.places import NewRules


def rules_draft(turn: Turn) -> list[Message]:
    """Keeps a set of rules as a draft; nothing is routed by it."""
    rows, note = list(turn.value("rows")), str(turn.value("note"))
    live = places.live_rules(turn.connection)
    base = turn.value("base") or (live[0] if live else None)
    person = turn.person.id if turn.person is not None else None
    new = NewRules(rows=rows, note=note, now=turn.now, person=person, base=base)
    version = places.draft_rules(turn.connection, new)
    write(turn, "draft", "rules", {}, {"version": version, "base": base, "rules": len(rows)}, note)
    return [Message(text=say("Draft {version} is kept; nothing is sent by it yet.", version=str(version)))]


def rules_publish(turn: Turn) -> list[Message]:
    """Makes a draft live as a whole. What was made live since it was begun is said, and has to be taken over first."""
    found = _draft(turn)
    if found is None:
        return [Message(text=say("There is no such draft; the history of the rules lists them."))]
    rules = read_rows(places.rule_rows(turn.connection, found.version) or [])
    known = turn.value("sound") == turn.live.version  # a page has looked already, which takes seconds on many rules
    problems = [] if known else rulebook.sound(rules, turn.live.directory)
    if problems:
        return [Message(text=Lines((say("This draft cannot be made live any more:"), *(p.message for p in problems))))]
    version, before = _live(turn)
    since = _since(turn, found.base, before)
    if since and not turn.value("even_so"):
        return [Message(text=_overtaken(turn, found.version, since))]
    refusal = _put(turn, before, rules)
    if refusal is not None:
        return [refusal]
    places.make_live(turn.connection, found.version, turn.now)
    places.changed(turn.connection)
    note = str(turn.value("note")) or found.note
    _write_change(turn, "publish", (version, before), (found.version, rules), note)
    return [Message(text=say("Rules {version} are live.", version=str(found.version)))]


def rules_rollback(turn: Turn) -> list[Message]:
    """Makes the rules of an earlier version live again, as a new version; without a number, those before the live."""
    version, before = _live(turn)
    wanted = turn.target or str(before_live(turn.connection))
    past = (row for row in places.rulesets(turn.connection) if row.status == "past")
    found = next((row for row in past if str(row.version) == wanted), None)
    if found is None:
        return [Message(text=say("There is no such earlier version; the history of the rules lists them."))]
    rules = read_rows(places.rule_rows(turn.connection, found.version) or [])
    problems = rulebook.sound(rules, turn.live.directory)
    if problems:
        why = say("Version {version} cannot be made live any more:", version=str(found.version))
        return [Message(text=Lines((why, *(problem.message for problem in problems))))]
    refusal = _put(turn, before, rules)
    if refusal is not None:
        return [refusal]
    note = str(turn.value("note")) or turn.said(say("Back to version {version}", version=str(found.version)))
    person = turn.person.id if turn.person is not None else None
    new = places.publish_rules(turn.connection, _plain(rules), note, turn.now, person)
    places.changed(turn.connection)
    _write_change(turn, "rollback", (version, before), (new, rules), note)
    text = say("The rules of version {earlier} are live again, as version {version}.", earlier=str(found.version),
               version=str(new))  # fmt: skip
    return [Message(text=text)]


def rules_reroute(turn: Turn) -> list[Message]:
    """Sends open items where the live rules say; at most 500 a turn."""
    moved, left = [], []
    for number in turn.value("numbers"):
        if not _within(turn, str(number)):
            left.append(str(number))
            continue
        try:
            item = items.reroute(turn, str(number))
        except Refused:
            left.append(str(number))
            continue
        if item is not None:
            moved.append(item)
    if moved:
        after = {item.number: item.lead for item in moved}
        write(turn, "reroute", "items", {}, after, str(turn.value("note")))
    lines: list[Said] = [say_n("{count} item went elsewhere.", "{count} items went elsewhere.", len(moved))]
    if left:
        lines.append(say("Over, not there, or not yours to send: {numbers}.", numbers=listed(left)))
    return [Message(text=Lines(tuple(lines)))]


def _within(turn: Turn, number: str) -> bool:
    """Whether an item lies in the areas that this person configures; a command acts for the operator."""
    if rulebook.whole(turn.person, turn.live):
        return True
    found = stored.by_number(turn.connection, EVERYTHING, number)
    areas = turn.person.areas(Right.CONFIGURE) if turn.person is not None else ()
    return found is not None and any(covers(area, found.area_path) for area in areas)


# --- what they share --------------------------------------------------------------------------------------------


def _overtaken(turn: Turn, version: int, since: Difference) -> Said:
    """Somebody else's change came in between: which rules it touched, and what to do, on a page or by a command."""
    touched = since.touched()
    changed = say("Since draft {version} was begun, others have changed {count} rules: {rules}.", version=str(version),
                  count=len({rule.id for rule in touched}), rules=called(touched, turn.live.directory))  # fmt: skip
    if turn.person is None:
        return Lines((changed, say("Export again, put your changes in, and import. To undo theirs, add --even-so.")))
    again = say("Download the live rules again, put your changes in, and send that. To undo theirs, tick that on the"
                " page of draft {version}, and make it live.", version=str(version))  # fmt: skip
    return Lines((changed, again))


def _draft(turn: Turn) -> Any:
    """The draft of this number, or the latest one."""
    wanted = turn.target
    drafts = [row for row in places.rulesets(turn.connection) if row.status == "draft"]
    return next((row for row in drafts if not wanted or str(row.version) == wanted), None)


def _live(turn: Turn) -> tuple[int, list[Rule]]:
    stored = places.live_rules(turn.connection)
    return (stored[0], read_rows(stored[1])) if stored else (0, [])


def _since(turn: Turn, base: int | None, live: list[Rule]) -> Difference:
    """What was made live after the version that a draft was made from."""
    rows = places.rule_rows(turn.connection, base) if base is not None else None
    return differ(read_rows(rows), live) if rows is not None else Difference((), (), ())


def _put(turn: Turn, before: list[Rule], after: list[Rule]) -> Message | None:
    """Why somebody may not put these rules in place of those; None where they may."""
    foreign = beyond(turn.person, differ(before, after).touched(), turn.live)
    if not foreign:
        return None
    names = called(foreign, turn.live.directory)
    return Message(text=say("These rules are not yours to change: {rules}.", rules=names))


def _plain(rules: list[Rule]) -> list[dict[str, Any]]:
    return [msgspec.to_builtins(rule) for rule in rules]


def _write_change(
    turn: Turn, action: str, before: tuple[int, list[Rule]], after: tuple[int, list[Rule]], note: str
) -> None:
    difference = differ(before[1], after[1])
    old, new = difference.plain()
    made = {"version": after[0], "rules": new, "count": difference.size}
    write(turn, action, "rules", {"version": before[0], "rules": old}, made, note)
