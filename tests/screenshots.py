"""Takes the pictures of the docs from the demonstration: python -m tests.screenshots [folder [take …]]

Starts `cunqing demo` on a free port with an empty data folder, and drives Debian's Chromium.
"""

import contextlib
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.web.admin import edited

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "docs" / "pictures"
CHROMIUM = Path(os.environ.get("CHROMIUM", "/usr/bin/chromium"))
PHONE, DESKTOP, WIDE = (360, 740), (1200, 800), (1280, 800)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ISSUE = "五组水管冻裂了，三户停水三天"
SECONDS = 120  # until the demonstration is filled and answers


@contextlib.contextmanager
def demonstration() -> Iterator[str]:
    """Its address, while it runs."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "bot", "demo", "--port", str(port)]
    with tempfile.TemporaryDirectory() as folder:
        process = subprocess.Popen([*command, "--data", folder], cwd=ROOT, stdout=subprocess.DEVNULL)
        try:
            url = f"http://127.0.0.1:{port}"
            _until_it_answers(url, process)
            yield url
        finally:
            process.terminate()
            process.wait(20)


def _until_it_answers(url: str, process: "subprocess.Popen[bytes]") -> None:
    for _ in range(SECONDS * 4):
        if process.poll() is not None:
            sys.exit("the demonstration ended by itself")
        with contextlib.suppress(urllib.error.URLError, ConnectionError):
            urllib.request.urlopen(url + "/healthz", timeout=5).close()
            return
        time.sleep(0.25)
    sys.exit("the demonstration does not answer")


class Camera:
    """A browser, and the folder that its pictures go to."""

    def __init__(self, browser: Browser, url: str, folder: Path) -> None:
        self.browser = browser
        self.url = url
        self.folder = folder

    def page(self, size: tuple[int, int], role: str, group: int, path: str) -> Page:
        """A page of the first persona of a group (0: the village, 1: clerks) who fits the role."""
        width, height = size
        phone = size == PHONE
        context = self.browser.new_context(
            viewport={"width": width, "height": height},
            device_scale_factor=2 if phone else 1,
            locale="zh-CN",
            is_mobile=phone,
            has_touch=phone,
        )
        page = context.new_page()
        page.goto(self.url)
        persona = page.locator(".personas").nth(group).locator("button.persona", has_text=role).first
        persona.evaluate("one => one.click()")
        page.wait_for_url(lambda url: url.endswith(("/chat", "/inbox")))
        page.goto(self.url + path)
        return page

    def shoot(self, page: Page, name: str, whole: bool = False) -> None:
        """One picture, without anything that moves."""
        page.wait_for_timeout(400)
        page.screenshot(path=self.folder / f"{name}.png", full_page=whole, animations="disabled")
        print(name)


def start(camera: Camera) -> None:
    """Where everyone arrives."""
    page = camera.browser.new_page(viewport={"width": DESKTOP[0], "height": DESKTOP[1]}, locale="zh-CN")
    page.goto(camera.url)
    camera.shoot(page, "start")


def visit(camera: Camera) -> None:
    """A visit log, filled in up to its review."""
    page = camera.page(PHONE, "", 0, "/chat")
    say(page, "/visit_log")
    answer(page, ("户主", "都正常", "持平", "没有", "不用"))
    camera.shoot(page, "chat")
    page.locator("button.key", has_text="提交").tap()
    expect(page.locator(".entry.bot .bubble").last).to_contain_text("已记下")


def issue(camera: Camera) -> None:
    """An issue, from its own words to the answer."""
    page = camera.page(PHONE, "", 0, "/chat")
    say(page, ISSUE)
    camera.shoot(page, "issue-topic")
    answer(page, ())
    page.locator("button.key", has_text="提交").tap()
    expect(page.locator(".entry.bot .bubble").last).to_contain_text("编号")
    camera.shoot(page, "issue-filed")
    page.goto(camera.url + "/mine")
    camera.shoot(page, "mine")


def say(page: Page, words: str) -> None:
    """Types and sends, and waits for buttons."""
    page.locator("#text").fill(words)
    page.locator("#send").tap()
    expect(page.locator("button.key:not(.offer)").first).to_be_visible()


def answer(page: Page, preferred: tuple[str, ...]) -> None:
    """Taps a preferred answer, else the first, until there is something to submit."""
    keys = page.locator(".entry.bot").last.locator("button.key:not(.offer)")
    for _ in range(12):
        labels = keys.all_inner_texts()
        if "提交" in labels:
            return
        tap = next((place for label in preferred for place, shown in enumerate(labels) if shown == label), 0)
        asked = page.locator(".entry.bot .bubble").last.inner_text()
        keys.nth(tap).tap()
        expect(page.locator(".entry.bot .bubble").last).not_to_have_text(asked)
    sys.exit("there was nothing to submit")


def unit(camera: Camera) -> None:
    """The inbox of the unit that has it, and an item."""
    for size, suffix in ((DESKTOP, ""), (PHONE, "-phone")):
        page = camera.page(size, "环县水务局", 1, "/inbox")
        camera.shoot(page, f"inbox{suffix}")
        page.locator(".number a").first.click()
        expect(page.locator(".events")).to_be_visible()
        camera.shoot(page, f"item{suffix}", whole=True)


WATER, HOUSING = "621022-water", "621022-housing"
DOCUMENTED = ("rules", "compare", "refused", "explain", "returned", "list-items", "table", "audit", "compare-phone",
              "list-items-phone")  # fmt: skip
LISTS = ("items", "people", "households", "units", "areas", "functions", "topics")


def admin(camera: Camera) -> None:
    """The admin's pages, each at both widths; a draft on the way, taken back at the end."""
    page = camera.page(WIDE, "管理员", 4, "/admin/rules")
    draft = drafted(page, camera)
    for size, suffix in ((WIDE, ""), (PHONE, "-phone")):
        page = camera.page(size, "管理员", 4, "/admin/rules")
        for name, address in addresses(draft).items():
            page.goto(camera.url + address)
            shoot(camera, page, f"admin-{name}{suffix}")
        for name, sent in (("refused", misspelt(page, camera)), ("table", renamed(page, camera))):
            send(page, camera, *sent)
            shoot(camera, page, f"admin-{name}{suffix}")


