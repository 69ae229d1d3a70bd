"""A copy of everything but the key, in one archive: the database as it was at one moment, and the files."""

import sqlite3
import tarfile
import tempfile
from pathlib import Path

DATABASE = "cunqing.db"
FOLDERS = ("files", "uploads")


class NoBackup(Exception):
    """The archive is none of ours, or broken."""


def write(folder: Path, database: Path, target: Path) -> int:
    """Writes the archive beside its place and moves it there when it is whole; its size in bytes.

    The database is copied by SQLite's backup API from a reading connection, so a server may go on writing.
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
            for name in FOLDERS:
                if (folder / name).is_dir():
                    archive.add(folder / name, name)
    half.chmod(0o600)
    half.replace(target)
    return target.stat().st_size


def unpack(source: Path, folder: Path) -> None:
    """Puts the archive's content into a folder; raises NoBackup."""
    try:
        with tarfile.open(source, "r:gz") as archive:
            if DATABASE not in archive.getnames():
                raise NoBackup
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            archive.extractall(folder, filter="data")
    except (tarfile.TarError, OSError, EOFError) as error:
        raise NoBackup from error
