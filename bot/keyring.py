"""The keys of a deployment: those that were set, else the data folder's own, made when there is none yet."""

import os
from pathlib import Path

from bot.messages import say
from bot.settings import Settings, Wrong, keys
from storage import Connection, Engine, marks
from storage.store import HALF
from storage.vault import Vault, WrongKey, new_key


def vault(settings: Settings, writer: Engine) -> Vault:
    """The keys that were set, else the data folder's own, made for a database that has none yet.

    The database remembers which one it was. Raises WrongKey where it was sealed under another one.
    """
    with writer.begin() as connection:
        if not marks.read(connection, "key") and not _given(settings):
            _keep(_path(settings), new_key())
        found = vault_of(settings, connection)
        marks.write(connection, "key", found.mark)
    return found


def vault_of(settings: Settings, connection: Connection) -> Vault:
    """The keys of a database that is there; raises WrongKey, or Wrong where there is none."""
    given = _given(settings)
    if not given:
        raise Wrong(
            say("The key of this database is missing: put it back as {file}, or set CUNQING_KEY.",
                file=str(_path(settings)))
        )  # fmt: skip
    try:
        found = Vault(given)
    except ValueError:  # those of the settings were looked at when they were read
        raise Wrong(say("{file} holds no key: it is 32 bytes in base64.", file=str(_path(settings)))) from None
    sealed_under = marks.read(connection, "key")
    if sealed_under and found.mark != sealed_under:
        raise _misplaced() if _among(given, sealed_under) else WrongKey("the key of this database is not here")
    return found


def _among(given: list[str], mark: str) -> bool:
    return any(Vault([key]).mark == mark for key in given)


def _misplaced() -> Wrong:
    return Wrong(
        say("CUNQING_KEY holds the key that this database began with, but not in the last place. Put it last; newer "
            "ones come before it.")
    )  # fmt: skip


def _keep(path: Path, key: str) -> None:
    """On the disk, whole, before anything is sealed under it."""
    half = path.with_name(path.name + HALF)
    half.touch(mode=0o600)
    with half.open("w", encoding="ascii") as file:
        file.write(key)
        file.flush()
        os.fsync(file.fileno())
    half.replace(path)
    if os.name == "posix":
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def _given(settings: Settings) -> list[str]:
    path = _path(settings)
    given = keys(settings)
    return given or ([path.read_text(encoding="utf-8").strip()] if path.exists() else [])


def _path(settings: Settings) -> Path:
    return settings.data / "key"
