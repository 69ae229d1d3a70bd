"""An independent Bot API emulator (telegram-test-api, from npm) started for a test and driven as a person would.

It is installed once into a cache folder, by the lock file beside it; where there is no node, the test is skipped.
"""

import fcntl
import hashlib
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import httpx
import pytest

SOURCE = Path(__file__).parent.parent / "telegram_emulator"
TOKEN = "666:AAE-a-token-of-the-emulator"

Found = TypeVar("Found")


@dataclass
class Emulator:
    """The emulator's address, and all that was said through it."""

    address: str
    token: str = TOKEN
    client: httpx.Client = field(default_factory=lambda: httpx.Client(timeout=10))
    library: str = "telegram_ptb"  # by which the bot of the test talks to it

    def post(self, path: str, **body: Any) -> Any:
        return self.client.post(f"{self.address}/{path}", json=body).raise_for_status().json()

    def history(self) -> list[dict[str, Any]]:
        """What people and the bot said, each message as it stands now, in order."""
        found: list[dict[str, Any]] = self.post("getUpdatesHistory", token=self.token)["result"]
        return found

    def person(self, identity: int, name: str = "李某") -> "Person":
        return Person(self, identity, name)


@dataclass
class Person:
    """Somebody with a phone."""

    emulator: Emulator
    identity: int
    name: str

    def says(self, text: str) -> None:
        """Sends a message, or a command."""
        if text.startswith("/"):
            entities = [{"offset": 0, "length": len(text.split(maxsplit=1)[0]), "type": "bot_command"}]
            self.emulator.post("sendCommand", **self._who(), text=text, entities=entities)
        else:
            self.emulator.post("sendMessage", **self._who(), text=text)

    def presses(self, label: str, times: int = 1) -> None:
        """Presses the newest button that is called so."""
        number, data = next(
            (message["messageId"], button["callback_data"])
            for message in reversed(self.heard())
            for row in keyboard(message)
            for button in row
            if button["text"] == label
        )
        who = self._who()
        message = {"message_id": number, "chat": who["chat"], "date": who["date"], "text": "…"}
        for _ in range(times):
            self.emulator.post("sendCallback", **who, message=message, data=data)

    def heard(self) -> list[dict[str, Any]]:
        """What the bot said to this person, each message as it stands now."""
        return [
            said
            for said in self.emulator.history()
            if "chat_id" in said.get("message", {}) and str(said["message"]["chat_id"]) == str(self.identity)
        ]

    def sees(self, met: Callable[[list[dict[str, Any]]], Found], seconds: float = 15) -> Found:
        """Waits until what the bot said is so, and returns what was found."""
        until = time.monotonic() + seconds
        while not (found := met(self.heard())):
            assert time.monotonic() < until, [said["message"] for said in self.heard()[-3:]]
            time.sleep(0.02)
        return found

    def reads(self, words: str) -> str:
        """Waits for a message with these words, and returns its whole text."""
        return self.sees(lambda heard: next((text(said) for said in reversed(heard) if words in text(said)), ""))

    def _who(self) -> dict[str, Any]:
        person = {"id": self.identity, "is_bot": False, "first_name": self.name, "language_code": "zh-hans"}
        chat = {"id": self.identity, "first_name": self.name, "type": "private"}
        return {"botToken": self.emulator.token, "date": int(time.time()), "from": person, "chat": chat}


def text(said: dict[str, Any]) -> str:
    """The words of a message of the bot."""
    return str(said["message"].get("text", ""))


def keyboard(said: dict[str, Any]) -> list[list[dict[str, str]]]:
    """Its buttons, in rows."""
    rows: list[list[dict[str, str]]] = (said["message"].get("reply_markup") or {}).get("inline_keyboard", [])
    return rows


def transcript(emulator: Emulator) -> str:
    """All that was said: `>` a person, `<` the bot, `[ ]` buttons that are still there."""
    names = {
        button["callback_data"]: button["text"]
        for said in emulator.history()
        if "callbackQuery" not in said
        for row in keyboard(said)
        for button in row
        if "callback_data" in button
    }
    return "\n".join(line for said in emulator.history() for line in _lines(said, names))


def _lines(said: dict[str, Any], names: dict[str, str]) -> list[str]:
    if "callbackQuery" in said:
        data = said["callbackQuery"]["data"]
        return [f"> [{names.get(data, 'a button that is gone by now')}]"]
    if "chat_id" not in said["message"]:
        return [f"> {text(said)}"]
    labels = " ".join(f"[{button['text']}]" for row in keyboard(said) for button in row)
    return [f"< {line}" for line in [*text(said).splitlines(), *([labels] if labels else [])]]


# --- starting it ---------------------------------------------------------------------------------------------


def installed() -> Path:
    """The folder where it is installed; skips the test where that cannot be."""
    if shutil.which("node") is None or shutil.which("npm") is None:
        pytest.skip("the Bot API emulator needs node and npm, which are not here")
    lock = (SOURCE / "package-lock.json").read_bytes()
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "cunqing"
    folder = cache / f"telegram-emulator-{hashlib.sha256(lock).hexdigest()[:16]}"
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        if not (folder / "done").exists():
            _install(folder)
    shutil.copy(SOURCE / "telegram-emulator.js", folder)
    return folder


def _install(folder: Path) -> None:
    for name in ("package.json", "package-lock.json"):
        shutil.copy(SOURCE / name, folder)
    run = subprocess.run(
        ["npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    if run.returncode:
        pytest.skip(f"npm could not install the Bot API emulator: {run.stderr.strip().splitlines()[-1:]}")
    (folder / "done").touch()


def _free_port() -> int:
    with socket.socket() as any_port:
        any_port.bind(("127.0.0.1", 0))
        return int(any_port.getsockname()[1])


@contextmanager
def emulating() -> Iterator[Emulator]:
    """The emulator, until the block ends."""
    folder, port = installed(), _free_port()
    process = subprocess.Popen(["node", "telegram-emulator.js", str(port)], cwd=folder, stdout=subprocess.PIPE)
    assert process.stdout is not None
    try:
        assert process.stdout.readline().strip() == b"up"
        emulator = Emulator(f"http://127.0.0.1:{port}")
        yield emulator
        emulator.client.close()
    finally:
        process.terminate()
        process.wait()
        process.stdout.close()
