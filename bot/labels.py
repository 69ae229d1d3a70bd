"""The words of buttons, as somebody types them."""

from bot.forms.facts import folded

SIGNS = " 。.!！‹›✓"  # beside a button's words, which nobody types


def spelt(words: str) -> str:
    """For comparison; typed or on a button."""
    return folded(words).strip(SIGNS)
