"""Which rules held before the live ones, where going back counts as undoing: what was undone does not come back."""

from typing import Any

from storage import Connection, places


def before_live(connection: Connection) -> int | None:
    """The version to go back to; None where there is none before."""
    held = [row for row in places.rulesets(connection) if row.status in ("past", "live")]
    held.sort(key=lambda row: (row.live_at, row.version))
    standing: list[Any] = []
    for row in held:
        same = next((place for place, each in enumerate(standing) if _same(connection, each, row)), None)
        standing = [*standing, row] if same is None else [*standing[:same], row]
    return standing[-2].version if len(standing) > 1 else None


def _same(connection: Connection, one: Any, other: Any) -> bool:
    if one.size != other.size:
        return False
    return places.rule_rows(connection, one.version) == places.rule_rows(connection, other.version)
