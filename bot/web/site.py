"""What the pages are given by the composition root."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.boundaries import Boundaries
from bot.clock import Clock
from bot.languages import Languages
from bot.live import LiveLoader
from bot.messages import Submit
from bot.push.protocol import Pushing
from storage import Engine
from storage.store import Store
from storage.vault import Vault


@dataclass(frozen=True)
class Site:
    """One deployment's pages. `healthy` gives True, or a sentence that says what is wrong."""

    reader: Engine  # query_only
    submit: Submit
    listen: Callable[[str], AsyncIterator[None]]  # wakes when a chat (by its address) has news
    live: LiveLoader
    languages: Languages
    vault: Vault
    clock: Clock
    demonstration: bool
    public_url: str
    uploads: Path
    version: str
    healthy: Callable[[], bool | str]
    files: Store | None = None  # where fetched files lie, sealed; without it none is shown
    pushing: Pushing | None = None  # where browsers may be told of news
    boundaries: Boundaries = field(default_factory=Boundaries)  # outlines of areas, where the operator has them
    map_link: str = ""  # the map on which a location is seen; empty: the device's own
    identity: Any = None  # bot.web.identity's provider, where the operator names one

    @property
    def secure(self) -> bool:
        """Whether browsers reach the pages by https."""
        return self.public_url.startswith("https://")
