"""Workbooks that come in with a page's form, and those that go out."""

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from fastapi import HTTPException, Request, Response
from starlette.datastructures import UploadFile

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class Sent:
    """A file that was sent along with a form; a name of nothing where none was chosen."""

    name: str
    content: bytes
    fields: dict[str, str]


async def sent(request: Request) -> Sent:
    """The file and the texts of a form whose token has been checked."""
    form = await request.form()
    fields = {name: value for name, value in form.items() if isinstance(value, str)}
    file = form.get("file")
    if not isinstance(file, UploadFile):
        return Sent("", b"", fields)
    content = await file.read()
    return Sent((file.filename or "")[-120:], content, fields)


def made(name: str, write: Callable[[Path], None]) -> Response:
    """A workbook as a download, written by `write` to a path."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "table.xlsx"
        try:
            write(path)
        except OSError:
            raise HTTPException(503) from None
        content = path.read_bytes()
    return Response(content, media_type=XLSX, headers=attached(f"{name}.xlsx"))


def attached(name: str) -> dict[str, str]:
    """The header by which a browser keeps a file under a name."""
    return {"content-disposition": f"attachment; filename*=UTF-8''{quote(name)}"}
