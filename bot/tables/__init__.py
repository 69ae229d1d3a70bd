"""Excel in and out: what an admin keeps in tables, written as text alone, so that nothing in it is a formula."""

from bot.sheets import table_lines
from bot.tables.people import COLUMNS, ROLE_WORDS, UNIT_ROLES, PersonRow, write_invitations

__all__ = ["COLUMNS", "ROLE_WORDS", "UNIT_ROLES", "PersonRow", "table_lines", "write_invitations"]
