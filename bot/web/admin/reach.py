"""Who may open the admin pages, and which places they see there. What may be changed, the handlers decide."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, HTTPException

from bot import rulebook
from bot.live import Live
from bot.rights import Right, Scope, covers
from bot.web.sessions import Known, Visitor


def administering(visitor: Known) -> Visitor:
    """Somebody with the right to configure; for everybody else these pages are not there."""
    if not visitor.person.may(Right.CONFIGURE):
        raise HTTPException(404)
    return visitor


def deciding(visitor: Known) -> Visitor:
    """Somebody who configures or coordinates: they send on what was sent back, and may make a rule of it."""
    if not (visitor.person.may(Right.CONFIGURE) or visitor.person.may(Right.COORDINATE)):
        raise HTTPException(404)
    return visitor


Admin = Annotated[Visitor, Depends(administering)]
Decider = Annotated[Visitor, Depends(deciding)]


@dataclass(frozen=True)
class Reach:
    """The places that somebody looks after."""

    areas: tuple[str, ...]  # paths, each with all that lies below it
    whole: bool  # that is all of this place

    def covers(self, path: str) -> bool:
        """Whether a place is theirs."""
        return self.whole or any(covers(area, path) for area in self.areas)

    @property
    def scope(self) -> Scope:
        """Their places for storage: by where something lies, not by whose it is."""
        return Scope(everything=True) if self.whole else Scope(areas=self.areas)

    def covers_area(self, live: Live, code: str) -> bool:
        """Whether a place is theirs, by its code."""
        return self.whole or (code in live.paths and self.covers(live.paths[code]))


def reach(visitor: Visitor, live: Live) -> Reach:
    """What an admin looks after."""
    return Reach(visitor.person.areas(Right.CONFIGURE), rulebook.whole(visitor.person, live))


def deciders_reach(visitor: Visitor, live: Live) -> Reach:
    """What an admin or coordinator looks after."""
    areas = (*visitor.person.areas(Right.CONFIGURE), *visitor.person.areas(Right.COORDINATE))
    return Reach(tuple(dict.fromkeys(areas)), rulebook.whole(visitor.person, live))
