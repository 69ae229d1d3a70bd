"""From the library's errors to the channel's failures. No failure repeats what was sent, or where to."""

import aiohttp
from aiogram.exceptions import (
    AiogramError,
    ClientDecodeError,
    TelegramAPIError,
    TelegramBadRequest,
    TelegramConflictError,
    TelegramEntityTooLarge,
    TelegramForbiddenError,
    TelegramMigrateToChat,
    TelegramNetworkError,
    TelegramNotFound,
    TelegramRetryAfter,
    TelegramServerError,
    TelegramUnauthorizedError,
)

from bot.channels.telegram.failures import Elsewhere, Failure, Moved, Refused, of_bad_request, told
from bot.messages import Blocked, Rejected, Throttled, Unreachable

_NOT_SENT = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError, aiohttp.InvalidURL)


def failure(error: AiogramError) -> Failure:  # noqa: C901, PLR0911 - one return for each kind of error
    """What to do next about an error that a call met."""
    match error:
        case TelegramRetryAfter():
            return Throttled(float(error.retry_after))
        case TelegramMigrateToChat():
            return Moved(error.migrate_to_chat_id)
        case TelegramConflictError():
            return Elsewhere()
        case TelegramForbiddenError():
            return Blocked(told(error.message))
        case TelegramBadRequest():
            return of_bad_request(error.message)
        case TelegramUnauthorizedError() | TelegramNotFound():
            return Refused()
        case TelegramEntityTooLarge():
            return Rejected("it is too large for the service")
        case TelegramServerError():
            return Unreachable("the service cannot now")
        case TelegramNetworkError():
            cause = error.__cause__
            return Unreachable(type(cause or error).__name__, maybe=not isinstance(cause, _NOT_SENT))
        case TelegramAPIError():
            return Unreachable(type(error).__name__)
        case ClientDecodeError():
            return Unreachable("the service's answer cannot be read", maybe=True)
    return Unreachable(type(error).__name__, maybe=True)
