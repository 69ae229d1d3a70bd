"""A report's file: at once where that takes no longer than somebody waits, else by a page that says how far it is."""

import tempfile
import weakref
from collections.abc import Callable
from concurrent.futures import CancelledError, wait
from pathlib import Path

from fastapi import Request, Response
from fastapi.responses import FileResponse
from starlette.background import BackgroundTask

from bot.messages import Said
from bot.reports.progress import Progress
from bot.web.pages import pages_of
from bot.web.sessions import Here, Known, Visitor
from bot.web.works import AGAIN, PATIENCE, Stopped, Work, answered, works_of

PAGE = "/reports/making"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TYPES = {".pdf": "application/pdf", ".xlsx": XLSX}

Write = Callable[[Path, Progress], str]  # writes the file, and gives the name that it is to have


class Made:
    """A file that goes when nobody holds it any more."""

    def __init__(self, suffix: str) -> None:
        with tempfile.NamedTemporaryFile(suffix=suffix, delete=False) as made:
            self.path = Path(made.name)
        self._gone = weakref.finalize(self, self.path.unlink, missing_ok=True)

    def drop(self) -> None:
        """Takes it away; what answers holds it until then."""
        self._gone()

    def answer(self, name: str) -> Response:
        """The file under its own name; it goes with the answer."""
        title, media = name.replace("/", "-"), TYPES[self.path.suffix]
        return FileResponse(self.path, media_type=media, filename=title, background=BackgroundTask(self.drop))


async def file(request: Request, visitor: Visitor, label: Said, suffix: str, write: Write) -> Response:
    """What `write` writes, in a thread of its own."""

    def do(work: Work) -> Callable[[Request], Response]:
        made = Made(suffix)
        name = write(made.path, work.at)
        return lambda _request: made.answer(name)

    return await answered(request, visitor.person.id, label, do, PAGE)


def making(request: Request, here: Here, visitor: Known, work: str, taken: str = "") -> Response:
    """How far it is; then the file, which the page fetches by itself."""
    found = works_of(request).of(visitor.person.id, work)
    done = found is not None and bool(wait([found.future], PATIENCE).done)
    failed = found is not None and done and _failed(found)
    if found is not None and done and taken and not failed:
        works_of(request).forget(found)
        return found.future.result()(request)
    gone = found is None or failed
    page = pages_of(request).render(request, visitor, "making.html", work=found, done=done, failed=failed,
                                    http=404 if gone else 200)  # fmt: skip
    if not gone:
        page.headers["refresh"] = f"0; url={PAGE}/{work}?taken=1" if done else str(AGAIN)
    return page


def _failed(work: Work) -> bool:
    try:
        return work.future.exception() is not None
    except (Stopped, CancelledError):
        return True
