"""An admin page: what its frame must know besides what every page knows."""

from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse

from bot.live import Live
from bot.web.admin.reach import reach
from bot.web.pages import pages_of
from bot.web.sessions import Visitor


def show(request: Request, visitor: Visitor, live: Live, name: str, *, http: int = 200, **values: Any) -> HTMLResponse:
    """Renders a template of the folder `admin`; `whole` says whether all of this place is theirs."""
    whole = reach(visitor, live).whole
    return pages_of(request).render(request, visitor, f"admin/{name}", http=http, whole=whole, **values)
