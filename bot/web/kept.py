"""An item's files as its pages show them."""

from dataclasses import dataclass
from datetime import datetime

from bot.files.kinds import KINDS
from bot.web.site import Site
from storage.files import Attachment


@dataclass(frozen=True)
class Shown:
    """A file as a page shows it; `state` is stored, waiting, failed or protected, `family` what it is.

    When a photo was taken, and where (degrees, WGS 84), as far as it is kept.
    """

    id: int
    state: str
    family: str
    name: str
    thumbnail: bool
    taken_at: datetime | None
    place: tuple[float, float] | None


def shown(site: Site, kept: list[Attachment], looked: bool = False) -> list[Shown]:
    """An item's files in order; what protected ones are, only where a look was written down."""
    return [_shown(site, each, looked or not each.sensitive) for each in kept]


def _shown(site: Site, kept: Attachment, openly: bool) -> Shown:
    family = KINDS[kept.mime].family if kept.mime in KINDS else ""
    if not openly:
        return Shown(kept.id, "protected", family, "", False, None, None)
    place = tuple(site.vault.open_json(kept.place)) if kept.place else None
    return Shown(kept.id, kept.status, family, kept.name, bool(kept.thumbnail), kept.taken_at, place)
