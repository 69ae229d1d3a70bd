"""From the library's errors to the channel's four failures. No failure repeats what was sent, or where to."""

import re
from datetime import timedelta

import httpx
from telegram.error import BadRequest, Forbidden, InvalidToken, NetworkError, RetryAfter, TelegramError

from bot.messages import Blocked, Rejected, Throttled, Unreachable

Failure = Blocked | Rejected | Throttled | Unreachable

# Said by the service with 400, where 403 would be expected: there is nobody to write to, or no right to.
_NOBODY = (
    "chat not found",
    "user not found",
    "peer_id_invalid",
    "group chat was deactivated",
    "group is deactivated",
    "chat_write_forbidden",
    "not enough rights to send",
    "have no rights to send",
    "need administrator rights",
)
_GONE = (
    "message to edit not found",
    "message can't be edited",
    "message_id_invalid",
    "there is no text in the message to edit",
    "message to be replied not found",
)
_NOT_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.UnsupportedProtocol)


def failure(error: TelegramError) -> Failure:
    """What to do next about an error that a send met."""
    match error:
        case RetryAfter():
            return Throttled(seconds(error))
        case Forbidden():
            return Blocked(_told(error))
        case BadRequest():
            return Blocked(_told(error)) if _says(error, _NOBODY) else Rejected(_told(error))
        case InvalidToken():
            return Unreachable("the service refuses the token")
        case NetworkError() if isinstance(error.__cause__, (UnicodeError, TypeError)):
            return Rejected(f"it cannot be written as a request: {type(error.__cause__).__name__}")
        case NetworkError() if _says(error, ("too large", "(413)")):
            return Rejected("it is too large for the service")
    return Unreachable(_cause(error), _maybe(error))


def seconds(error: RetryAfter) -> float:
    """How long the service asks to wait."""
    after = error.retry_after
    return after.total_seconds() if isinstance(after, timedelta) else float(after)


def is_unchanged(error: BadRequest) -> bool:
    """Whether an edit found that the message says so already."""
    return _says(error, ("message is not modified",))


def is_gone(error: BadRequest) -> bool:
    """Whether the message that was to be edited is no longer there, or no longer ours to edit."""
    return _says(error, _GONE)


def _says(error: TelegramError, phrases: tuple[str, ...]) -> bool:
    said = error.message.lower()
    return any(phrase in said for phrase in phrases)


def _told(error: TelegramError) -> str:
    """The service's own sentence without what it quotes (an address on a button may be a single-use link)."""
    return re.sub(r"'[^']*'|\"[^\"]*\"|\S+://\S+", "…", error.message)[:200]


def _cause(error: TelegramError) -> str:
    return type(error.__cause__ or error).__name__


def _maybe(error: TelegramError) -> bool:
    """Whether the message may have arrived: the request went out, and no answer came back."""
    cause = error.__cause__
    if isinstance(cause, httpx.HTTPError):
        return not isinstance(cause, _NOT_SENT)
    return not isinstance(error, NetworkError) or _says(error, ("timeout", "timed out"))
