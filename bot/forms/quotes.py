"""Keeps the quotation marks of a workbook's sentences: pyxform makes “ ” and ‘ ’ straight everywhere, as expressions
need it, and Chinese does not.
"""

import dataclasses
from typing import Any

MARKS = "“”‘’"
HIDDEN = str.maketrans({mark: chr(0xF8F0 + place) for place, mark in enumerate(MARKS)})
SHOWN = str.maketrans({chr(0xF8F0 + place): mark for place, mark in enumerate(MARKS)})
SENTENCES = ("label", "hint", "constraint_message", "required_message", "form_title")
SHEETS = ("survey", "choices", "settings")


def hidden(definition: Any) -> dict[str, Any]:
    """The sheets as pyxform takes them, with the marks of labels, hints and messages put out of its sight."""
    sheets = {each.name: getattr(definition, each.name) for each in dataclasses.fields(definition)}
    for sheet in SHEETS:
        sheets[sheet] = [_row(row) for row in sheets.get(sheet) or []]
    return sheets


def _row(row: dict[str, Any]) -> dict[str, Any]:
    return {heading: _cell(heading, text) for heading, text in row.items()}


def _cell(heading: str, text: Any) -> Any:
    sentence = (
        isinstance(text, str) and heading.split("::", maxsplit=1)[0].strip().lower().replace(" ", "_") in SENTENCES
    )
    return text.translate(HIDDEN) if sentence else text


def shown(xform: str) -> str:
    """The XForm with the marks back."""
    return xform.translate(SHOWN)
