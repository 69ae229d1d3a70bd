"""Takes the pictures of the docs from the demonstration: python -m tests.screenshots [folder]

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
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Browser, Page, expect, sync_playwright

ROOT = Path(__file__).parent.parent
PICTURES = ROOT / "docs" / "pictures"
CHROMIUM = Path(os.environ.get("CHROMIUM", "/usr/bin/chromium"))
PHONE, DESKTOP = (360, 740), (1200, 800)
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
    keys = page.locator("button.key:not(.offer)")
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
        page.locator(".number a").last.click()
        expect(page.locator(".events")).to_be_visible()
        camera.shoot(page, f"item{suffix}", whole=True)


def main() -> None:
    """All pictures."""
    folder = Path(sys.argv[1]) if sys.argv[1:] else PICTURES
    folder.mkdir(parents=True, exist_ok=True)
    with demonstration() as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        camera = Camera(browser, url, folder)
        for take in (start, visit, issue, unit):
            take(camera)
        browser.close()


if __name__ == "__main__":
    main()
