"""A copy of everything but the key, in one archive: the database as it was at one moment, and the files."""

import io
import sqlite3
import tarfile
import tempfile
from pathlib import Path, PurePosixPath

from storage.store import FILES, HALF, Missing, Store

DATABASE = "cunqing.db"
UPLOADS = "uploads"  # what pages brought and nobody has fetched yet


class NoBackup(Exception):
    """The archive is none of ours, or broken."""


def write(folder: Path, database: Path, store: Store, target: Path) -> int:
    """Writes the archive beside its place and moves it there when it is whole; its size in bytes.

    The database is copied by SQLite's backup API from a reading connection, so a server may go on writing. The files
    come after it: what the copy names is there, wherever they are kept. Raises storage.store.Unavailable.
    """
    half = target.with_name(target.name + ".part")
    with tempfile.TemporaryDirectory(dir=target.parent) as place:
        copy = Path(place) / DATABASE
        source = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
        destination = sqlite3.connect(copy)
        with source, destination:
            source.backup(destination)
        source.close()
        destination.close()
        with tarfile.open(half, "w:gz", compresslevel=1) as archive:
            archive.add(copy, DATABASE)
            if (folder / UPLOADS).is_dir():
                archive.add(folder / UPLOADS, UPLOADS)
            for name in store.names():
                if not name.endswith(HALF):
                    _add(archive, name, store)
    half.chmod(0o600)
    half.replace(target)
    return target.stat().st_size


def _add(archive: tarfile.TarFile, name: str, store: Store) -> None:
    try:
        content = store.get(name)
    except Missing:  # taken away since it was listed
        return
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode = len(content), 0o600
    archive.addfile(entry, io.BytesIO(content))


def unpack(source: Path, folder: Path, store: Store) -> None:
    """Puts the archive's files into the store, and the rest into a folder; the database comes last.

    Raises NoBackup, or storage.store.Unavailable.
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
            archive.extractall(folder, sorted(rest, key=lambda member: member.name == DATABASE), filter="data")
    except (tarfile.TarError, OSError, EOFError) as error:
        raise NoBackup from error


def _inside(name: str) -> str:
    if ".." in PurePosixPath(name).parts:
        raise NoBackup
    return name


def _content(archive: tarfile.TarFile, member: tarfile.TarInfo) -> bytes:
    opened = archive.extractfile(member)
    if opened is None:
        raise NoBackup
    with opened:
        return opened.read()
