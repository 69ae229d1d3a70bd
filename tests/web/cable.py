"""A network that can be cut: what connects to its port is led to the server's, until it is pulled."""

import contextlib
import socket
import threading
from collections.abc import Iterator

PIECE = 64 * 1024


class Cable:
    """`url` is where a browser reaches the server while the cable is in."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.listening.getsockname()[1]}"
        self.whole = True
        self.led: list[socket.socket] = []
        self.lock = threading.Lock()
        threading.Thread(target=self._accept, daemon=True).start()

    def cut(self) -> None:
        """Ends every connection, and each new one as it comes."""
        with self.lock:
            self.whole = False
            for end in self.led:
                _end(end)
            self.led = []

    def mend(self) -> None:
        """New connections are led on again."""
        self.whole = True

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self.listening.accept()
            except OSError:
                return
            with self.lock:
                if not self.whole:
                    _end(near)
                    continue
                far = socket.create_connection(("127.0.0.1", self.port))
                self.led += [near, far]
            for source, target in ((near, far), (far, near)):
                threading.Thread(target=_lead, args=(source, target), daemon=True).start()


def _lead(source: socket.socket, target: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while piece := source.recv(PIECE):
            target.sendall(piece)
    _end(source)
    _end(target)


def _end(one: socket.socket) -> None:
    with contextlib.suppress(OSError):
        one.shutdown(socket.SHUT_RDWR)
    one.close()


@contextlib.contextmanager
def cable(port: int) -> Iterator[Cable]:
    """A whole cable to a port of this machine; cut at the end."""
    made = Cable(port)
    try:
        yield made
    finally:
        made.listening.close()
        made.cut()
