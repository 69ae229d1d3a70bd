"""What the tests of the admin pages share: forms as a page offers them, workbooks as an admin edits them."""

import io
import re
from collections.abc import Callable
from html import unescape
from typing import Any

import httpx
import openpyxl

from tests.web.place import csrf, once

Table = list[list[str]]


def text(page: httpx.Response) -> str:
    """What a page says, without its marks."""
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.text)))


def outcome(page: httpx.Response) -> str:
    """What came of the press before."""
    found = re.search(r'role="status">([^<]+)<', page.text)
    return unescape(found[1]) if found else ""


def press(client: httpx.Client, page: str, address: str, **fields: Any) -> httpx.Response:
    """Presses the form of a page that goes to an address."""
    shown = client.get(page)
    assert f'action="{address}"' in shown.text, f"{page} offers no {address}"
    form = shown.text[shown.text.index(f'action="{address}"') :]
    one = re.search(r'name="once" value="([^"]+)"', form)
    assert one is not None
    return settled(client, client.post(address, data={"csrf": csrf(shown), "once": one[1], **fields}))


def settled(client: httpx.Client, page: httpx.Response) -> httpx.Response:
    """What a page says once what it waits for is done."""
    while "refresh" in page.headers:
        page = client.get(page.url)
    if page.url.path.startswith("/admin/work/") and "?take=yes" in page.text:
        return client.get(page.url, params={"take": "yes"})
    return page


def send(client: httpx.Client, page: str, address: str, content: bytes, name: str = "表.xlsx", **fields: Any) -> Any:
    """Sends a workbook with a page's form."""
    shown = client.get(page)
    given = {"csrf": csrf(shown), "once": once(shown), **fields}
    return settled(client, client.post(address, data=given, files={"file": (name, content)}))


def edited(content: bytes, sheet: str, edit: Callable[[Any, dict[str, int]], None]) -> bytes:
    """A workbook after somebody has edited a sheet; `edit` is given it and its columns by code."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    table = book[sheet]
    edit(table, {str(cell.value): place for place, cell in enumerate(table[2], start=1)})
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


def cells(content: bytes, sheet: str) -> Table:
    """A sheet's rows as text."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    return [[str(value or "") for value in row] for row in book[sheet].iter_rows(values_only=True)]
