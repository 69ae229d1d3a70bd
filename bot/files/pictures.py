"""Pictures that people send, drawn anew by a process of its own (`bot.files.redrawing`)."""

import json
import subprocess
import sys
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from bot.languages import SHANGHAI

PATIENCE = 30.0  # seconds
PROGRAM = Path(__file__).with_name("redrawing.py")  # not imported: no decoder is ever loaded here


class NoPicture(Exception):
    """It cannot be drawn; `why` is "pixels" (over 50 million of them), "whole" (too many for its kind) or "broken"."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True, slots=True)
class Picture:
    """A JPEG without notes, upright; a small one of it; and what the notes said: when, and where (WGS 84)."""

    content: bytes
    thumbnail: bytes
    taken_at: datetime | None
    place: tuple[float, float] | None


def drawn(content: bytes) -> Picture:
    """The picture drawn anew. Takes a tenth of a second and more, so not for the event loop; raises NoPicture."""
    command = [sys.executable, "-I", str(PROGRAM)]
    nothing: dict[str, str] | None = (
        None if sys.platform == "win32" else {}
    )  # what the environment says (a key, a token) is not for it
    try:
        ended = subprocess.run(  # noqa: S603 - our own program
            command, input=content, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=nothing, timeout=PATIENCE,
            check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        raise NoPicture("broken") from None
    head, _, rest = ended.stdout.partition(b"\n")
    if ended.returncode or not head:
        raise NoPicture("broken")
    told = json.loads(head)
    if "refused" in told:
        raise NoPicture(told["refused"])
    at = told["picture"]
    return Picture(rest[:at], rest[at:], _moment(told.get("taken_at", "")), _place(told))


def _moment(told: str) -> datetime | None:
    """A camera that names no zone stands in China."""
    try:
        found = datetime.fromisoformat(told)
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=SHANGHAI)


def _place(told: dict[str, Any]) -> tuple[float, float] | None:
    return (told["latitude"], told["longitude"]) if "latitude" in told else None
