"""`cunqing check`: whether what must always hold, holds in this database; also after every test that breaks things."""

from bot.checks.holding import CHECKS, Finding, check

__all__ = ["CHECKS", "Finding", "check"]
