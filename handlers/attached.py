"""attached: a file that somebody named in an answer was fetched, or cannot be had."""

from bot.items import tell_person
from bot.messages import Message, say
from bot.turn import Turn
from handlers import rules_file
from storage import chats, files, items

WHY = {
    "large": say("it is larger than 20 MB"),
    "kind": say("it is not a picture or document that I know"),
    "gone": say("it is no longer there"),
    "unreachable": say("it could not be fetched"),
}


def attached(turn: Turn) -> list[Message]:
    """Keeps the outcome; a failure is told to whoever sent the file, who can send it again."""
    assert turn.action is not None  # noqa: S101 - found by its action
    found = files.by_id(turn.connection, int(turn.action.target))
    if found is None or found.status != "waiting":
        return []
    values = turn.action.values
    if "failed" not in values:
        files.stored(turn.connection, found.id, file=str(values["file"]), sha256=str(values["sha256"]),
                     size=int(values["size"]), mime=str(values["mime"]))  # fmt: skip
        if found.path == rules_file.PATH and found.person is not None:
            rules_file.read(turn, found.person, str(values["file"]))
        return []
    files.failed(turn.connection, found.id, str(values["failed"]))
    owner = items.by_id(turn.connection, found.item).answerable if found.item is not None else None
    if owner is None and found.draft is not None:
        owner = chats.owner_of_draft(turn.connection, found.draft)
    if found.person is not None:
        rules_file.failed(turn, found.person)
    elif owner is not None:
        why = WHY.get(str(values["failed"]), WHY["unreachable"])
        tell_person(
            turn, owner, Message(text=say("Your photo could not be kept: {why}. Please send it again.", why=why))
        )
    return []
