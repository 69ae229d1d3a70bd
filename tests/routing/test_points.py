"""The 28 points of the notice: whoever leads and assists is whom the notice names, by its own table."""

import pytest

from bot.routing.model import Topic
from tests.routing.points import NO_OFFICE, Point, at_city, pack, read

POINTS = read()
TOPICS = [(point, topic) for point in POINTS for topic in pack()[0].topics if topic.point == point.number]


def offices(point: Point) -> set[str]:
    """Codes of all units that a point names."""
    directory = pack()[1].directory
    return {directory.unit(name).code for name in (point.lead, *point.assist) if name not in NO_OFFICE}


def test_there_are_28() -> None:
    assert [point.number for point in POINTS] == list(range(1, 29))


@pytest.mark.parametrize("point", POINTS, ids=lambda point: point.number)
def test_the_notices_own_lead_leads(point: Point) -> None:
    assert at_city(point.topic)[0] == pack()[1].directory.unit(point.lead).code


@pytest.mark.parametrize(("point", "topic"), TOPICS, ids=[topic.code for _point, topic in TOPICS])
def test_nobody_has_it_whom_the_point_does_not_name(point: Point, topic: Topic) -> None:
    lead, assist = at_city(topic.code)
    assert {lead, *assist} <= offices(point)
