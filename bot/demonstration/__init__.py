"""A demonstration: made-up people, households and a few weeks of items."""

from bot.demonstration.madeup import CATEGORIES, ISSUES, PEOPLE, SURNAMES
from bot.demonstration.scene import MovedClock, fill, finish, follow

__all__ = ["CATEGORIES", "ISSUES", "PEOPLE", "SURNAMES", "MovedClock", "fill", "finish", "follow"]
