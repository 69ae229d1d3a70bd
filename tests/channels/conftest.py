"""A Telegram channel beside a double of the service, by each of the libraries."""

from collections.abc import Iterator

import pytest

from tests.channels.bot_api import Service, serving
from tests.channels.talks import LIBRARIES


@pytest.fixture(params=LIBRARIES)
def service(request: pytest.FixtureRequest) -> Iterator[Service]:
    with serving() as double:
        double.library = request.param
        yield double
