"""The keys of a deployment: those that were set, else the data folder's own, made when there is none yet."""

from bot.settings import Settings, keys
from storage import Engine, marks
from storage.vault import Vault, WrongKey, new_key


def vault(settings: Settings, writer: Engine | None = None) -> Vault:
    """The keys that were set, else the data folder's own. Raises WrongKey where the database was sealed under another.

    With a `writer` a key is made for a database that has none yet, and the database remembers which one it was.
    """
    given = keys(settings)
    path = settings.data / "key"
    if not given and path.exists():
        given = [path.read_text(encoding="ascii").strip()]
    if writer is None:
        return Vault(given)
    with writer.begin() as connection:
        sealed_under = marks.read(connection, "key")
        if not given and not sealed_under:
            given = [new_key()]
            path.touch(mode=0o600)
            path.write_text(given[0], encoding="ascii")
        made = Vault(given) if given else None
        if sealed_under and (made is None or made.mark != sealed_under):
            raise WrongKey("the key of this database is not here")
        assert made is not None  # noqa: S101 - given, or made just now
        marks.write(connection, "key", made.mark)
    return made
