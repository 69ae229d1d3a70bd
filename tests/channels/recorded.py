"""Updates in the Bot API's own form, one file a kind, broken ones beside them, and what each of them means to us.

python -m tests.channels.recorded    writes meanings.json anew, to be read in the diff
"""

import json
from pathlib import Path
from typing import Any

import msgspec

from bot.channels.telegram import read
from bot.messages import Incoming

FOLDERS = tuple(Path(__file__).parent.parent / "updates" / name for name in ("telegram", "broken"))
MEANINGS = Path(__file__).parent / "meanings.json"
BOT, USERNAME = 7000000001, "CunqingBot"


def updates() -> dict[str, bytes]:
    """The recorded updates, and those that no service should send, by the name of their kind."""
    found = {path.stem: path.read_bytes() for folder in FOLDERS for path in folder.glob("*.json")}
    return dict(sorted(found.items()))


def meaning(update: bytes) -> dict[str, Any] | None:
    """The fields of the Incoming that are not empty; the update's own bytes are only said to be there."""
    incoming = read(update, BOT, USERNAME)
    if incoming is None:
        return None
    if incoming.raw:
        assert incoming.raw == update
        incoming = msgspec.structs.replace(incoming, raw=b"...")
    empty = msgspec.to_builtins(Incoming(id=""))
    return {name: value for name, value in msgspec.to_builtins(incoming).items() if value != empty[name]}


def expected() -> dict[str, dict[str, Any] | None]:
    """meanings.json, by the name of the kind."""
    found: dict[str, dict[str, Any] | None] = json.loads(MEANINGS.read_text())
    return found


if __name__ == "__main__":
    told = {name: meaning(update) for name, update in updates().items()}
    MEANINGS.write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n")
