"""The page of something that takes long: how far it is, and its answer once it is done."""

from concurrent.futures import CancelledError, wait

from fastapi import Request, Response

from bot.web.admin.reach import Admin
from bot.web.admin.showing import show
from bot.web.sessions import Here
from bot.web.works import AGAIN, PATIENCE, Stopped, Work, works_of


def work(request: Request, here: Here, visitor: Admin, work: str, take: str = "") -> Response:
    """Looks again every few seconds; what is not this person's, or was lost with the process, is not there."""
    found = works_of(request).of(visitor.person.id, work)
    if found is None:
        return _page(request, here, visitor, None, 404)
    if not wait([found.future], PATIENCE).done:
        response = _page(request, here, visitor, found, 200)
        response.headers["refresh"] = str(AGAIN)
        return response
    try:
        answer = found.future.result()
    except (Stopped, CancelledError):
        return _page(request, here, visitor, None, 404)
    if found.file and not take:
        return _page(request, here, visitor, found, 200)
    return answer(request)


def _page(request: Request, here: Here, visitor: Admin, found: Work | None, http: int) -> Response:
    with here.reader.connect() as connection:
        live = here.live.current(connection)
    return show(request, visitor, live, "work.html", work=found, http=http)
