"""How large a table may be, and how one that is too large, or no table at all, is refused."""

from bot.messages import Said, say

FILE_LIMIT = 50_000_000  # bytes of one table
UNPACKED_LIMIT = 100_000_000  # bytes of all parts of a workbook
MOST_PARTS = 2_000
MOST_SHEETS = 50
MOST_ROWS = 120_000
MOST_COLUMNS = 200
MOST_CELLS = 2_000_000  # that hold something
CELL_LIMIT = 32_767  # characters, as Excel has it


class Unreadable(Exception):
    """A file that is no table; `message` says why."""

    def __init__(self, message: Said) -> None:
        super().__init__("unreadable")
        self.message = message


def too_many_rows() -> Said:
    """Said of a sheet and of a CSV file alike."""
    return say("The table has more than {most} rows.", most=MOST_ROWS)
