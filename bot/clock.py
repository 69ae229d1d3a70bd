"""Now. The only place that asks the machine for the time; everything inside gets it as a value."""

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]


def now() -> datetime:
    """The moment, aware, in UTC."""
    return datetime.now(UTC)
