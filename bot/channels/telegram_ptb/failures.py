"""From the library's errors to the channel's failures. No failure repeats what was sent, or where to."""

from datetime import timedelta

import httpx
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
)

from bot.channels.telegram.failures import Elsewhere, Failure, Moved, Refused, of_bad_request, told
from bot.messages import Blocked, Rejected, Throttled, Unreachable

_NOT_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.UnsupportedProtocol)


def failure(error: TelegramError) -> Failure:
    """What to do next about an error that a call met."""
    match error:
        case RetryAfter():
            return Throttled(_seconds(error))
        case ChatMigrated():
            return Moved(error.new_chat_id)
        case Conflict():
            return Elsewhere()
        case Forbidden():
            return Blocked(told(error.message))
        case BadRequest():
            return of_bad_request(error.message)
        case InvalidToken():
            return Refused()
        case NetworkError() if isinstance(error.__cause__, (UnicodeError, TypeError)):
            return Rejected(f"it cannot be written as a request: {type(error.__cause__).__name__}")
        case NetworkError() if _says(error, ("too large", "(413)")):
            return Rejected("it is too large for the service")
    return Unreachable(_cause(error), _maybe(error))


def _seconds(error: RetryAfter) -> float:
    """How long the service asks to wait."""
    after = error.retry_after
    return after.total_seconds() if isinstance(after, timedelta) else float(after)


def _says(error: TelegramError, phrases: tuple[str, ...]) -> bool:
    said = error.message.lower()
    return any(phrase in said for phrase in phrases)


def _cause(error: TelegramError) -> str:
    return type(error.__cause__ or error).__name__


def _maybe(error: TelegramError) -> bool:
    """Whether the message may have arrived: the request went out, and no answer came back."""
    cause = error.__cause__
    if isinstance(cause, httpx.HTTPError):
        return not isinstance(cause, _NOT_SENT)
    return not isinstance(error, NetworkError) or _says(error, ("timeout", "timed out"))
