"""The logs: one line an event, with ids and kinds, never with what somebody said, a token or an answer."""

import logging
import sys
import traceback
from typing import Any

import structlog

LOUD = (
    "httpx",
    "httpcore",
    "telegram",
    "dbos",
    "uvicorn.access",
    "apscheduler",
)  # they would log addresses with tokens


class Sparing(logging.Formatter):
    """Says of an exception what it is and where it came up, in the code's own words: its text may quote anything."""

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - logging's own name
        """The line; asyncio's further lines show an exception's text."""
        if record.exc_info:
            record.message = record.message.partition("\n")[0]
        return super().formatMessage(record)

    def formatException(self, ei: Any) -> str:  # noqa: N802 - logging's own name
        """The traceback without the message."""
        return unquoted(ei[1])


def unquoted(error: BaseException) -> str:
    """A traceback's places in the code, and the type."""
    return "".join(traceback.format_tb(error.__traceback__)) + type(error).__name__


def configure(level: str) -> None:
    """Sets the level for ours; libraries that are loud speak of warnings alone."""
    number = logging.getLevelNamesMapping()[level.upper()]
    to_stderr = logging.StreamHandler(sys.stderr)
    to_stderr.setFormatter(Sparing("%(asctime)s %(name)s %(levelname)s %(message)s"))
    logging.basicConfig(level=logging.WARNING, handlers=[to_stderr])
    for name in LOUD:
        logging.getLogger(name).setLevel(logging.WARNING)
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=lambda *_names: structlog.PrintLogger(
            sys.stderr
        ),  # the stream of the moment: it may be replaced
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso"),
            structlog.processors.LogfmtRenderer(key_order=["timestamp", "level", "event"]),
        ],
    )
