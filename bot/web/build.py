"""Puts the pages together for one deployment."""

import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable

from fastapi import Depends, FastAPI, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.exceptions import RequestValidationError
from fastapi.params import Depends as DependsParam
from fastapi.responses import JSONResponse
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException
from starlette.types import Scope

from bot.messages import Busy
from bot.web import identity
from bot.web.admin.comparing import Comparisons
from bot.web.pages import STATIC, Pages, pages_of
from bot.web.routes import ROUTES, Route
from bot.web.security import Guard
from bot.web.sessions import SignedOut, checked, checked_at_door, checked_upload, maybe, site_of
from bot.web.site import Site
from bot.web.works import Works

FOR_EVER = "public, max-age=31536000, immutable"


class StaticForEver(StaticFiles):
    """Static files, whose address changes with their content: browsers keep them."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """The file, to be kept."""
        response = await super().get_response(path, scope)
        response.headers["cache-control"] = FOR_EVER
        return response


def build(site: Site) -> FastAPI:
    """The web application of a site."""
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None, lifespan=_lifespan)
    app.state.site = site
    app.state.pages = pages = Pages(site)
    app.state.works = Works()
    app.state.comparisons = Comparisons()
    app.mount(pages.assets, StaticForEver(directory=STATIC), "static")
    for route in ROUTES:
        if route.demonstration and not site.demonstration:
            continue
        app.add_api_route(
            route.path,
            route.endpoint,
            methods=[route.method],
            response_model=None,
            dependencies=_checks(route),
        )
    app.exception_handler(SignedOut)(_said(401))
    app.exception_handler(RequestValidationError)(_unread)
    app.exception_handler(HTTPException)(_said(0))
    app.exception_handler(Busy)(_said(503))
    app.exception_handler(Exception)(_said(500))
    if site.identity is not None:
        identity.remember(app, site)
    app.add_middleware(Guard, public_url=site.public_url)
    return app


@contextlib.asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    """What is under way is let go as the server ends."""
    yield
    await run_in_threadpool(app.state.works.close)
    await run_in_threadpool(app.state.comparisons.close)


def _checks(route: Route) -> list[DependsParam]:
    if route.method != "POST" or route.signed:
        return []
    if route.upload:
        return [Depends(checked_upload)]
    return [Depends(checked_at_door if route.door else checked)]


def _said(status: int) -> Callable[[Request, Exception], Awaitable[Response]]:
    async def handler(request: Request, error: Exception) -> Response:
        code = error.status_code if isinstance(error, HTTPException) else status
        return _error(request, code)

    return handler


async def _unread(request: Request, error: Exception) -> Response:
    """A path that names nothing leads nowhere; anything else was written wrongly."""
    wrong = error.errors() if isinstance(error, RequestValidationError) else ()
    return _error(request, 404 if any(each["loc"][0] == "path" for each in wrong) else 400)


def _error(request: Request, status: int) -> Response:
    """A failure in words: the same page for what is absent and for what is not theirs."""
    if request.url.path.startswith("/chat/"):
        return JSONResponse({}, status)
    visitor = maybe(request, site_of(request)) if status != 500 else None
    return pages_of(request).render(request, visitor, "error.html", http=status, code=status)
