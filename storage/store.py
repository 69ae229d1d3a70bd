"""Where files lie, sealed: below the data folder, or in a bucket of an S3-compatible store, under the same names.

A name is a path of ASCII parts ("files/ab/ab12…"). What is put is there as a whole or not at all.
"""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any, Protocol

from bot import crash

FILES = "files"  # every name begins with it
HALF = ".part"


class Missing(Exception):
    """There is no file of this name."""


class Unavailable(Exception):
    """The store cannot be reached, or has no room: later it may. Its reason names no key and no content."""


class Store(Protocol):
    """Every call raises Unavailable where the store cannot answer now."""

    def put(self, name: str, content: bytes) -> None:
        """Keeps a file, in place of one of this name."""

    def get(self, name: str) -> bytes:
        """A file's content; raises Missing."""

    def names(self) -> Iterator[str]:
        """All there is, in order."""


class Folder:
    """Files below a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def put(self, name: str, content: bytes) -> None:
        """Written beside its place, to the disk, and then moved there: half a file is never found."""
        path = self.folder / name
        half = path.with_name(path.name + HALF)
        try:
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            with half.open("wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            crash.point("attachment.half")
            half.replace(path)
        except OSError as error:
            with contextlib.suppress(OSError):
                half.unlink(missing_ok=True)
            raise Unavailable(error.strerror or type(error).__name__) from None

    def get(self, name: str) -> bytes:
        """Of what lies below the folder alone."""
        path = (self.folder / name).resolve()
        if not path.is_relative_to((self.folder / FILES).resolve()):
            raise Missing
        try:
            return path.read_bytes()
        except (FileNotFoundError, IsADirectoryError, NotADirectoryError):
            raise Missing from None
        except OSError as error:
            raise Unavailable(error.strerror or type(error).__name__) from None

    def names(self) -> Iterator[str]:
        """Halves too: somebody should know of them."""
        for path in sorted((self.folder / FILES).rglob("*")):
            if path.is_file():
                yield path.relative_to(self.folder).as_posix()


class Bucket:
    """Files in a store that fsspec knows, below an address like s3://bucket/prefix."""

    def __init__(self, address: str, **options: Any) -> None:
        import fsspec  # type: ignore[import-untyped] # only where it was chosen

        self.system, self.root = fsspec.core.url_to_fs(address, **options)

    def put(self, name: str, content: bytes) -> None:
        """One request: such a store shows an object when it is whole."""
        try:
            with self._available():
                self.system.pipe_file(self._path(name), content)
        except Missing:
            raise Unavailable("there is no such bucket") from None

    def get(self, name: str) -> bytes:
        """The object's content."""
        if ".." in PurePosixPath(name).parts or not name.startswith(f"{FILES}/"):
            raise Missing
        with self._available():
            return bytes(self.system.cat_file(self._path(name)))

    def names(self) -> Iterator[str]:
        """As the bucket lists them now, not as it was listed before."""
        with self._available():
            self.system.invalidate_cache()
            found = self.system.find(self._path(FILES))
        for path in sorted(found):
            yield f"{FILES}/" + path.rpartition(f"/{FILES}/")[2]

    def _path(self, name: str) -> str:
        return f"{self.root.rstrip('/')}/{name}"

    @contextlib.contextmanager
    def _available(self) -> Iterator[None]:
        try:
            yield
        except FileNotFoundError:
            raise Missing from None
        except Exception as error:  # each kind of store has failures of its own
            raise Unavailable(type(error).__name__) from None


def open_store(address: str, folder: Path) -> Store:
    """The store at an address; below the folder where there is none."""
    return Bucket(address) if address else Folder(folder)
