"""python -m tests.forms.documents: draws the tables of docs/forms.md anew, from the data in bot/forms."""

import re
from pathlib import Path

from bot.forms.manual import tables
from tests.forms.talk import words

MANUAL = Path(__file__).parent.parent.parent / "docs" / "forms.md"
PLACE = re.compile(r"<!-- (?P<name>[a-z]+) -->\n.*?<!-- / -->", re.DOTALL)


def drawn(manual: str) -> str:
    """The manual with its tables as the data say."""
    found = tables(words)

    def table(place: re.Match[str]) -> str:
        return "\n".join([f"<!-- {place['name']} -->", *found.pop(place["name"]), "<!-- / -->"])

    made = PLACE.sub(table, manual)
    assert not found, f"no place for {sorted(found)}"
    return made


if __name__ == "__main__":
    MANUAL.write_text(drawn(MANUAL.read_text("utf-8")), "utf-8")
