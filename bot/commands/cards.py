"""Invitations as cards to print."""

from collections.abc import Sequence
from pathlib import Path

from bot import clock
from bot.commands.links import told_where
from bot.commands.saying import in_words, writing_to
from bot.reports import cards
from bot.reports.cards import Invited
from bot.settings import Settings


def print_cards(file: Path, settings: Settings, people: Sequence[Invited]) -> None:
    """Cards of people who were invited now."""
    made = cards.cards(people, settings.address, clock.now())
    with writing_to(file):
        cards.write(file, made, in_words)
    told_where(settings)