def shoot(camera: Camera, page: Page, name: str) -> None:
    """Every page where a folder is named, to be looked at; those that the docs show otherwise."""
    if camera.folder.resolve() != PICTURES or name.removeprefix("admin-") in DOCUMENTED:
        camera.shoot(page, name, whole=not name.startswith(("admin-list", "admin-rules")))


def addresses(draft: str) -> dict[str, str]:
    """Every page by the name of its picture."""
    case = "area=621022101204&topic=drinking_water&form=issue_report&urgency=urgent"
    shown = {"rules": "/admin/rules", "compare": draft, "astray": "/admin/astray", "explain": f"/admin/explain?{case}",
             "returned": "/admin/returned", "unit": f"/admin/units/{WATER}", "audit": "/admin/audit",
             "letters": "/admin/letters", "invitations": "/admin/invitations"}  # fmt: skip
    return shown | {f"list-{noun}": f"/admin/lists/{noun}" for noun in LISTS}


def drafted(page: Page, camera: Camera) -> str:
    """A draft by which drinking water in 环县 goes to the housing bureau; its page."""

    def edit(table: Any, columns: dict[str, int]) -> None:
        row = {"topic": "drinking_water", "area": "621022", "unit": HOUSING, "accept_days": "2", "resolve_days": "10"}
        table.append([row.get(code, "") for code in columns])

    send(page, camera, "/admin/rules", workbook(page, camera, "/admin/rules/1/workbook", "rules", edit))
    return page.url.removeprefix(camera.url).partition("?")[0]


def misspelt(page: Page, camera: Camera) -> tuple[str, bytes]:
    """A workbook of rules with a few mistakes."""

    def edit(table: Any, columns: dict[str, int]) -> None:
        table.cell(3, columns["unit"]).value = "环县教育居"
        table.cell(4, columns["resolve_days"]).value = "快一点"
        table.cell(5, columns["topic"]).value = "饮水不足、水质或停水"

    return "/admin/rules", workbook(page, camera, "/admin/rules/1/workbook", "rules", edit)


def renamed(page: Page, camera: Camera) -> tuple[str, bytes]:
    """A table of units with one renamed, and one more."""

    def edit(table: Any, columns: dict[str, int]) -> None:
        table.cell(5, columns["name"]).value = "庆阳市乡村振兴服务中心"
        row = {"code": "621022-ice", "name": "环县气象服务中心", "area": "621022", "functions": "agriculture"}
        table.append([row.get(code, "") for code in columns])

    return "/admin/lists/units", workbook(page, camera, "/admin/lists/units/workbook", "units", edit)


def workbook(
    page: Page, camera: Camera, address: str, sheet: str, edit: Callable[[Any, dict[str, int]], None]
) -> bytes:
    """A workbook of the product's own, as somebody has edited it."""
    return edited(page.request.get(camera.url + address).body(), sheet, edit)


def send(page: Page, camera: Camera, address: str, content: bytes) -> None:
    """Sends a workbook with a page's form."""
    page.goto(camera.url + address)
    page.locator("input[type=file]").set_input_files({"name": "表.xlsx", "mimeType": XLSX, "buffer": content})
    if page.locator("#why").count():
        page.locator("#why").fill("机构改革：环县饮水归住建")
    page.locator("form:has(input[type=file]) button").click()
    expect(page.locator("h1")).to_be_visible()


def main() -> None:
    """All pictures, or those of the takes that are named."""
    folder = Path(sys.argv[1]) if sys.argv[1:] else PICTURES
    every = {take.__name__: take for take in (start, visit, issue, unit, admin)}
    takes = [every[name] for name in sys.argv[2:]] or list(every.values())
    folder.mkdir(parents=True, exist_ok=True)
    with demonstration() as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        camera = Camera(browser, url, folder)
        for take in takes:
            take(camera)
        browser.close()


if __name__ == "__main__":
    main()
