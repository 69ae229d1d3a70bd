"""rules_file: a workbook that an admin sends is read as rules; what is wrong, or what would change, is the answer."""

from typing import Any

import msgspec

from bot import rulebook
from bot.auditing import write_for
from bot.items import tell_person
from bot.messages import Action, Choice, Lines, Message, Said, say, say_n
from bot.routing.sheet import told
from bot.rulebook import Checked, Compared
from bot.sent_workbooks import Read
from bot.turn import Turn
from storage import files, places
from storage.files import NewAttachment
from storage.places import NewRules

PATH = "rules"
SHOWN = 10  # problems that one message tells


def rules_file(turn: Turn) -> list[Message]:
    """Takes note of it; it is fetched after the commit, and then read."""
    sent = turn.incoming.attachment
    assert sent is not None and turn.person is not None  # noqa: S101, PT018 - found by what was sent, and by whom
    if sent.name and not sent.name.lower().endswith(".xlsx"):
        return [Message(text=say("I read rules from Excel workbooks (.xlsx): download the live ones on the page “Rules”"
                                 " and change that."))]  # fmt: skip
    new = NewAttachment(draft=None, person=turn.person.id, path=PATH, channel=turn.incoming.channel,
                        reference=sent.reference, kind=sent.kind, sensitive=False,
                        made_at=turn.now, size=sent.size)  # fmt: skip
    turn.released.append(turn.offices.attached)
    files.add(turn.connection, new)
    return [Message(text=say("I am reading the workbook as rules; nothing changes by that."))]


def rules_kept(turn: Turn) -> list[Message]:
    """Not now: the draft stays what it is."""
    return [Message(text=say("Draft {version} is kept; nothing is sent by it yet.", version=turn.target),
                    slot=_slot(turn.target), final=True)]  # fmt: skip


def read(turn: Turn, person: int, found: Any) -> None:
    """The workbook was read: tells its sender what is wrong, or keeps it as a draft and says what it changes."""
    if not isinstance(found, Read):  # a dead letter that was run again has no more than its plain values
        failed(turn, person)
    elif found.checked is None:
        tell_person(turn, person, Message(text=found.unreadable))
    else:
        sound = found.compared is not None
        tell_person(turn, person, _drafted(turn, person, found) if sound else _wrong(found.checked))


def _wrong(found: Checked) -> Message:
    lines: list[Said] = [told(problem) for problem in found.errors[:SHOWN]]
    count = len(found.errors)
    lines.append(say_n("{count} thing has to be put right.", "{count} things have to be put right.", count))
    return Message(text=Lines(tuple(lines)))


def _drafted(turn: Turn, person: int, found: Read) -> Message:
    assert found.checked is not None and found.compared is not None  # noqa: S101, PT018 - asked before
    rules, base = found.checked.rules, found.checked.base
    rows = [msgspec.to_builtins(rule) for rule in rules]
    base = base if base and places.rule_rows(turn.connection, base) is not None else turn.live.ruleset
    note = turn.said(say("sent in chat"))
    new = NewRules(rows=rows, note=note, now=turn.now, person=person, base=base)
    version = str(places.draft_rules(turn.connection, new))
    write_for(turn, person, "draft", "rules", {}, {"version": int(version), "base": base, "rules": len(rows)}, note)
    lines: list[Said] = [say("Draft {version} is kept; nothing is sent by it yet.", version=version)]
    noted = [problem for problem in found.checked.problems if problem.warning]
    lines += [told(problem) for problem in noted[:SHOWN]]
    if len(noted) > SHOWN:
        lines.append(say_n("… and {count} more", "… and {count} more", len(noted) - SHOWN))
    nothing = [say("There are no items yet to compare it on.")]
    compared = Compared(found.compared, True)
    lines += rulebook.sentences(compared, turn.live.directory) if found.compared.compared else nothing
    if more := rulebook.left_out(compared):
        lines.append(say("… and {count} more moves, which the draft’s page lists.", count=more))
    choices = (Choice(say("Make live"), Action("rules_publish", version)),
               Choice(say("Keep as a draft"), Action("rules_kept", version)))  # fmt: skip
    return Message(text=Lines(tuple(lines)), choices=(choices,), slot=_slot(version))


def _slot(version: str) -> str:
    return f"rules/{version}"


def failed(turn: Turn, person: int) -> None:
    """It cannot be had."""
    tell_person(turn, person, Message(text=say("The workbook could not be fetched. Please send it again.")))
