"""What the documents that are drawn from tables of the code share: a table, a page, its first line."""

from collections.abc import Iterable

DRAWN = "<!-- 由 python -m tests.documents --write 从代码里的表生成，请不要手改。 -->"


def table(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A Markdown table."""
    heads = list(heads)
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)


def page(*parts: str) -> str:
    return "\n\n".join(parts) + "\n"
