"""A copy of everything but the key, in one archive: the database as it was at one moment, and the files."""

import contextlib
import errno
import gzip
import io
import os
import shutil
import sqlite3
import tarfile
import tempfile
import zlib
from pathlib import Path, PurePosixPath
from typing import IO

from storage.store import FILES, HALF, Missing, Store

DATABASE = "cunqing.db"
UPLOADS = "uploads"  # what pages brought and nobody has fetched yet


class NoBackup(Exception):
    """The archive is none of ours, or broken."""


class Occupied(Exception):
    """Where the archive is to go, there is something else than an earlier one."""


class Inside(Exception):
    """The archive was to go into the data folder, among what it is a copy of."""


def write(folder: Path, database: Path, store: Store, target: Path) -> int:
    """Writes the archive beside its place and moves it there when it is whole; its size in bytes.

    The database is copied by SQLite's backup API from a reading connection, so a server may go on writing. The files
    come after it: what the copy names is there, wherever they are kept. An earlier backup may be replaced, and nothing
    else: the place might be that of the key. Raises Occupied, Inside, storage.store.Unavailable, or OSError.
    """
    if target.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    if (target.parent.resolve() / target.name).is_relative_to(folder.resolve()):
        raise Inside
    if os.path.lexists(target) and not _is_backup(target):
        raise Occupied
    with tempfile.TemporaryDirectory(dir=target.parent) as place:
        copy, half = Path(place) / DATABASE, Path(place) / "archive.tgz"
        _copy(database, copy)
        with tarfile.open(half, "w:gz", compresslevel=1) as archive:
            archive.add(copy, DATABASE)
            _add_uploads(archive, folder / UPLOADS)
            for name in store.names():
                if not name.endswith(HALF):
                    _add(archive, name, store)
        half.chmod(0o600)
        half.replace(target)
    return target.stat().st_size


def _is_backup(path: Path) -> bool:
    if path.is_symlink() or not path.is_file():
        return False
    try:
        with tarfile.open(path, "r:gz") as archive:
            first = archive.next()
    except (tarfile.TarError, gzip.BadGzipFile, zlib.error, EOFError):
        return False
    return first is not None and first.name == DATABASE


def _copy(database: Path, copy: Path) -> None:
    with (
        contextlib.closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as source,
        contextlib.closing(sqlite3.connect(copy)) as destination,
    ):
        try:
            source.backup(destination)
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF in (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)) from error
            raise


def _add_uploads(archive: tarfile.TarFile, uploads: Path) -> None:
    for path in sorted(uploads.iterdir()) if uploads.is_dir() else ():
        with contextlib.suppress(FileNotFoundError):  # fetched, and so taken away, since it was listed
            archive.add(path, f"{UPLOADS}/{path.name}")


def _add(archive: tarfile.TarFile, name: str, store: Store) -> None:
    try:
        content = store.get(name)
    except Missing:  # taken away since it was listed
        return
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode = len(content), 0o600
    archive.addfile(entry, io.BytesIO(content))


def unpack(source: Path, folder: Path, store: Store) -> None:
    """Puts the archive's files into the store, and the rest into a folder; the database comes last, and whole.

    Raises NoBackup, storage.store.Unavailable, or OSError.
    """
    try:
        with tarfile.open(source, "r:gz") as archive:
            if DATABASE not in archive.getnames():
                raise NoBackup
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            members = archive.getmembers()
            for member in members:
                if member.isfile() and member.name.startswith(f"{FILES}/"):
                    store.put(_inside(member.name), _content(archive, member))
            rest = [member for member in members if not member.name.startswith(f"{FILES}/")]
            archive.extractall(folder, [member for member in rest if member.name != DATABASE], filter="data")
            _unpack_database(archive, folder)
    except (tarfile.TarError, gzip.BadGzipFile, zlib.error, EOFError) as error:
        raise NoBackup from error


def _unpack_database(archive: tarfile.TarFile, folder: Path) -> None:
    half = folder / (DATABASE + HALF)
    try:
        with _opened(archive, archive.getmember(DATABASE)) as packed, half.open("wb") as target:
            shutil.copyfileobj(packed, target)
        half.replace(folder / DATABASE)
    finally:
        half.unlink(missing_ok=True)


def _inside(name: str) -> str:
    if ".." in PurePosixPath(name).parts:
        raise NoBackup
    return name


def _content(archive: tarfile.TarFile, member: tarfile.TarInfo) -> bytes:
    with _opened(archive, member) as packed:
        return packed.read()


def _opened(archive: tarfile.TarFile, member: tarfile.TarInfo) -> IO[bytes]:
    opened = archive.extractfile(member)
    if opened is None:
        raise NoBackup
    return opened
