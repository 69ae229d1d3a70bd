"""What somebody types to search by, within bounds: a database takes no pattern of any length."""

LONGEST_SEARCH = 60  # characters: longer than any name


def sought(typed: str) -> str:
    """The words to search for."""
    return typed.strip()[:LONGEST_SEARCH].rstrip()
