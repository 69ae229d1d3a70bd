"""/compare_list: a department's list as a file in chat, or from a page: looked at first, then begun piece by piece."""

import secrets
from typing import Any

from bot.comparing import kinds
from bot.comparing.trying import Tried
from bot.items import tell_person
from bot.messages import Action, Choice, Lines, Message, Said, say, say_n
from bot.rights import Right
from bot.routing.sheet import told
from bot.sent_workbooks import LISTS
from bot.turn import Turn
from handlers import acting
from handlers.list_compared import piece
from storage import files, registers
from storage.files import NewAttachment

SHOWN = 10  # problems, and names, that one message tells
NOUN = "lists"  # what stands in a staged list's id


def compare_list(turn: Turn) -> list[Message]:
    """Which kind of list; then it waits for the file."""
    if turn.person is None or not turn.person.may(Right.CONFIGURE):
        return [Message(text=acting.NOT_YOURS)]
    known = kinds(turn.live)
    asked = known.get(turn.target)
    if asked is None:
        rows = tuple((Choice(each.label, Action("compare_list", each.code)),) for each in known.values())
        return [Message(text=say("Which department’s list is it?"), choices=rows, slot="list")]
    turn.expect(Action("list_file", asked.code, {"needs": "file"}))
    text = say("“{kind}”: send the list as a file (.xlsx or .csv), as the department made it.", kind=asked.label)
    return [Message(text=text, slot="list", final=True)]


def list_file(turn: Turn) -> list[Message]:
    """Takes note of the file; it is fetched after the commit, compared, and not kept."""
    sent = turn.incoming.attachment
    assert sent is not None and turn.person is not None and turn.action is not None  # noqa: S101, PT018 - found so
    if sent.kind != "document" or (sent.name and not sent.name.lower().endswith((".xlsx", ".csv"))):
        return [Message(text=say("Send the list as a file: an Excel workbook (.xlsx) or a .csv."))]
    turn.expect(None)
    new = NewAttachment(draft=None, person=turn.person.id, path=LISTS + turn.target,
                        channel=turn.incoming.channel, reference=sent.reference, kind=sent.kind,
                        sensitive=False, made_at=turn.now, size=sent.size, name=sent.name or "")  # fmt: skip
    turn.released.append(turn.offices.attached)
    files.add(turn.connection, new)
    return [Message(text=say("I am comparing the list with the register; nothing changes by that."))]


def list_begin(turn: Turn) -> list[Message]:
    """What the dry run showed is begun: the first piece at once, the rest within minutes."""
    load = turn.target
    if turn.person is None or not load.startswith(f"{turn.person.id}/{NOUN}/"):
        return []
    places = registers.begin(turn.connection, load)
    if not places:
        return [Message(text=say("This list was begun already, or lay too long: send it once more."), slot="list/begin",
                        final=True)]  # fmt: skip
    count = piece(turn, load, places[0])
    lines: list[Said] = [say("{count} items to be verified.", count=count)]
    if len(places) > 1:
        lines.append(say("The rest of the list follows within minutes."))
    return [Message(text=Lines(tuple(lines)), slot="list/begin", final=True)]


def list_dropped(turn: Turn) -> list[Message]:
    """Not now: nothing is begun, and what was kept for it goes."""
    load = turn.target
    if turn.person is not None and load.startswith(f"{turn.person.id}/{NOUN}/"):
        registers.unstage(turn.connection, load, turn.now.replace(year=1970))
    return [Message(text=say("Nothing was begun."), slot="list/begin", final=True)]


def answered(turn: Turn, person: int, name: str, found: Any) -> None:
    """The list was compared: tells its sender what it would begin, and keeps that, sealed, for a day."""
    if not isinstance(found, Tried):  # a dead letter that was run again has no more than its plain values
        tell_person(turn, person, Message(text=say("The list could not be read. Please send it again.")))
        return
    if found.found is None:
        tell_person(turn, person, Message(text=found.unreadable))
        return
    choices: tuple[tuple[Choice, ...], ...] = ()
    if found.hits:
        load = f"{person}/{NOUN}/{secrets.token_hex(12)}"
        for position, each in enumerate(found.pieces(name)):
            registers.stage(turn.connection, load, position, turn.offices.vault.seal_json(each), turn.now)
        choices = ((Choice(say_n("Begin {count} item", "Begin {count} items", len(found.hits)),
                           Action("list_begin", load)),
                    Choice(say("Leave it for now"), Action("list_dropped", load))),)  # fmt: skip
    tell_person(turn, person, Message(text=Lines(tuple(_lines(found))), choices=choices, slot="list/begin"))


def _lines(tried: Tried) -> list[Said]:
    assert tried.found is not None  # noqa: S101 - asked before
    counts, found = tried.counts, tried.found
    lines: list[Said] = [
        say("Would become items: {items}. Known already: {known} rows; not in the register: {unknown};"
            " refused: {refused}.",
            items=counts["items"], known=counts["known"], unknown=counts["unknown"], refused=counts["refused"])
    ]  # fmt: skip
    if tried.foreign:
        lines.append(say_n("{count} household lies outside your area and is left out.",
                           "{count} households lie outside your area and are left out.", tried.foreign))  # fmt: skip
    lines += [told(problem) for problem in found.problems[:SHOWN]]
    lines += [say("Row {row}: {name} is not in the register.", row=str(each.row), name=each.name or "-")
              for each in found.unknown[:SHOWN]]  # fmt: skip
    left = max(0, len(found.problems) - SHOWN) + max(0, len(found.unknown) - SHOWN)
    if left:
        lines.append(say_n("… and {count} more", "… and {count} more", left))
    if found.aside:
        lines.append(say("Not taken over: {columns}", columns="、".join(found.aside)))
    return lines
