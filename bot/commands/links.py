"""Where links lead that commands print."""

from bot.commands.saying import said
from bot.messages import say
from bot.settings import Settings


def told_where(settings: Settings) -> None:
    """Says so where nobody else could open them."""
    if not settings.public_url:
        said(
            say(
                "Links begin with {address}, which others may not be able to open: set CUNQING_PUBLIC_URL first, and"
                " invite again.",
                address=settings.address,
            ),
            error=True,
        )
