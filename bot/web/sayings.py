"""Sayings that were stored as JSON, made into sayings again: why an item went where it went."""

from typing import Any

from bot.messages import Labels, Lines, Said, Text


def revived(stored: Any) -> Said:
    """The saying of its builtins; sayings inside its values too."""
    if not isinstance(stored, dict):
        return str(stored)
    match stored.get("type"):
        case "labels":
            return Labels(stored["words"])
        case "lines":
            return Lines(tuple(revived(part) for part in stored["parts"]), stored.get("separator", "\n"))
        case "text":
            values = {name: _value(value) for name, value in stored.get("values", {}).items()}
            return Text(stored["msgid"], values, stored.get("plural", ""), stored.get("count", 0))
    return ""


def _value(stored: Any) -> Any:
    return stored if isinstance(stored, int | float) else revived(stored)
