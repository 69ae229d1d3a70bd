"""What a monitor asks."""

from fastapi.responses import JSONResponse

from bot.web.sessions import Here


def healthz(here: Here) -> JSONResponse:
    """200 and "ok", or 503 and what is wrong."""
    healthy = here.healthy()
    if healthy is True:
        return JSONResponse({"status": "ok", "version": here.version})
    return JSONResponse({"status": "failing", "reason": healthy or "", "version": here.version}, 503)
