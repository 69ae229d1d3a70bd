"""The logs: one line an event, with ids and kinds, never with what somebody said, a token or an answer."""

import logging
import sys

import structlog

LOUD = (
    "httpx",
    "httpcore",
    "telegram",
    "dbos",
    "uvicorn.access",
    "apscheduler",
)  # they would log addresses with tokens


def configure(level: str) -> None:
    """Sets the level for ours; libraries that are loud speak of warnings alone."""
    number = logging.getLevelNamesMapping()[level.upper()]
    logging.basicConfig(
        level=logging.WARNING, stream=sys.stderr, format="%(asctime)s %(name)s %(levelname)s %(message)s"
    )
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
