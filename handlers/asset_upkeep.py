"""/asset_upkeep: how a project's asset is (资产管护)."""

from bot.messages import Message
from bot.turn import Turn
from handlers import forms


def asset_upkeep(turn: Turn) -> list[Message]:
    """Begins the form, with what is known of the asset."""
    return forms.begin(turn, "asset_upkeep")
