"""attached: a file that somebody sent was fetched, or cannot be had."""

from datetime import datetime
from typing import Any

from bot.items import tell_person
from bot.messages import Message, Said, say
from bot.sent_workbooks import LISTS
from bot.turn import Turn
from handlers import compare_list, rules_file
from storage import chats, files, items
from storage.files import Attachment, Stored

WHY = {
    "large": say("it is larger than 20 MB"),
    "kind": say("I take pictures, recordings, films, PDF, and Word and Excel without macros"),
    "image": say("it is no picture"),
    "audio": say("it is no recording"),
    "video": say("it is no film"),
    "pixels": say("the picture has more than 50 million points; please take a smaller one"),
    "whole": say("it has too many points for its kind; please send an ordinary photo (JPEG), or a smaller one"),
    "broken": say("the picture is damaged"),
    "empty": say("it is empty"),
    "gone": say("it is no longer there"),
    "unreachable": say("it could not be fetched"),
}


def attached(turn: Turn) -> list[Message]:
    """Keeps the outcome; a failure is told to whoever sent the file, who can send it again."""
    assert turn.action is not None  # noqa: S101 - found by its action
    found = files.by_id(turn.connection, int(turn.target))
    if found is None or found.status != "waiting":
        return []
    values = turn.action.values
    if "failed" in values:
        _failed(turn, found, str(values["failed"]))
        return []
    if found.path.startswith(LISTS):
        files.let_go(turn.connection, found.id)
        compare_list.answered(turn, found.person or 0, found.name, values.get("read"))
        return []
    files.stored(turn.connection, found.id, _stored(turn, values))
    if _is_rules(found) and found.person is not None:
        rules_file.read(turn, found.person, values.get("read"))
    return []


def _stored(turn: Turn, values: dict[str, Any]) -> Stored:
    taken, place = values.get("taken_at"), values.get("place")
    return Stored(
        file=values["file"],
        sha256=values["sha256"],
        size=values["size"],
        mime=values["mime"],
        thumbnail=values.get("thumbnail", ""),
        taken_at=datetime.fromisoformat(taken) if taken else None,
        place=turn.offices.vault.seal_json(place) if place else None,
    )


def _failed(turn: Turn, found: Attachment, why: str) -> None:
    files.failed(turn.connection, found.id, why)
    if _is_rules(found) and found.person is not None:
        rules_file.failed(turn, found.person)
        return
    item = items.by_id(turn.connection, found.item) if found.item is not None else None
    owner = item.answerable if item is not None else None
    if owner is None and found.draft is not None:
        owner = chats.owner_of_draft(turn.connection, found.draft)
    if owner is not None:
        words = _words(found, WHY.get(why, WHY["unreachable"]))
        told = say("{number}: {what}", number=item.number, what=words) if item is not None else words
        tell_person(turn, owner, Message(text=told))


def _is_rules(found: Attachment) -> bool:
    return found.path == rules_file.PATH


def _words(found: Attachment, why: Said) -> Said:
    if found.kind == "photo":
        return say("Your photo could not be kept: {why}. Please send it again.", why=why)
    return say("The file that you sent could not be kept: {why}. Please send it again.", why=why)
