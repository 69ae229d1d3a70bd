"""A month of work by made-up people, to look at digests, bulletins and ledgers."""

from bot.simulation.month import Count, Month

__all__ = ["Count", "Month"]
