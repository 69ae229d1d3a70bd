"""A Telegram channel beside a double of the service."""

from collections.abc import Iterator

import pytest

from tests.channels.bot_api import Service, serving


@pytest.fixture
def service() -> Iterator[Service]:
    with serving() as double:
        yield double
