"""A table as a workbook: headings over codes, drop-downs where a column has its choices."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from bot.registers.model import Cells, Register
from bot.tables.writing import writing


def write(path: Path, register: Register, rows: Sequence[Cells], choices: Mapping[str, list[str]]) -> None:
    """Writes these rows; raises OSError."""
    codes = [column.code for column in register.columns]
    with writing(path) as book:
        table = [(column.code, column.heading) for column in register.columns]
        sheet = book.table(register.noun, table, [[cells[code] for code in codes] for cells in rows])
        for code, chosen in choices.items():
            book.choose(sheet, codes.index(code), chosen, len(rows))
