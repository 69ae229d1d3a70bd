"""An item on paper, to be signed."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bot.reports.typeset import typeset

TEMPLATE = Path(__file__).parent / "sheet.typ"


def pdf(content: Mapping[str, Any]) -> bytes:
    """The PDF of a sheet whose content is in words already.

    `title`, `number`, `drawn`; `facts`, `answers` and `events` as pairs of words; `result`; `heads` for the three
    parts; `signs` for the fields to sign.
    """
    return typeset(TEMPLATE, content)
