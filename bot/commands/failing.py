"""What a command may meet and cannot mend, each as a sentence that says what to do."""

import errno

from bot.messages import Busy, Said, say
from bot.routing.directory import Unresolved
from bot.settings import Wrong
from bot.tables.sheets import Unreadable
from storage.lock import Taken
from storage.schema import TooNew, TooOld
from storage.troubles import Trouble, trouble
from storage.vault import WrongKey

TROUBLES = {
    Trouble.FULL: say("The database takes nothing just now. Is the disk full? Try again later."),
    Trouble.CLOSED: say(
        "The database cannot be opened by this user. Run the command as the user that the server runs as."
    ),
    Trouble.BROKEN: say(
        "The database's file is damaged, or is none of Cunqing's. Restore a backup into another folder."
    ),
    Trouble.SILENT: say("The database does not answer. Is CUNQING_DATABASE_URL right, and does the server run?"),
}
ALONE = say("this user may not read or write there")
REASONS = {
    errno.ENOSPC: say("the disk is full"),
    errno.EDQUOT: say("the disk is full"),
    errno.EACCES: ALONE, errno.EPERM: ALONE, errno.EROFS: ALONE,
    errno.ENOENT: say("there is no such file or folder"),
    errno.EISDIR: say("it is a folder; name a file"),
    errno.ENOTDIR: say("it is a file; name a folder"),
    errno.EEXIST: say("it is a file; name a folder"),
}  # fmt: skip


def told(error: Exception) -> Said | None:
    """The sentence for whoever sits there; None for a fault of ours."""
    match error:
        case Wrong() | Unresolved() | Unreadable():
            return error.message
        case Taken():
            return say("Another server runs on this data folder (process {pid}).", pid=error.pid or "?")
        case TooNew():
            return say(
                "This database was written by a newer version of Cunqing ({revision}); install that one.",
                revision=error.revision,
            )
        case TooOld():
            return say(
                "This database is of an older version of Cunqing. Back it up (cunqing backup FILE), then start the "
                "server once (cunqing run): that brings it up to this version."
            )
        case WrongKey():
            return say(
                "The key does not fit this database: CUNQING_KEY, or the file “key” in the data folder, is another one."
            )
        case Busy():
            return TROUBLES[Trouble.FULL]
        case OSError():
            return refused(error)
    met = trouble(error)
    return TROUBLES[met] if met is not None else None


def refused(error: OSError, file: object = None) -> Said:
    """What the system refused, on which file."""
    name = file or error.filename
    if name is None:
        return say("That could not be done: {why}", why=reason(error))
    return say("{file} cannot be used: {why}", file=str(name), why=reason(error))


def reason(error: OSError) -> Said:
    """Why the system refused something."""
    return REASONS.get(error.errno or 0) or error.strerror or type(error).__name__
