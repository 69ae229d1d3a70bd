"""Departments' lists compared with the register of households (部门信息比对, the notice's point 3).

What is compared, and what of it is taken over, says the form `list_check`: its kinds of lists are choices there.
"""

from bot.comparing.kinds import Kind, kinds
from bot.comparing.matching import Comparison, Found, Person, compare
from bot.comparing.reading import Entry, Listed, listed

__all__ = ["Comparison", "Entry", "Found", "Kind", "Listed", "Person", "compare", "kinds", "listed"]
