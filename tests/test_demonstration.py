"""The demonstration's past, whatever the hour at which it is begun."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.demonstration.scene import HELPED_AT, in_order
from bot.languages import SHANGHAI

MIDNIGHT = datetime(2026, 11, 30, 16, 3, tzinfo=UTC)  # in China


@pytest.mark.parametrize("hour", range(24))
def test_a_household_is_helped_in_the_order_of_things_at_any_hour(hour: int) -> None:
    now = MIDNIGHT + timedelta(hours=hour)
    moments = in_order(now, HELPED_AT)
    assert moments == sorted(moments)
    assert moments[-1] < now
    assert all(8 <= moment.astimezone(SHANGHAI).hour < 18 for moment in moments)
