"""What the tables of the admin's pages are read against."""

from bot.registers import Here
from bot.web.site import Site
from bot.workdays import day_of
from storage import Connection


def registered(site: Site, connection: Connection) -> Here:
    """What is there now."""
    return Here(connection, site.vault, site.live.current(connection), day_of(site.clock()))
