"""Excel in and out: what an admin keeps in tables, written as text alone and read with every problem at once."""

from bot.sheets import table_lines
from bot.tables.people import COLUMNS, ROLE_WORDS, UNIT_ROLES, PersonRow, read_people, write_invitations

__all__ = ["COLUMNS", "ROLE_WORDS", "UNIT_ROLES", "PersonRow", "read_people", "table_lines", "write_invitations"]
