"""A double of the Bot API over real HTTP on the loopback, for what no emulator plays: files, failures, bad batches.

It keeps the service's rules that matter here: an update comes again until getUpdates names a later offset, and an
answer to a call is what the test has put down for it, else a plausible one.
"""

import json
import threading
from collections import defaultdict, deque
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, TypeVar
from urllib.parse import parse_qsl

TOKEN = "7000000001:AAH-a-token-that-no-log-may-show"
HANG_UP = "hang up"  # in place of an answer: the connection ends without one

Answer = tuple[int, bytes] | str


def ok(result: Any) -> Answer:
    """A call that succeeded."""
    return 200, json.dumps({"ok": True, "result": result}).encode()


def error(status: int, description: str, **parameters: int) -> Answer:
    """A call that failed, in the service's form."""
    body = {"ok": False, "error_code": status, "description": description}
    return status, json.dumps({**body, "parameters": parameters} if parameters else body).encode()


class Service:
    """What the test puts in (updates, answers, files) and what the channel called."""

    def __init__(self) -> None:
        self.library = "telegram_ptb"  # by which the channel of the test talks to us
        self.updates: list[bytes] = []
        self.answers: dict[str, deque[Answer]] = defaultdict(deque)
        self.files: dict[str, Answer] = {}
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.silent = threading.Event()  # set: calls other than getUpdates are heard and never answered
        self.stopped = threading.Event()
        self.changed = threading.Condition()
        self.address = ""
        self.messages = 100
        self.size = 12  # bytes of the file that people send
        self.cuts: deque[int] = deque()  # of the next downloads: after how many bytes the connection breaks
        self.ranges: list[str] = []  # what each download asked for; "" for all
        self.parts = True  # whether it gives less than a whole file

    def say(self, *updates: bytes | dict[str, Any]) -> None:
        """Puts updates where getUpdates finds them."""
        with self.changed:
            self.updates += [each if isinstance(each, bytes) else json.dumps(each).encode() for each in updates]
            self.changed.notify_all()

    def called(self, method: str) -> list[dict[str, Any]]:
        """The parameters of each call of one method."""
        return [parameters for name, parameters in self.calls if name == method]

    def answer(self, method: str, parameters: dict[str, Any]) -> Answer:
        """What a call is answered."""
        self.calls.append((method, parameters))
        if self.answers[method]:
            return self.answers[method].popleft()
        if method == "getUpdates":
            return self._batch(int(parameters.get("offset", 0)), int(parameters["limit"]))
        if self.silent.is_set():
            self.stopped.wait(30)
            return HANG_UP
        return ok(self._plausible(method, parameters))

    def _batch(self, offset: int, limit: int) -> Answer:
        with self.changed:
            self.updates = [update for update in self.updates if not _number(update) or _number(update) >= offset]
            if not self.updates:
                self.changed.wait(0.05)
            return 200, b'{"ok":true,"result":[' + b",".join(self.updates[:limit]) + b"]}"

    def _plausible(self, method: str, parameters: dict[str, Any]) -> Any:
        if method == "getMe":
            return {"id": 7000000001, "is_bot": True, "first_name": "村情直报", "username": "CunqingBot"}
        if method == "getFile":
            return {
                "file_id": parameters["file_id"],
                "file_unique_id": "u",
                "file_size": self.size,
                "file_path": "photos/1.jpg",
            }
        if method.startswith(("send", "edit")):
            self.messages += 1
            number = int(parameters.get("message_id", self.messages))
            return {
                "message_id": number,
                "date": 1764032400,
                "chat": {"id": int(parameters["chat_id"]), "type": "private"},
            }
        return True


def _number(update: bytes) -> int:
    try:
        found = json.loads(update)["update_id"]
    except (ValueError, RecursionError, KeyError, TypeError):
        _, _, rest = update.partition(b'"update_id":')
        found = rest.split(b",")[0].strip().decode() or 0
    return int(found) if str(found).isdigit() else 0


Held = TypeVar("Held", bound=Service)


class _Caller(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # head and body go out apart: the caller would wait 40 ms for the second
    service: Service

    def do_POST(self) -> None:
        body = self._body()
        assert self.path.startswith(f"/bot{TOKEN}/")
        method = self.path.rpartition("/")[2]
        self._write(self.service.answer(method, _parameters(body, self.headers.get("Content-Type", ""))))

    def _body(self) -> bytes:
        if self.headers.get("Transfer-Encoding") != "chunked":
            return self.rfile.read(int(self.headers.get("Content-Length", 0)))
        pieces = []
        while size := int(self.rfile.readline(), 16):
            pieces.append(self.rfile.read(size))
            self.rfile.readline()
        self.rfile.readline()
        return b"".join(pieces)

    def do_GET(self) -> None:
        assert self.path.startswith(f"/file/bot{TOKEN}/")
        answer = self.service.files.get(self.path.removeprefix(f"/file/bot{TOKEN}/"), (404, b""))
        asked = self.headers.get("Range", "")
        self.service.ranges.append(asked)
        if isinstance(answer, str) or answer[0] != 200:
            self._write(answer)
        else:
            self._give(answer[1], int(asked[6:-1] or 0) if self.service.parts else 0)

    def _give(self, content: bytes, begin: int) -> None:
        """From there on; where the test asks, as far as the connection holds."""
        self.send_response(206 if begin else 200)
        if begin:
            self.send_header("Content-Range", f"bytes {begin}-{len(content) - 1}/{len(content)}")
        self.send_header("Content-Length", str(len(content) - begin))
        given = content[begin:]
        if self.service.cuts:
            given, self.close_connection = given[: self.service.cuts.popleft()], True
        with suppress(OSError):  # the caller has gone
            self.end_headers()
            self.wfile.write(given)

    def _write(self, answer: Answer) -> None:
        if isinstance(answer, str):
            self.close_connection = True
            return
        status, body = answer
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        with suppress(OSError):  # the caller has gone
            self.end_headers()
            self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Says nothing."""


def _parameters(body: bytes, kind: str) -> dict[str, Any]:
    if kind.startswith("multipart/"):
        return _form(body, kind.partition("boundary=")[2].encode())
    if kind.startswith("application/json"):
        sent = json.loads(body or b"{}")
        return {name: value if isinstance(value, dict | list | bool) else str(value) for name, value in sent.items()}
    return {name: _value(text) for name, text in parse_qsl(body.decode(), keep_blank_values=True)}


def _form(body: bytes, boundary: bytes) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for part in body.split(b"--" + boundary)[1:-1]:
        head, _, content = part.strip(b"\r\n").partition(b"\r\n\r\n")
        name = head.partition(b'name="')[2].partition(b'"')[0].decode()
        if b"filename" in head:
            found[name] = content
            found["head"] = head
        else:
            found[name] = _value(content.decode())
    for name, value in found.items():
        if isinstance(value, str) and value.startswith("attach://"):  # the file is in a part of its own
            found[name] = found.pop(value.removeprefix("attach://"))
            break
    return found


def _value(text: str) -> Any:
    return json.loads(text) if text[:1] in "{[" or text in {"true", "false"} else text


@contextmanager
def serving() -> Iterator[Service]:
    """The double on a free port, until the block ends."""
    with served(Service()) as service:
        yield service


@contextmanager
def served(service: Held) -> Iterator[Held]:
    """Some double on a free port, until the block ends."""
    caller = type("Caller", (_Caller,), {"service": service})
    server = ThreadingHTTPServer(("127.0.0.1", 0), caller)
    service.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield service
    finally:
        service.stopped.set()
        server.shutdown()
        server.server_close()
        thread.join()
