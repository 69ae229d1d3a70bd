"""settings.toml, read. What is wrong in it is said with its line, never with what stands there: it may be secret."""

import re
import tomllib
from pathlib import Path
from typing import Any

from bot.fitting import Wrong
from bot.messages import say

LINE = re.compile(r"at line (\d+)")
TWICE = re.compile(r"Cannot (overwrite|declare|mutate)")


def read(path: Path) -> dict[str, Any]:
    """What the file sets; nothing where there is none. Raises Wrong."""
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return {}
    try:
        return tomllib.loads(content.decode("utf-8-sig").replace("\r\n", "\n"))
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise Wrong(
            say("{file}, line {line}: this is not in UTF-8. Save the file in UTF-8.", file=str(path), line=str(line))
        ) from None
    except tomllib.TOMLDecodeError as error:
        raise _malformed(path, str(error), content.rstrip().count(b"\n") + 1) from None


def _malformed(path: Path, why: str, last: int) -> Wrong:
    """The library's reason in our words, which quote nothing."""
    found = LINE.search(why)
    line = found[1] if found else str(last)
    if TWICE.match(why):
        return Wrong(say("{file}, line {line}: this is set twice. Keep one of the two.", file=str(path), line=line))
    example = 'help_contact = "…"'
    return Wrong(
        say("{file}, line {line}: this cannot be read. Write it as {example}, text in straight quotation marks.",
            file=str(path), line=line, example=example)
    )  # fmt: skip


def line_of(path: Path, name: str) -> int:
    """The line on which the file sets something; 0 where it does not."""
    here = re.compile(rf"""\s*\[?\s*["']?{re.escape(name)}["']?\s*[]=.]""", re.IGNORECASE)
    lines = path.read_text(encoding="utf-8-sig").splitlines() if path.is_file() else []
    return next((number for number, line in enumerate(lines, start=1) if here.match(line)), 0)
